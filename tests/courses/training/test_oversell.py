"""Eight real processes want the same few seats (A1): the database decides, nobody is left without an answer."""

import pytest

from tests.courses.training.rush import accept_all, apply_for_all, look, set_up
from tests.processes import call, calls, shared_database

PROCESSES = 8
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_seats_are_never_oversold_when_eight_processes_want_them(tmp_path):
    url = shared_database(tmp_path)
    calls(url, call(set_up))

    applied = calls(url, *[call(apply_for_all, share, PROCESSES) for share in range(PROCESSES)])
    accepted = calls(url, *[call(accept_all, share, PROCESSES) for share in range(PROCESSES)])
    [found] = calls(url, call(look))

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
