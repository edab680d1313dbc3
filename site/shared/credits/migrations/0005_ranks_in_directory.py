from typing import Any

from django.db import migrations

COLUMNS = ["series", "name", "position", "certainty", "source"]


def carry(apps: Any, schema_editor: Any, source: str, target: str) -> None:
    """Every row, those that an office has changed or added among them."""
    database = schema_editor.connection.alias
    ranks = apps.get_model(target, "Rank")
    rows = apps.get_model(source, "Rank")._base_manager.using(database).order_by("pk").values(*COLUMNS)
    ranks._base_manager.using(database).bulk_create([ranks(**row) for row in rows], ignore_conflicts=True)


def to_directory(apps: Any, schema_editor: Any) -> None:
    carry(apps, schema_editor, "credits", "directory")


def back(apps: Any, schema_editor: Any) -> None:
    carry(apps, schema_editor, "directory", "credits")


class Migration(migrations.Migration):
    """The list of ranks moves to the directory, where classes and staff lists read it too; reversible."""

    dependencies = [("credits", "0004_declaration_words"), ("directory", "0005_ranks")]

    operations = [migrations.RunPython(to_directory, back), migrations.DeleteModel(name="Rank")]
