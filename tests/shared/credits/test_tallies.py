"""Choosing thousands of people by what they lack gives what each one's own page says, person by person (A20, H2)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.credits.actions import enter_event
from shared.credits.enums import Category, EventKind, Evidence
from shared.credits.models import CareerEvent, CreditEntry, HourRequirement
from shared.credits.queries import people_chosen, standings
from shared.directory.models import Person, Posting
from shared.regulations.models import CreditPolicy
from tests.factories.credits import JUNIOR, PROSECUTOR, SENIOR, SENIOR_PROSECUTOR, earn, person_of
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, RegionFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
DAY = dt.date(2026, 6, 30)
NO_RANK = ("civil_servant", "科长")
CODES = ["", "year", "five_years", "online", "prosecutor_year", "senior_prosecutor", "first_leadership"]


def by_each_page(on, code, status):
    """The slow and plain answer: everybody's own standings, one after the other."""
    found = []
    for person in Person.objects.order_by("pk"):
        met = [s.is_met for s in standings(person, on) if not code or s.requirement.code == code]
        wanted = {
            "unmet": any(not m for m in met),
            "met": bool(met) and all(met),
            "": bool(met) or not code,
        }[status]
        if wanted:
            found.append(person.pk)
    return found


def require_the_same(on):
    for code in CODES:
        for status in ("unmet", "met", ""):
            chosen = people_chosen(Person.objects.order_by("pk"), on=on, code=code, status=status)
            assert chosen == by_each_page(on, code, status), (on, code, status)


# Amounts at the edges of 90 h, 12 d, 50 h, 550 h, 230 h and 30 d, whole and in parts that floats cannot add up.
HOURS = st.sampled_from(["0", "0.1", "0.2", "22.5", "29.9", "49.99", "50", "89.99", "90", "229.99", "320", "549.99"])
DAYS = st.sampled_from(["0", "0.01", "0.7", "1", "5.5", "11.99", "12", "29.99", "30", "45"])
ENTRY = st.tuples(
    HOURS,
    DAYS,
    st.sampled_from(sorted(Category)),
    st.dates(dt.date(2022, 12, 1), dt.date(2028, 1, 31)),
    st.none() | st.integers(0, 95),
)
EVENT = st.tuples(
    st.sampled_from([e for e in EventKind if e != EventKind.PROMOTED_LEADER]),
    st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)),
)
SOMEBODY = st.tuples(
    st.sampled_from([JUNIOR, SENIOR, PROSECUTOR, SENIOR_PROSECUTOR, NO_RANK, None]),
    st.booleans(),
    st.lists(ENTRY, max_size=6),
    st.lists(EVENT, max_size=1),
)


@pytest.fixture
def somewhere():
    """A place with a requirement of its own and one without, a policy, and who enters events."""
    national = HourRequirement.objects.get(code="year", rank_series="civil_servant")
    row = {f.attname: getattr(national, f.attname) for f in HourRequirement._meta.concrete_fields if f.name != "id"}
    HourRequirement.objects.create(**{**row, "hours": 100, "jurisdiction": "330000"})
    local = AgencyFactory(region=RegionFactory(code="330100", name="杭州市"))
    return AgencyFactory(), local, CreditPolicy.objects.first(), UserFactory()


def settle(number, somebody, somewhere):
    rank, is_local, entries, events = somebody
    elsewhere, local, policy, by = somewhere
    person = Person.objects.create(name=f"某{number}", email=f"p{number}@x.example")
    if rank:
        agency = local if is_local else elsewhere
        Posting.objects.create(person=person, agency=agency, rank_series=rank[0], rank=rank[1])
    CreditEntry.objects.bulk_create(
        CreditEntry(
            person=person,
            category=category,
            evidence=Evidence.ASSESSMENT if category == Category.ONLINE_SELF_STUDY else Evidence.ATTENDANCE,
            hours=Decimal(hours),
            days=Decimal(days),
            starts_on=None if length is None else day - dt.timedelta(days=length),
            occurred_on=day,
            year=day.year,
            source=f"p{number}:{n}",
            title="班",
            policy=policy,
            policy_version=policy.version,
        )
        for n, (hours, days, category, day, length) in enumerate(entries)
    )
    CareerEvent.objects.bulk_create(
        CareerEvent(person=person, kind=kind, happened_on=day, entered_by=by) for kind, day in events
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(SOMEBODY, min_size=3, max_size=6), on=st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 31)))
def test_whoever_is_chosen_is_whom_her_own_page_would_choose(somewhere, people, on):
    with transaction.atomic():
        for number, somebody in enumerate(people):
            settle(number, somebody, somewhere)

        require_the_same(on)

        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("hours", "days"), [("89.99", "11.99"), ("90", "1"), ("1", "12"), ("549.99", "11"), ("550", "1"), ("1", "1")]
)
def test_sums_are_exact_at_the_edge(hours, days):
    """Twenty-nine parts that no binary fraction holds, and what is left to the edge."""
    for rank in (JUNIOR, SENIOR, SENIOR_PROSECUTOR):
        person = person_of(rank)
        for _ in range(29):
            earn(person, "0.01", "0.01")
        earn(person, Decimal(hours) - Decimal("0.29"), Decimal(days) - Decimal("0.29"))

    require_the_same(DAY)


@pytest.mark.parametrize("ends_on", [dt.date(2026, 5, 30), dt.date(2026, 5, 31)])
def test_three_months_of_the_calendar_are_told_day_by_day(ends_on):
    long, twice = person_of(SENIOR), person_of(SENIOR)
    earn(long, 300, 60, on=ends_on, starts_on=dt.date(2026, 3, 1))
    for _ in range(2):
        earn(twice, 100, 20, on=dt.date(2026, 4, 30), starts_on=dt.date(2026, 3, 1))

    chosen = people_chosen(Person.objects.order_by("pk"), on=DAY, code="five_years", status="met")

    assert chosen == ([long.pk] if ends_on.day == 31 else [])
    require_the_same(DAY)


def test_events_and_overlapping_postings_are_told_as_on_her_own_page():
    promoted, moved, between = person_of(SENIOR_PROSECUTOR), PersonFactory(), PersonFactory()
    enter_event(promoted, kind=EventKind.SENIOR_PROSECUTOR, happened_on=dt.date(2025, 7, 1), by=UserFactory())
    earn(promoted, "229.99", "30", on=dt.date(2026, 6, 1))
    PostingFactory(person=moved, rank=SENIOR[1], valid_from=dt.date(2026, 3, 1))
    PostingFactory(person=moved, rank=JUNIOR[1], valid_from=None, valid_to=dt.date(2026, 12, 31))
    PostingFactory(person=between, rank=JUNIOR[1], valid_to=dt.date(2026, 6, 29))

    assert {s.requirement.code for s in standings(moved, DAY)} == {"five_years", "online"}
    assert people_chosen(Person.objects.order_by("pk"), on=DAY, code="senior_prosecutor", status="met") == [promoted.pk]
    require_the_same(DAY)


def test_the_choice_asks_as_much_for_three_as_for_thirty():
    def asked(count):
        for _ in range(count):
            person = person_of(SENIOR_PROSECUTOR)
            enter_event(person, kind=EventKind.SENIOR_PROSECUTOR, happened_on=dt.date(2026, 3, 1), by=UserFactory())
            earn(person, 300, 60, on=dt.date(2026, 5, 31), starts_on=dt.date(2026, 2, 1))
        with CaptureQueriesContext(connection) as found:
            people_chosen(Person.objects.all(), on=DAY, status="unmet")
        return len(found)

    assert asked(3) == asked(27) <= 12
