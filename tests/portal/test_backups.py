"""A backup and the way back, in real processes on both databases."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

REPO = Path(__file__).parents[2]


class Site:
    """A database with one table, and a folder of uploads."""

    def __init__(self, var, url):
        self.var = var
        self.environment = {
            **os.environ,
            "TONGTANG_VAR": str(var),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        }

    def manage(self, *arguments):
        command = [sys.executable, str(REPO / "manage.py"), *arguments]
        return subprocess.run(command, env=self.environment, cwd=REPO, capture_output=True, text=True, check=False)

    def sql(self, statement):
        url = self.environment["DATABASE_URL"]
        is_file = url.startswith("sqlite")
        with closing(sqlite3.connect(url.removeprefix("sqlite:///")) if is_file else psycopg.connect(url)) as database:
            found = database.execute(statement)
            rows = found.fetchall() if found.description else []
            database.commit()
        return rows


@pytest.fixture
def site(tmp_path):
    """SQLite, or the PostgreSQL of this test run, in a database of its own."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        yield Site(tmp_path, f"sqlite:///{tmp_path / 'db.sqlite3'}")
        return
    name = f"backup_{os.getpid()}"
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield Site(tmp_path, f"{server}/{name}")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.processes
def test_restore_brings_back_rows_and_uploads_of_the_backup(site, tmp_path):
    site.sql("CREATE TABLE words (word varchar(20))")
    site.sql("INSERT INTO words VALUES ('同堂')")
    (tmp_path / "media").mkdir(exist_ok=True)
    (tmp_path / "media/letter.txt").write_text("原件")

    made = site.manage("backup", str(tmp_path / "backups"))
    site.sql("UPDATE words SET word = 'lost'")
    (tmp_path / "media/letter.txt").write_text("changed")
    (tmp_path / "media/later.txt").write_text("later")
    restored = site.manage("restore", made.stdout.strip())

    assert restored.stdout.strip() == "The backup is in place.", restored.stderr
    assert site.sql("SELECT word FROM words") == [("同堂",)]
    assert [p.name for p in (tmp_path / "media").iterdir()] == ["letter.txt"]
    assert (tmp_path / "media/letter.txt").read_text() == "原件"


@pytest.mark.parametrize(
    ("content", "words"), [(None, "Name the file of the backup"), (b"no archive", "not be opened")]
)
def test_restore_refuses_what_is_no_backup(tmp_path, content, words):
    file = tmp_path / "backup.tar.gz"
    if content:
        file.write_bytes(content)

    with pytest.raises(CommandError, match=words):
        call_command("restore", str(file))
