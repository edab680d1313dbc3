"""Everybody sends her answers from four processes at once: each is counted exactly once, on either database."""

import pytest

from tests.courses.training.answers import look, send_all, set_up
from tests.processes import call, calls, shared_database

PROCESSES = 4
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_answers_sent_from_four_processes_count_once(tmp_path):
    url = shared_database(tmp_path)
    calls(url, call(set_up))

    sent = calls(url, *[call(send_all)] * PROCESSES)
    [found] = calls(url, call(look))

    assert sum(answer.get("counted", 0) for answer in sent) == 12
    assert sum(answer.get("refused", 0) for answer in sent) == 36
    assert found == {"tickets": 12, "answers": [12], "parts": [12], "remarks": 24}
