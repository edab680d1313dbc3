"""The production settings in real processes: what they refuse, and that they start otherwise."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "kT7-vQ2xW9zL4mN8pR3sY6uA1bC5dE0fGhJjKkMmPpQqSsTtVvXx",
    "ALLOWED_HOSTS": "tongtang.example",
    "DATABASE_URL": "postgresql://tongtang@db.example/tongtang",
    "WEB_HOSTS": "2",
}


def start(tmp_path, statement="import django; django.setup()", **changes):
    """Load the settings in a fresh interpreter; return its exit code and last line."""
    keep = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    environment = {**keep, **GOOD, "TONGTANG_VAR": str(tmp_path), "PYTHONPATH": f"{REPO / 'site'}:{REPO}", **changes}
    done = subprocess.run(
        [sys.executable, "-c", statement], env=environment, cwd=REPO, capture_output=True, text=True, check=False
    )
    return done.returncode, (done.stderr.strip() or done.stdout.strip()).rpartition("\n")[2]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "change-me " * 6}, "SECRET_KEY is missing or weak"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"DATABASE_URL": "sqlite:////var/lib/db.sqlite3"}, "SQLite serves one host only"),
        ({"DATABASE_URL": "mysql://db.example/t"}, "DATABASE_URL must begin with"),
    ],
)
def test_production_refuses_to_start(tmp_path, changes, sentence):
    code, line = start(tmp_path, "import portal.settings.production", **changes)

    assert code == 1
    assert sentence in line


def test_production_starts_with_sqlite_on_one_host(tmp_path):
    code, line = start(tmp_path, WEB_HOSTS="1", DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}")

    assert (code, line) == (0, "")


def test_production_starts_with_postgresql_on_several_hosts(tmp_path):
    code, line = start(tmp_path)

    assert (code, line) == (0, "")


def test_demo_settings_refuse_an_application_server(tmp_path):
    code, line = start(
        tmp_path, "import gunicorn, portal.settings.dev", DJANGO_SETTINGS_MODULE="portal.settings.dev", DATABASE_URL=""
    )

    assert code == 1
    assert "Settings of the demo" in line


def test_production_logs_one_json_object_per_line(tmp_path):
    code, line = start(
        tmp_path,
        "import django, structlog, logging; django.setup(); structlog.get_logger('ours').warning('同堂', job=7); "
        "logging.getLogger('django.request').error('theirs')",
    )

    assert code == 0
    assert json.loads(line)["event"] == "theirs"
    assert json.loads(line)["level"] == "error"
