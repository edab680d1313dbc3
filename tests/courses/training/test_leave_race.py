"""Four processes approve the same requests: each is approved once, each participation ends at most once (N3)."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.courses.training.test_oversell import answer_of, database_url  # noqa: F401  the fixture

PROCESSES = 4
pytestmark = pytest.mark.processes


def start(url, *command):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.courses.training.leave_race", *map(str, command)],
        cwd=settings.REPO,
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": "site:."},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_leaves_that_together_pass_the_limit_end_the_participation_once(database_url):  # noqa: F811
    answer_of(start(database_url, "set-up"))

    moment = time.time() + 12
    processes = [start(database_url, "decide", share, moment) for share in range(PROCESSES)]
    answers = [answer_of(process) for process in processes]
    found = answer_of(start(database_url, "look"))

    # eight people asked for 2.5 hours, eight twice for 2.5 hours; three hours are allowed
    assert found["states"] == {"attending": 8, "withdrawn": 8}
    assert found["codes"] == {"": 8, "leave_limit": 8}
    assert found["requests"] == {"approved": 24}
    assert (found["ends"], found["approvals"], found["marks"]) == (8, 24, 24)
    assert sum(a.get("approved", 0) for a in answers) == 24
    assert sum(a.get("told", 0) for a in answers) == 24 * PROCESSES - 24
