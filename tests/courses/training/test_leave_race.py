"""Four processes approve the same requests: each is approved once, each participation ends at most once (N3)."""

import pytest

from tests.courses.training.leave_race import decide_all, look, set_up
from tests.processes import call, calls, shared_database

PROCESSES = 4
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_two_leaves_that_together_pass_the_limit_end_the_participation_once(tmp_path):
    url = shared_database(tmp_path)
    calls(url, call(set_up))

    answers = calls(url, *[call(decide_all, share) for share in range(PROCESSES)])
    [found] = calls(url, call(look))

    # eight people asked for 2.5 hours, eight twice for 2.5 hours; three hours are allowed
    assert found["states"] == {"attending": 8, "withdrawn": 8}
    assert found["codes"] == {"": 8, "leave_limit": 8}
    assert found["requests"] == {"approved": 24}
    assert (found["ends"], found["approvals"], found["marks"]) == (8, 24, 24)
    assert sum(a.get("approved", 0) for a in answers) == 24
    assert sum(a.get("told", 0) for a in answers) == 24 * PROCESSES - 24
