"""Eight real processes want the same few seats (A1): the database decides, nobody is left without an answer."""

import json
import os
import subprocess
import sys
import time
import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import connection

PROCESSES = 8
pytestmark = pytest.mark.processes


@pytest.fixture
def database_url(tmp_path, django_db_blocker):
    """A database that other processes can see, on the same kind of server as the tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'rush.sqlite3'}"
        return
    server = settings.DATABASES["default"]
    name = f"rush_{uuid.uuid4().hex[:8]}"
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}".format(**server)
    with psycopg.connect(f"{address}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"{address}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(url, *command):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.courses.training.rush", *map(str, command)],
        cwd=settings.REPO,
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": "site:."},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer_of(process):
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors[-3000:]
    return json.loads(out.splitlines()[-1])


def all_at_once(url, command):
    moment = time.time() + 10
    processes = [start(url, command, share, PROCESSES, moment) for share in range(PROCESSES)]
    return [answer_of(process) for process in processes]


def test_seats_are_never_oversold_when_eight_processes_want_them(database_url):
    answer_of(start(database_url, "set-up"))

    applied = all_at_once(database_url, "apply")
    accepted = all_at_once(database_url, "accept")
    found = answer_of(start(database_url, "look"))

    assert found["miscounted"] == []
    assert found["twice"] == []
    assert found["left_free"] == 0
    assert found["taken"] == {"RUSH-1": 21, "RUSH-2": 11}
    # each of 96 people asked twice, each got a definite answer both times
    assert sum(a.get("accepted", 0) + a.get("waitlisted", 0) + a.get("told", 0) for a in applied) == 192
    # each of 40 nominations was decided exactly once, although every process decided all of them
    assert sum(a.get("accepted", 0) for a in accepted) == 11
    assert sum(a.get("waitlisted", 0) for a in accepted) == 29
    assert found["states"]["RUSH-2"] == {"accepted": 11, "waitlisted": 29}
