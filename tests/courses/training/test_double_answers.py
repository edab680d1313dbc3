"""Everybody sends her answers from four processes at once: each is counted exactly once, on either database."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.courses.training.test_oversell import answer_of, database_url  # noqa: F401

PROCESSES = 4
pytestmark = pytest.mark.processes


def start(url, *command):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.courses.training.answers", *map(str, command)],
        cwd=settings.REPO,
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": "site:."},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_answers_sent_from_four_processes_count_once(database_url):  # noqa: F811  the fixture above
    answer_of(start(database_url, "set-up"))
    moment = time.time() + 8

    sent = [answer_of(process) for process in [start(database_url, "send", moment) for _place in range(PROCESSES)]]
    found = answer_of(start(database_url, "look"))

    assert sum(answer.get("counted", 0) for answer in sent) == 12
    assert sum(answer.get("refused", 0) for answer in sent) == 36
    assert found == {"tickets": 12, "answers": [12], "parts": [12], "remarks": 24}
