"""A first migration whose models Django renders once, not anew with every table.

After each table Django renders its model again and all that are related to it. Here nearly everything is related to
everything, by way of the people: the cost grows with the square of the number of tables.
"""

from itertools import takewhile
from typing import Any

from django.db import migrations
from django.db.migrations.state import ProjectState


class FirstTables(migrations.Migration):
    """Makes the tables that its operations begin with from one state that knows them all; the rest as ever."""

    initial = True

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        tables = [*takewhile(lambda operation: isinstance(operation, migrations.CreateModel), self.operations)]
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        project_state.__dict__.pop("apps", None)  # a cached property: whoever asks next renders all models
        for operation in tables:
            operation.state_forwards(self.app_label, project_state)
        for operation in tables:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        for operation in self.operations[len(tables) :]:
            before = project_state.clone()
            operation.state_forwards(self.app_label, project_state)
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
