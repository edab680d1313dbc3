"""How each database finds a token. A later migration that makes the table of entries anew must lay this anew, too."""

from django.db import migrations

LAY = {
    "sqlite": [
        # Only which entry holds a token is kept, neither places nor sizes: a quarter of the room. Tokens are taken as
        # they are: the Unicode tokenizer would fold a final sigma and drop signs that it does not know.
        "CREATE VIRTUAL TABLE search_entry_fts USING fts5(tokens, content='search_entry', content_rowid='id', "
        "detail=none, columnsize=0, tokenize='ascii')",
        "CREATE VIRTUAL TABLE search_entry_terms USING fts5vocab('search_entry_fts', 'row')",
        "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
        "INSERT INTO search_entry_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER search_entry_dropped AFTER DELETE ON search_entry BEGIN "
        "INSERT INTO search_entry_fts(search_entry_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
        "CREATE TRIGGER search_entry_changed AFTER UPDATE OF tokens ON search_entry WHEN old.tokens <> new.tokens BEGIN "
        "INSERT INTO search_entry_fts(search_entry_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
        "INSERT INTO search_entry_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
    ],
    "postgresql": ["CREATE INDEX search_entry_tokens ON search_entry USING gin (string_to_array(tokens, ' '))"],
}
LIFT = {
    "sqlite": [
        "DROP TRIGGER search_entry_changed",
        "DROP TRIGGER search_entry_dropped",
        "DROP TRIGGER search_entry_added",
        "DROP TABLE search_entry_terms",
        "DROP TABLE search_entry_fts",
    ],
    "postgresql": ["DROP INDEX search_entry_tokens"],
}


def lay(apps, schema_editor):
    for statement in LAY[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps, schema_editor):
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    replaces = [("search", "0002_token_index"), ("search", "0004_plain_tokens")]

    dependencies = [("search", "0001_start")]

    operations = [migrations.RunPython(lay, lift)]
