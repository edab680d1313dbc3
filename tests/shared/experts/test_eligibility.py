"""Who may be engaged: first and last days of terms and qualifications, and why not, in words (C2)."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from shared.experts.enums import ExpertState, QualificationKind
from shared.experts.models import Membership
from shared.experts.queries import hindrances
from tests.factories.directory import UserFactory
from tests.factories.experts import ExpertFactory, MembershipFactory, PoolFactory, QualificationFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 11, 30)


def on_day(term, day):
    """As the database decides, and as the page says it."""
    is_eligible = Membership.objects.eligible_on(day).filter(pk=term.pk).exists()
    return is_eligible, hindrances(term.expert, term, day)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 2, 28), ["聘期自 2026-03-01 起。"]),
        (FIRST, []),
        (LAST, []),
        (dt.date(2026, 12, 1), ["聘期已于 2026-11-30 届满。"]),
    ],
)
def test_a_term_counts_from_its_first_to_its_last_day(day, words):
    term = MembershipFactory(valid_from=FIRST, valid_to=LAST)

    assert on_day(term, day) == (not words, words)


@pytest.mark.parametrize(
    ("valid", "day", "words"),
    [
        ((None, LAST), LAST, []),
        ((None, LAST), dt.date(2026, 12, 1), ["该库要求的“技术调查官培训合格证书”有效期至 2026-11-30。"]),
        ((FIRST, None), FIRST, []),
        ((FIRST, None), dt.date(2026, 2, 28), ["该库要求的“技术调查官培训合格证书”自 2026-03-01 起有效。"]),
        ((None, None), dt.date(2040, 1, 1), []),
    ],
)
def test_an_expired_qualification_that_the_pool_asks_for_removes_eligibility(valid, day, words):
    pool = PoolFactory(required_kind=QualificationKind.TRAINING)
    term = MembershipFactory(pool=pool, valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2050, 1, 1))
    QualificationFactory(expert=term.expert, valid_from=valid[0], valid_to=valid[1])

    assert on_day(term, day) == (not words, words)


def test_only_a_confirmed_qualification_of_the_kind_asked_for_counts():
    term = MembershipFactory(pool=PoolFactory(required_kind=QualificationKind.TRAINING))
    today = timezone.localdate()
    QualificationFactory(expert=term.expert, kind=QualificationKind.LEGAL)

    assert on_day(term, today) == (False, ["缺少该库要求的资格（技术调查官培训）。"])
    row = QualificationFactory(expert=term.expert, confirmed_at=None, confirmed_by=None)
    assert on_day(term, today) == (False, ["该库要求的资格（技术调查官培训）尚未核验。"])
    row.confirmed_by, row.confirmed_at = UserFactory(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    row.save()
    assert on_day(term, today) == (True, [])


def test_another_valid_qualification_of_the_kind_takes_the_place_of_the_expired_one():
    term = MembershipFactory(
        pool=PoolFactory(required_kind=QualificationKind.TRAINING), valid_from=FIRST, valid_to=LAST
    )
    QualificationFactory(expert=term.expert, valid_to=dt.date(2026, 5, 1))
    QualificationFactory(expert=term.expert, valid_from=dt.date(2026, 5, 2))

    assert [on_day(term, day)[0] for day in (dt.date(2026, 5, 1), dt.date(2026, 5, 2))] == [True, True]


@time_machine.travel("2026-06-01 12:00+08:00")
def test_a_withdrawn_record_an_ended_term_and_a_closed_pool_count_no_more():
    day = dt.date(2026, 6, 1)
    gone = MembershipFactory(expert=ExpertFactory(state=ExpertState.WITHDRAWN))
    ended = MembershipFactory(
        ended_at=dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC), ended_by=UserFactory(), end_reason="本人申请"
    )
    closed = MembershipFactory(pool=PoolFactory(valid_to=dt.date(2026, 5, 31)))

    assert on_day(gone, day) == (False, ["档案已撤回。"])
    assert on_day(ended, day) == (False, ["聘期已于 2026-06-01 终止。"])
    assert on_day(closed, day) == (False, ["该库当日未启用。"])
