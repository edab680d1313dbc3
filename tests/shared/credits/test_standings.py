"""What is required by rank and career, at its edges (N4, H2, A20)."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from shared.credits.actions import enter_event
from shared.credits.enums import Category, EventKind
from shared.credits.models import HourRequirement
from shared.credits.queries import posting_of, rank_is_known, standings, standings_of
from shared.directory.enums import RankSeries
from shared.directory.models import Rank
from tests.factories.credits import JUNIOR, PROSECUTOR, SENIOR, SENIOR_PROSECUTOR, earn, person_of
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, RegionFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
DAY = dt.date(2026, 6, 30)


def standing(person, code, on=DAY):
    return next(s for s in standings(person, on) if s.requirement.code == code)


def codes(person, on=DAY):
    return {s.requirement.code for s in standings(person, on)}


@pytest.mark.parametrize(
    ("series_and_rank", "expected"),
    [
        (JUNIOR, {"year", "online"}),
        ((RankSeries.CIVIL_SERVANT, "一级主任科员"), {"year", "online"}),
        (SENIOR, {"five_years", "online"}),
        ((RankSeries.CIVIL_SERVANT, "一级巡视员"), {"five_years", "online"}),
        ((RankSeries.CIVIL_SERVANT, "县处级副职"), {"five_years", "online"}),
        ((RankSeries.CIVIL_SERVANT, "乡科级正职"), {"year", "online"}),
        (PROSECUTOR, {"year", "online"}),
        ((RankSeries.PROSECUTOR, "五级检察官"), {"year", "online"}),
        (SENIOR_PROSECUTOR, {"five_years", "prosecutor_year", "online"}),
        ((RankSeries.ENFORCEMENT, "四级高级主办"), {"five_years", "online"}),
        ((RankSeries.ENFORCEMENT, "一级主办"), {"year", "online"}),
        ((RankSeries.TITLE, "高级工程师"), {"online"}),
        ((RankSeries.CIVIL_SERVANT, "首席某某"), {"online"}),
    ],
)
def test_the_rank_says_what_is_required(series_and_rank, expected):
    assert codes(person_of(series_and_rank)) == expected


def test_the_rank_of_the_day_asked_for_counts():
    person = person_of(SENIOR, valid_from=dt.date(2026, 1, 1))
    PostingFactory(person=person, rank="一级主任科员", valid_to=dt.date(2025, 12, 31))

    assert codes(person, dt.date(2025, 12, 31)) == {"year", "online"}
    assert codes(person, dt.date(2026, 1, 1)) == {"five_years", "online"}


def test_a_rank_that_the_list_does_not_know_is_said_to_be_unknown():
    assert rank_is_known(posting_of(person_of(JUNIOR)))
    assert not rank_is_known(posting_of(person_of((RankSeries.CIVIL_SERVANT, "科长"))))
    assert not rank_is_known(posting_of(PersonFactory()))
    assert codes(PersonFactory()) == {"online"}


@pytest.mark.parametrize(
    ("hours", "days", "met_by", "missing_hours", "missing_days"),
    [
        ("89.5", "11.99", "", "0.5", "0.01"),
        ("89.99", "12", "days", 0, 0),
        ("90", "11", "hours", 0, 0),
        ("90", "12", "hours", 0, 0),
        ("0", "0", "", 90, 12),
    ],
)
def test_the_year_is_met_by_hours_or_by_days(hours, days, met_by, missing_hours, missing_days):
    person = person_of(JUNIOR)
    earn(person, hours, days)

    found = standing(person, "year")

    assert (found.first, found.last) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert (found.met_by, found.is_met) == (met_by, bool(met_by))
    assert (found.missing_hours, found.missing_days) == (Decimal(missing_hours), Decimal(missing_days))


@pytest.mark.parametrize("code", ["year", "prosecutor_year"])
def test_days_alone_are_enough_for_prosecutors_too(code):
    person = person_of(PROSECUTOR if code == "year" else SENIOR_PROSECUTOR)
    earn(person, "89.5", 12)

    assert standing(person, code).met_by == "days"


@pytest.mark.parametrize(("hours", "met_by"), [("549.5", ""), ("550", "hours")])
def test_five_years_are_met_by_550_hours(hours, met_by):
    person = person_of(SENIOR)
    earn(person, hours, 40, on=dt.date(2024, 5, 31))

    found = standing(person, "five_years")

    assert (found.first, found.last) == (dt.date(2023, 1, 1), dt.date(2027, 12, 31))
    assert found.met_by == met_by
    assert found.required_days is None


@pytest.mark.parametrize(
    ("ends_on", "met_by", "missing"),
    [(dt.date(2026, 5, 30), "", 1), (dt.date(2026, 5, 31), "months", 0)],
)
def test_five_years_are_met_by_three_months_of_the_calendar(ends_on, met_by, missing):
    person = person_of(SENIOR)
    earn(person, 300, 60, on=ends_on, starts_on=dt.date(2026, 3, 1))

    found = standing(person, "five_years")

    assert (found.required_span, found.met_by, found.missing_span) == (92, met_by, missing)


def test_months_are_put_together_from_several_classes_and_no_day_counts_twice():
    person = person_of(SENIOR)
    earn(person, 10, 1, on=dt.date(2026, 3, 31), starts_on=dt.date(2026, 3, 1))
    earn(person, 10, 1, on=dt.date(2026, 4, 10), starts_on=dt.date(2026, 3, 22))
    earn(person, 10, 5, on=dt.date(2026, 6, 5))

    assert standing(person, "five_years").span == 31 + 10 + 5


@pytest.mark.parametrize(("hours", "met"), [("49.5", False), ("50", True)])
def test_self_study_has_its_own_50_hours(hours, met):
    person = person_of(JUNIOR)
    earn(person, hours, 99, category=Category.ONLINE_SELF_STUDY)

    found = standing(person, "online")

    assert (found.is_met, found.missing_days) == (met, None)
    assert standing(person, "year").hours == 0


def test_classes_do_not_count_as_self_study():
    person = person_of(JUNIOR)
    earn(person, 90, 12)

    assert standing(person, "online").hours == 0


@pytest.mark.parametrize(
    ("hours", "days", "met_by"), [("229.5", "29.5", ""), ("230", "29", "hours"), ("229", "30", "days")]
)
def test_promotion_to_senior_prosecutor_asks_for_30_days_or_230_hours(hours, days, met_by):
    person = person_of(SENIOR_PROSECUTOR)
    enter_event(person, kind=EventKind.SENIOR_PROSECUTOR, happened_on=dt.date(2025, 3, 1), by=UserFactory())
    earn(person, hours, days, on=dt.date(2026, 3, 1))

    found = standing(person, "senior_prosecutor")

    assert (found.first, found.last) == (dt.date(2025, 3, 1), dt.date(2026, 3, 1))
    assert found.met_by == met_by


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (dt.date(2025, 2, 28), False),
        (dt.date(2025, 3, 1), True),
        (dt.date(2026, 3, 1), True),
        (dt.date(2026, 3, 2), False),
    ],
)
def test_only_training_within_a_year_of_the_promotion_counts(day, counts):
    person = person_of(SENIOR_PROSECUTOR)
    enter_event(person, kind=EventKind.SENIOR_PROSECUTOR, happened_on=dt.date(2025, 3, 1), by=UserFactory())
    earn(person, 230, 30, on=day)

    assert standing(person, "senior_prosecutor").is_met is counts


@pytest.mark.parametrize(
    ("days", "day", "met"),
    [
        ("14.5", dt.date(2026, 1, 1), False),
        ("15", dt.date(2026, 1, 1), True),
        ("15", dt.date(2024, 5, 20), True),
        ("15", dt.date(2024, 5, 19), False),
    ],
)
def test_a_first_chief_is_trained_for_15_days_before_or_within_a_year(days, day, met):
    person = person_of(SENIOR_PROSECUTOR)
    enter_event(person, kind=EventKind.FIRST_LEADERSHIP, happened_on=dt.date(2025, 5, 20), by=UserFactory())
    earn(person, 500, days, on=day)

    assert standing(person, "first_leadership").is_met is met


@pytest.mark.parametrize(("ends_on", "met"), [(dt.date(2026, 2, 27), False), (dt.date(2026, 2, 28), True)])
def test_a_new_prosecutor_spends_a_month_in_class(ends_on, met):
    person = person_of(PROSECUTOR)
    enter_event(person, kind=EventKind.NEW_PROSECUTOR, happened_on=dt.date(2026, 1, 5), by=UserFactory())
    earn(person, 120, 20, on=ends_on, starts_on=dt.date(2026, 2, 1))

    assert standing(person, "new_prosecutor").is_met is met


def test_a_promoted_leader_makes_up_what_she_owed():
    person = person_of(SENIOR)
    event = {"kind": EventKind.PROMOTED_LEADER, "happened_on": dt.date(2026, 2, 1), "by": UserFactory()}
    enter_event(person, hours=Decimal(60), **event)
    earn(person, "59.5", 8, on=dt.date(2026, 5, 1))

    found = standing(person, "promoted_leader")

    assert (found.required_hours, found.required_days, found.missing_hours) == (60, None, Decimal("0.5"))


def test_what_was_met_goes_with_its_year_and_what_was_not_stays():
    met, owing = person_of(SENIOR_PROSECUTOR), person_of(SENIOR_PROSECUTOR)
    for person in (met, owing):
        enter_event(person, kind=EventKind.SENIOR_PROSECUTOR, happened_on=dt.date(2024, 3, 1), by=UserFactory())
    earn(met, 230, 30, on=dt.date(2024, 6, 1))

    assert "senior_prosecutor" in codes(met, dt.date(2025, 12, 31))
    assert "senior_prosecutor" not in codes(met, dt.date(2026, 1, 1))
    assert "senior_prosecutor" in codes(owing, dt.date(2026, 1, 1))


def test_an_event_to_come_asks_for_nothing_yet():
    person = person_of(SENIOR_PROSECUTOR)
    enter_event(person, kind=EventKind.SENIOR_PROSECUTOR, happened_on=dt.date(2026, 3, 1), by=UserFactory())

    assert "senior_prosecutor" not in codes(person, dt.date(2026, 2, 28))
    assert "senior_prosecutor" in codes(person, dt.date(2026, 3, 1))


@pytest.mark.parametrize(
    ("day", "first", "last"), [("2027-12-31", 2023, 2027), ("2028-01-01", 2028, 2032), ("2032-12-31", 2028, 2032)]
)
def test_the_period_of_five_years_turns_with_its_last_day(day, first, last):
    person = person_of(SENIOR)
    earn(person, 550, 70, on=dt.date(2027, 12, 31))

    found = standing(person, "five_years", dt.date.fromisoformat(day))

    assert (found.first.year, found.last.year) == (first, last)
    assert found.is_met is (first == 2023)


@pytest.mark.parametrize(
    ("moment", "year", "period"),
    [("2027-12-31T15:59:59Z", 2027, 2023), ("2027-12-31T16:00:00Z", 2028, 2028)],
)
def test_year_and_period_turn_at_midnight_in_beijing(moment, year, period):
    junior, senior = person_of(JUNIOR), person_of(SENIOR)

    with time_machine.travel(moment, tick=False):
        now = timezone.now()
        earn(junior, 90, 12, on=now)
        earn(senior, 550, 70, on=now)
        yearly, of_years = standings(junior)[0], standings(senior)[0]

    assert (yearly.first.year, yearly.is_met) == (year, True)
    assert (of_years.first.year, of_years.is_met) == (period, True)
    assert standing(junior, "year", dt.date(2027, 12, 31)).is_met is (year == 2027)


def test_a_changed_requirement_holds_from_its_day_and_a_local_one_before_the_national():
    local = person_of(JUNIOR, agency=AgencyFactory(region=RegionFactory(code="330100", name="杭州市")))
    elsewhere = person_of(JUNIOR)
    national = HourRequirement.objects.get(code="year", rank_series="civil_servant")
    row = {f.attname: getattr(national, f.attname) for f in HourRequirement._meta.concrete_fields if f.name != "id"}
    HourRequirement.objects.create(**{**row, "hours": 100, "jurisdiction": "330000"})
    HourRequirement.objects.create(**{**row, "hours": 120, "valid_from": dt.date(2027, 1, 1)})

    assert standing(local, "year").required_hours == 100
    assert standing(elsewhere, "year").required_hours == 90
    assert standing(elsewhere, "year", dt.date(2027, 1, 1)).required_hours == 120


def test_the_share_reaches_100_only_when_met():
    person = person_of(JUNIOR)
    earn(person, "89.99", 1)

    assert standing(person, "year").percent == 99


def test_many_people_cost_as_much_as_one(django_assert_max_num_queries):
    people = [person_of(SENIOR_PROSECUTOR) for _ in range(20)]
    for person in people:
        enter_event(person, kind=EventKind.SENIOR_PROSECUTOR, happened_on=dt.date(2026, 3, 1), by=UserFactory())
        earn(person)
    standings(people[0], DAY)

    with django_assert_max_num_queries(5):
        found = standings_of(people, DAY)

    assert all(len(rows) == 4 for rows in found.values())


def test_every_rank_that_a_requirement_names_is_in_the_list():
    named = {(r.rank_series, n) for r in HourRequirement.objects.all() for n in (r.rank_from, r.rank_to) if n}

    assert named <= set(Rank.objects.values_list("series", "name"))
    assert all(not r.categories or set(r.counted) <= set(Category.values) for r in HourRequirement.objects.all())
