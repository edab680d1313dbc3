from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution
from django.db import connections

from cms.release.triggers import missing, needed_tables


def gate_is_shut(app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The triggers of the publishing gate are in the database: asked by `check --database default` and by `migrate`.

    No error, because `migrate` is what makes them again and would not begin; `/-/ready` answers 503 meanwhile.
    """
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if not needed_tables() <= set(connection.introspection.table_names()):
            continue  # not migrated yet: another check says so
        if names := missing(connection):
            found.append(
                Caution(
                    f"The publishing gate lacks {len(names)} trigger(s): {', '.join(names[:5])}.",
                    hint="Run `manage.py migrate`: it makes them again.",
                    id="release.W001",
                )
            )
    return found
