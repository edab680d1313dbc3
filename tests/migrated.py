"""What the migrations make is made once for all processes of one run of `make test`, and copied by the others.

`MIGRATED` names the file that holds it, or on PostgreSQL the name of the database that does. Whoever sets it removes
these files when a migration, or code that a migration or its signals use, has changed; deploy/test.sh begins without.
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
    if args or options.get("app_label"):
        run(command, *args, **options)
        return
    load, keep = (load_file, keep_file) if connection.vendor == "sqlite" else (load_database, keep_database)
    place = place.with_suffix(f".{connection.vendor}")
    with place.with_suffix(f".{connection.vendor}-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second process waits for the first one's
        connection.ensure_connection()
        if place.exists():
            load(connection, place)
            return
        run(command, *args, **options)
        keep(connection, place)


def load_file(connection: Any, place: Path) -> None:
    with sqlite3.connect(place) as made:
        made.backup(connection.connection)


def keep_file(connection: Any, place: Path) -> None:
    with sqlite3.connect(place.with_suffix(".part")) as copy:
        connection.connection.backup(copy)
    place.with_suffix(".part").replace(place)


def load_database(connection: Any, place: Path) -> None:
    copy(connection, place.read_text(), connection.settings_dict["NAME"])


def keep_database(connection: Any, place: Path) -> None:
    name = f"migrated_{os.getpid()}"
    copy(connection, connection.settings_dict["NAME"], name)
    place.write_text(name)


def copy(connection: Any, source: str, name: str) -> None:
    """Make the database `name` as `source` is; nobody may be using either."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    connection.ensure_connection()
