import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from shared.credits.actions import post_hours
from shared.credits.enums import Category
from shared.credits.models import CreditEntry
from shared.credits.queries import year_summary
from shared.directory.enums import RoleCode
from shared.regulations.models import CreditPolicy
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
DAY = dt.date(2026, 6, 3)


def earn(person, source="training:enrolment:1", **changes):
    values = {"hours": Decimal(22), "days": Decimal(3), "category": Category.OFF_JOB, "title": "示例班", "by": None}
    return post_hours(person, source=source, occurred_on=DAY, **{**values, **changes})


def test_one_source_posts_once_even_when_the_task_runs_twice():
    person = PersonFactory()

    first, second = earn(person), earn(person, hours=Decimal(99))

    assert first == second
    assert CreditEntry.objects.get().hours == 22


def test_days_convert_by_the_policy_of_the_day_and_keep_its_version():
    person = PersonFactory()

    entry = earn(person, hours=None, days=Decimal("2.5"))
    old = post_hours(
        person,
        days=Decimal(1),
        category=Category.OFF_JOB,
        source="x",
        title="t",
        occurred_on=dt.date(2025, 3, 1),
        by=None,
    )

    assert (entry.hours, entry.policy_version) == (Decimal("18.75"), "2026")
    assert (old.hours, old.policy_version) == (Decimal("7.5"), "2025")


def test_a_changed_policy_leaves_posted_entries_untouched():
    entry = earn(PersonFactory(), hours=None, days=Decimal(1))

    CreditPolicy.objects.filter(version="2026").update(hours_per_day=6)

    entry.refresh_from_db()
    assert entry.hours == Decimal("7.5")


@pytest.mark.parametrize(
    ("hours", "days", "met", "missing"),
    [(89, "11.9", False, 1), (90, "11.9", True, 0), (60, "12", True, 0), (0, "0", False, 90)],
)
def test_the_year_is_met_by_hours_or_by_days(hours, days, met, missing):
    person = PersonFactory()
    earn(person, hours=Decimal(hours), days=Decimal(days))

    summary = year_summary(person, 2026)

    assert (summary.is_met, summary.missing_hours) == (met, missing)


def test_self_study_and_other_years_do_not_count_towards_the_yearly_requirement():
    person = PersonFactory()
    earn(person, category=Category.ONLINE_SELF_STUDY)
    earn(person, source="other")

    assert year_summary(person, 2026).hours == 22
    assert year_summary(person, 2025).hours == 0


@time_machine.travel("2026-12-31T16:30:00Z")
def test_the_year_turns_at_midnight_in_beijing():
    person = PersonFactory()
    earn(person)

    assert year_summary(person).year == 2027


def test_only_the_person_and_her_training_office_see_the_ledger():
    province = AgencyFactory()
    unit = AgencyFactory(parent=province)
    elsewhere = AgencyFactory()
    person = PostingFactory(agency=unit, person=PersonFactory(user=UserFactory())).person
    entry = earn(person)

    def sees(user):
        return list(CreditEntry.objects.visible_to(user)) == [entry]

    assert sees(person.user)
    assert sees(member(province, RoleCode.TRAINING_PLANNER))
    assert not sees(member(elsewhere, RoleCode.TRAINING_PLANNER))
    assert not sees(member(unit, RoleCode.UNIT_HR))
    assert not sees(member(unit, RoleCode.TRAINEE))
