"""Four real processes begin and hand in the same papers at once: one paper each, one result, hours posted once."""

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

from tests.courses.learning.twice import LEARNERS

PROCESSES = 4
pytestmark = pytest.mark.processes


@pytest.fixture
def database_url(tmp_path, django_db_blocker):
    """A database that other processes can see, on the same kind of server as the tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'twice.sqlite3'}"
        return
    server = settings.DATABASES["default"]
    name = f"twice_{uuid.uuid4().hex[:8]}"
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}".format(**server)
    with psycopg.connect(f"{address}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"{address}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(url, *command):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.courses.learning.twice", *map(str, command)],
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
    moment = time.time() + 15
    return [answer_of(process) for process in [start(url, command, moment) for _n in range(PROCESSES)]]


def test_a_double_click_in_four_processes_counts_once(database_url):
    answer_of(start(database_url, "set-up"))

    begun = all_at_once(database_url, "start")
    told = all_at_once(database_url, "hand-in")
    found = answer_of(start(database_url, "look"))

    # Every process was given the same paper of each person.
    assert all(answer == begun[0] for answer in begun)
    assert found == {
        "attempts": LEARNERS * 2,
        "open": LEARNERS,
        "done": LEARNERS,
        "completions": LEARNERS,
        "entries": LEARNERS,
        "scores": ["100.00"],
    }
    assert told == [{"100.00": LEARNERS, "refused": LEARNERS}] * PROCESSES
