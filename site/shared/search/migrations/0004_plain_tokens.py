"""SQLite finds tokens as they are: its Unicode tokenizer would fold a final sigma and drop signs that it does not know."""

from django.db import migrations

MADE = (
    "CREATE VIRTUAL TABLE search_entry_fts USING fts5(tokens, content='search_entry', content_rowid='id', "
    "detail=none, columnsize=0, tokenize='{}')"
)
WORDS = "CREATE VIRTUAL TABLE search_entry_terms USING fts5vocab('search_entry_fts', 'row')"


def made_with(tokenizer):
    """Lay the table of tokens anew and fill it from the entries; the triggers that keep it stay as they are."""

    def lay(apps, schema_editor):
        if schema_editor.connection.vendor != "sqlite":
            return
        schema_editor.execute("DROP TABLE search_entry_terms")
        schema_editor.execute("DROP TABLE search_entry_fts")
        schema_editor.execute(MADE.format(tokenizer))
        schema_editor.execute(WORDS)
        schema_editor.execute("INSERT INTO search_entry_fts(search_entry_fts) VALUES ('rebuild')")

    return lay


class Migration(migrations.Migration):
    dependencies = [("search", "0003_first_synonyms")]
    operations = [migrations.RunPython(made_with("ascii"), made_with("unicode61 remove_diacritics 0"))]
