"""Six real processes mix everything that moves a seat (A1–A6): no violation, no lock error, an answer to every act."""

import json

import pytest

from portal.bench.soak import look, set_up, work
from tests.courses.training import rush
from tests.processes import call, calls, shared_database

PROCESSES, OPERATIONS = 6, 60
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_nothing_is_wrong_after_six_processes_have_mixed_everything(tmp_path):
    url = shared_database(tmp_path)
    calls(url, call(rush.set_up))
    calls(url, call(set_up))

    answers = calls(url, *[call(work, share, OPERATIONS, 0.0) for share in range(PROCESSES)])
    [found] = calls(url, call(look))

    print(json.dumps({"processes": PROCESSES, "operations": OPERATIONS * PROCESSES, **found}))  # noqa: T201  a figure
    assert [key for answer in answers for key in answer if key.startswith("ERROR")] == []
    assert sum(sum(answer.values()) for answer in answers) == PROCESSES * OPERATIONS
    assert set(found.values()) == {0}
