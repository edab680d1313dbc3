"""The ledger: posted once, by the policy of the day, kept as it was (H3, N5)."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from shared.credits.enums import Category, Evidence
from shared.credits.models import CreditEntry
from shared.directory.enums import RoleCode
from shared.regulations.models import CreditPolicy
from tests.factories.credits import earn, person_of
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def test_one_source_posts_once_even_when_the_task_runs_twice():
    person = PersonFactory()

    first, second = earn(person, source="training:enrolment:1"), earn(person, 99, source="training:enrolment:1")

    assert first == second
    assert CreditEntry.objects.get().hours == 22


def test_days_convert_by_the_policy_of_the_day_and_keep_its_version():
    person = PersonFactory()

    entry = earn(person, None, "2.5")
    old = earn(person, None, 1, on=dt.date(2025, 3, 1))
    nanjing = earn(person, None, 1, jurisdiction="320100")

    assert (entry.hours, entry.policy_version) == (Decimal("18.75"), "2026")
    assert (old.hours, old.policy_version) == (Decimal("7.5"), "2025")
    assert (nanjing.hours, nanjing.policy.label) == (6, "《学时折算办法（南京）》")


def test_hours_convert_to_days():
    assert earn(PersonFactory(), 20, None).days == Decimal("2.67")


def test_neither_hours_nor_days_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="hours or days"):
        earn(PersonFactory(), None, None)


def test_a_changed_policy_leaves_posted_entries_untouched():
    entry = earn(PersonFactory(), None, 1)

    CreditPolicy.objects.filter(version="2026").update(hours_per_day=6)

    entry.refresh_from_db()
    assert (entry.hours, entry.days, entry.policy_version) == (Decimal("7.5"), 1, "2026")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC), dt.date(2027, 1, 1)),
        (dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC), dt.date(2026, 12, 31)),
        (dt.date(2026, 12, 31), dt.date(2026, 12, 31)),
    ],
)
def test_what_occurred_after_midnight_in_beijing_belongs_to_the_new_year(moment, day):
    entry = earn(PersonFactory(), on=moment)

    assert (entry.occurred_on, entry.year) == (day, day.year)


def test_self_study_rests_on_a_passed_assessment_and_nothing_else():
    person = PersonFactory()

    entry = earn(person, category=Category.ONLINE_SELF_STUDY)

    assert entry.evidence == Evidence.ASSESSMENT
    with pytest.raises(IntegrityError), transaction.atomic():
        earn(person, category=Category.ONLINE_SELF_STUDY, evidence=Evidence.ATTENDANCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        earn(person, category=Category.ONLINE_SELF_STUDY, evidence=Evidence.DECLARATION)


@pytest.mark.parametrize("amounts", [(-1, 1), (1, -1)])
def test_nothing_negative_is_posted(amounts):
    with pytest.raises(IntegrityError), transaction.atomic():
        earn(PersonFactory(), *amounts)


@time_machine.travel("2026-06-03T02:00:00Z")
def test_only_the_person_and_her_training_office_see_the_ledger():
    province = AgencyFactory()
    unit, sister, elsewhere = AgencyFactory(parent=province), AgencyFactory(parent=province), AgencyFactory()
    person = PostingFactory(agency=unit, person=PersonFactory(user=UserFactory())).person
    entry = earn(person)

    def sees(user):
        return list(CreditEntry.objects.visible_to(user)) == [entry]

    assert sees(person.user)
    assert sees(member(unit, RoleCode.TRAINING_PLANNER))
    assert sees(member(province, RoleCode.TRAINING_PLANNER))
    assert not sees(member(elsewhere, RoleCode.TRAINING_PLANNER))
    assert not sees(member(sister, RoleCode.TRAINING_PLANNER))
    others = [r for r in RoleCode if r != RoleCode.TRAINING_PLANNER]
    assert not any(sees(member(unit, role)) for role in others)
    assert not sees(UserFactory(is_superuser=True))


@time_machine.travel("2026-06-03T02:00:00Z")
def test_the_training_office_of_a_former_unit_sees_nothing_any_more():
    before, now = AgencyFactory(), AgencyFactory()
    person = person_of(agency=now, valid_from=dt.date(2026, 6, 1))
    PostingFactory(person=person, agency=before, valid_to=dt.date(2026, 5, 31))
    entry = earn(person)

    assert list(CreditEntry.objects.visible_to(member(before, RoleCode.TRAINING_PLANNER))) == []
    assert list(CreditEntry.objects.visible_to(member(now, RoleCode.TRAINING_PLANNER))) == [entry]


@time_machine.travel("2026-06-03T02:00:00Z")
def test_a_posting_that_has_not_begun_opens_no_ledger():
    later = AgencyFactory()
    person = PostingFactory(agency=later, valid_from=dt.date(2026, 7, 1)).person
    earn(person)

    assert not CreditEntry.objects.visible_to(member(later, RoleCode.TRAINING_PLANNER)).exists()
