from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def migrations_are_whole(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Of the migrations that one of today replaces a database has run all or none; asked by `migrate` before it begins.

    Otherwise Django would leave that migration out, or make tables that are there already (docs/decisions/0029).
    """
    found: list[CheckMessage] = []
    for alias in databases or []:
        if lacking := sorted(begun_and_not_ended(MigrationRecorder(connections[alias]).applied_migrations())):
            found.append(
                Error(
                    f"This database has run only part of the migrations before decision 0029: {', '.join(lacking)} "
                    f"{'is' if len(lacking) == 1 else 'are'} missing.",
                    hint="Bring it up to date with the last version that holds them (commit f01bd50), then with this "
                    "one: docs/operations.md, «Updating from before decision 0029».",
                    id="portal.E001",
                )
            )
    return found


def begun_and_not_ended(applied: Any) -> Iterator[str]:
    ours = {config.label for config in apps.get_app_configs() if config.name in settings.OUR_APPS}
    for (label, _name), migration in MigrationLoader(None).disk_migrations.items():
        missing = [old for old in migration.replaces if old not in applied]
        if label in ours and 0 < len(missing) < len(migration.replaces):
            yield from (f"{app}.{name}" for app, name in missing)
