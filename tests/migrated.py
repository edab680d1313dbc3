"""SQLite: what the migrations make is made once for all processes of one run of `make test` and copied by the others.

`MIGRATED` names the file that holds it. Whoever sets it removes the file when a migration, or code that a migration or
its signals use, has changed; deploy/test.sh begins every run without it.
"""

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Any

from django.core.management.commands.migrate import Command
from django.db import connections


def share() -> None:
    """Let `migrate` of a test database begin, where it can, with the database that another process has made."""
    if "MIGRATED" in os.environ:
        run, place = Command.handle, Path(os.environ["MIGRATED"])
        Command.handle = lambda self, *args, **options: handle(self, run, place, *args, **options)


def handle(command: Command, run: Any, place: Path, *args: Any, **options: Any) -> None:
    connection = connections[options["database"]]
    if connection.vendor != "sqlite" or args or options.get("app_label"):
        run(command, *args, **options)
        return
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second process waits for the first one's
        connection.ensure_connection()
        if place.exists():
            with sqlite3.connect(place) as made:
                made.backup(connection.connection)
            return
        run(command, *args, **options)
        with sqlite3.connect(place.with_suffix(".part")) as copy:
            connection.connection.backup(copy)
        place.with_suffix(".part").replace(place)
