"""Two real processes approve for their sides at the same moment: each plan moves exactly once (A9)."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.courses.training.test_oversell import answer_of, database_url

pytestmark = pytest.mark.processes
__all__ = ["database_url"]


def start(url, *command):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.courses.training.approvals", *map(str, command)],
        cwd=settings.REPO,
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": "site:."},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_sides_approving_at_once_move_each_plan_exactly_once(database_url):
    answer_of(start(database_url, "set-up"))
    moment = time.time() + 8

    both = [answer_of(p) for p in [start(database_url, "approve", side, moment) for side in (0, 1)]]
    found = answer_of(start(database_url, "look"))

    assert found["plans"] == ["approved"] * 15
    assert found["sessions"] == ["approved"] * 15
    assert (found["plan_moves"], found["session_moves"]) == (15, 15)
    # nobody was turned away, and of thirty numbers none was given twice or left out
    assert [answer["refused"] for answer in both] == [0, 0]
    assert sorted(both[0]["numbers"] + both[1]["numbers"]) == list(range(1, 31))
