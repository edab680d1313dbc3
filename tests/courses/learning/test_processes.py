"""Four real processes begin and hand in the same papers at once: one paper each, one result, hours posted once."""

import pytest

from tests.courses.learning.twice import LEARNERS, hand_in_all, look, set_up, start_all
from tests.processes import call, calls, shared_database

PROCESSES = 4
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_a_double_click_in_four_processes_counts_once(tmp_path):
    url = shared_database(tmp_path)
    calls(url, call(set_up))

    begun = calls(url, *[call(start_all)] * PROCESSES)
    told = calls(url, *[call(hand_in_all)] * PROCESSES)
    [found] = calls(url, call(look))

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
