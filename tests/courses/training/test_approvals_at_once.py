"""Two real processes approve for their sides at the same moment: each plan moves exactly once (A9)."""

import pytest

from tests.courses.training.approvals import approve, look, set_up
from tests.processes import call, calls, shared_database

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_two_sides_approving_at_once_move_each_plan_exactly_once(tmp_path):
    url = shared_database(tmp_path)
    calls(url, call(set_up))

    both = calls(url, call(approve, 0), call(approve, 1))
    [found] = calls(url, call(look))

    assert found["plans"] == ["approved"] * 15
    assert found["sessions"] == ["approved"] * 15
    assert (found["plan_moves"], found["session_moves"]) == (15, 15)
    # nobody was turned away, and of thirty numbers none was given twice or left out
    assert [answer["refused"] for answer in both] == [0, 0]
    assert sorted(both[0]["numbers"] + both[1]["numbers"]) == list(range(1, 31))
