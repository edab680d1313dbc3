"""What an answer is worth, at its edges."""

from decimal import Decimal

import pytest

from courses.assessment.enums import Kind, MultipleRule
from courses.assessment.marking import normalised, share_of
from tests.factories.learning import option

THIRDS = [option("甲", 33.33333), option("乙", 33.33333), option("丙", 33.33333), option("丁", -100)]
SINGLE = [option("三日", 100), option("七日"), option("五日", 50)]
TRUTH = [option("true"), option("false", 100)]
SHORT = [option("检察意见", 100), option("24", 100), option("意见", 50), option("SHA*", 100)]


@pytest.mark.parametrize(
    ("given", "share"), [([0], 1), ([1], 0), ([2], "0.5"), ([], 0), ([0, 1], 0), ([9], 0), ([-1], 0)]
)
def test_single_choice_counts_one_choice(given, share):
    assert share_of(Kind.SINGLE, SINGLE, given, rule=MultipleRule.EXACT) == Decimal(share)


@pytest.mark.parametrize(("given", "share"), [([0], 0), ([1], 1), ([0, 1], 0), ([], 0)])
def test_true_or_false_has_one_answer(given, share):
    assert share_of(Kind.TRUE_FALSE, TRUTH, given, rule=MultipleRule.PARTIAL) == share


@pytest.mark.parametrize(
    ("given", "exact", "partial"),
    [
        ([0, 1, 2], 1, 1),
        ([2, 1, 0], 1, 1),
        ([0, 1], 0, "0.6667"),
        ([0], 0, "0.3333"),
        ([0, 1, 2, 3], 0, 0),
        ([3], 0, 0),
        ([], 0, 0),
    ],
)
def test_multiple_choice_by_either_rule(given, exact, partial):
    assert share_of(Kind.MULTIPLE, THIRDS, given, rule=MultipleRule.EXACT) == Decimal(exact)
    assert share_of(Kind.MULTIPLE, THIRDS, given, rule=MultipleRule.PARTIAL) == Decimal(partial)


def test_exact_rule_wants_every_choice_that_has_weight():
    options = [option("清单", 100), option("笔录", 0), option("说明", 50)]

    assert share_of(Kind.MULTIPLE, options, [0, 2], rule=MultipleRule.EXACT) == 1
    assert share_of(Kind.MULTIPLE, options, [0], rule=MultipleRule.EXACT) == 0
    assert share_of(Kind.MULTIPLE, options, [0, 2], rule=MultipleRule.PARTIAL) == 1


@pytest.mark.parametrize(
    ("given", "share"),
    [
        ("检察意见", 1),
        (" 检 察 意 见。", 1),
        ("２４", 1),
        ("24", 1),
        ("意见", "0.5"),
        ("sha-256", 1),
        ("检察", 0),
        ("", 0),
        ("   ", 0),
        ("。", 0),
    ],
)
def test_short_answer_knows_alternatives_and_full_width(given, share):
    assert share_of(Kind.SHORT, SHORT, given, rule=MultipleRule.EXACT) == Decimal(share)


def test_case_counts_only_where_it_is_asked_for():
    options = [option("Hash", 100)]

    assert share_of(Kind.SHORT, options, "hash", rule="exact") == 1
    assert share_of(Kind.SHORT, options, "hash", rule="exact", is_case_sensitive=True) == 0
    assert share_of(Kind.SHORT, options, "Ｈａｓｈ", rule="exact", is_case_sensitive=True) == 1


def test_spaces_between_words_are_one():
    assert normalised("chain  of\tcustody") == "chain of custody"
