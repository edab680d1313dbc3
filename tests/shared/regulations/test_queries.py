import datetime as dt

import pytest

from shared.regulations.actions import load_regulations
from shared.regulations.enums import Basis
from shared.regulations.models import DeadlineRule, LimitRule
from shared.regulations.queries import deadline, deadline_rule, forget, limit, nearest_in_force, shift

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.mark.parametrize(
    ("start", "amount", "basis", "expected"),
    [
        # National Day 2026: 1–7 October are holidays, 10 October is a make-up working Saturday.
        ("2026-09-29", 3, Basis.WORKING_DAYS, "2026-10-09"),
        ("2026-09-29", 4, Basis.WORKING_DAYS, "2026-10-10"),
        ("2026-10-09", -2, Basis.WORKING_DAYS, "2026-09-30"),
        ("2026-09-29", 3, Basis.CALENDAR_DAYS, "2026-10-02"),
        ("2026-01-31", 1, Basis.MONTHS, "2026-02-28"),
        ("2026-11-30", 3, Basis.MONTHS, "2027-02-28"),
    ],
)
def test_a_day_moves_by_the_basis_of_the_rule(start, amount, basis, expected):
    assert shift(dt.date.fromisoformat(start), amount, basis) == dt.date.fromisoformat(expected)


def test_a_local_rule_goes_before_the_national_one_and_a_changed_number_changes_the_deadline():
    day = dt.date(2026, 3, 2)
    assert deadline("training.notice", start=day, before=True) == dt.date(2026, 2, 15)

    DeadlineRule.objects.create(
        code="training.notice", label="x", source="y", amount=20, basis="cd", jurisdiction="330000"
    )

    assert deadline("training.notice", start=day, jurisdiction="330000", before=True) == dt.date(2026, 2, 10)
    assert deadline("training.notice", start=day, before=True) == dt.date(2026, 2, 15)


def test_a_missing_rule_is_named():
    with pytest.raises(DeadlineRule.DoesNotExist, match=r"no\.such"):
        deadline("no.such", start=dt.date(2026, 1, 1))


def test_limits_have_their_value():
    assert float(limit("training.leave_divisor", on=dt.date(2026, 5, 1))) == 7


def test_limit_of_the_province_holds_in_its_cities():
    LimitRule.objects.create(code="x", label="x", value=36, unit="month", source="national")
    LimitRule.objects.create(code="x", label="x", value=24, unit="month", source="provincial", jurisdiction="330000")

    values = [limit("x", on=dt.date(2026, 11, 1), jurisdiction=place) for place in ("", "330100", "440100")]

    assert values == [36, 24, 36]


def test_newest_limit_wins_over_one_without_a_first_day():
    LimitRule.objects.create(code="x", label="x", value=36, unit="month", source="old")
    LimitRule.objects.create(code="x", label="x", value=24, unit="month", source="new", valid_from="2026-01-01")

    assert limit("x", on=dt.date(2026, 11, 1)) == 24


def test_rules_loaded_in_a_process_that_had_read_the_table_hold_there_at_once(settings):
    DeadlineRule.objects.all().delete()
    settings.REGULATIONS_KEPT_SECONDS = 30
    forget(DeadlineRule)
    with pytest.raises(DeadlineRule.DoesNotExist):
        deadline_rule("release.first", on=dt.date(2026, 11, 1))

    load_regulations()

    assert deadline_rule("release.first", on=dt.date(2026, 11, 1)).amount == 3
    forget(DeadlineRule)


def test_a_template_of_the_province_replaces_the_national_one_as_a_whole_while_it_is_in_force():
    facts = {"code": "x", "unit": "percent", "source": "y"}
    LimitRule.objects.create(label="national 1", value=60, **facts)
    LimitRule.objects.create(label="national 2", value=40, valid_from="2020-01-01", **facts)
    LimitRule.objects.create(label="local", value=100, jurisdiction="330000", valid_to="2026-06-30", **facts)

    def labels(day, place):
        return sorted(row.label for row in nearest_in_force(LimitRule, dt.date.fromisoformat(day), place, "x"))

    assert labels("2026-06-30", "330100") == ["local"]
    assert labels("2026-07-01", "330100") == ["national 1", "national 2"]
    assert labels("2026-06-30", "440000") == ["national 1", "national 2"]
