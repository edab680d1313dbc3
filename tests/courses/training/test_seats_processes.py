"""Six real processes mix everything that moves a seat (A1–A6): no violation, no lock error, an answer to every act."""

import json
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.courses.training.test_oversell import answer_of, database_url, start  # noqa: F401  the fixture is one

PROCESSES, OPERATIONS = 6, 60
pytestmark = pytest.mark.processes


def soak(url, *command):
    return subprocess.Popen(
        [sys.executable, "manage.py", "soak", *map(str, command)],
        cwd=settings.REPO,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "PYTHONPATH": "site:.",
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_nothing_is_wrong_after_six_processes_have_mixed_everything(database_url):  # noqa: F811
    answer_of(start(database_url, "set-up"))
    answer_of(soak(database_url, "set-up"))

    begin = time.time() + 10
    workers = [
        soak(database_url, "work", f"--share={share}", f"--operations={OPERATIONS}", f"--start={begin}")
        for share in range(PROCESSES)
    ]
    answers = [answer_of(worker) for worker in workers]
    found = answer_of(soak(database_url, "look"))

    print(json.dumps({"processes": PROCESSES, "operations": OPERATIONS * PROCESSES, **found}))  # noqa: T201  a figure
    assert [key for answer in answers for key in answer if key.startswith("ERROR")] == []
    assert sum(sum(answer.values()) for answer in answers) == PROCESSES * OPERATIONS
    assert set(found.values()) == {0}
