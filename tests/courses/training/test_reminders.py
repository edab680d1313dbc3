"""Reminders: so many days before by the rule, once each, by e-mail only who wants it."""

import datetime as dt

import pytest
import time_machine

from courses.training.emails.reminders import send_reminders
from courses.training.enums import EnrolmentState, SessionState, TeachingState
from shared.notices.models import Notice, NoticePreference
from shared.regulations import queries
from shared.regulations.models import DeadlineRule
from tests.factories.directory import member
from tests.factories.training import InvitationFactory, SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
FIRST = dt.date(2026, 12, 7)


@pytest.fixture(autouse=True)
def fresh_rules(regulations):
    queries._kept.clear()
    yield
    queries._kept.clear()


@pytest.fixture
def trainee():
    session = SessionFactory(starts_on=FIRST, state=SessionState.CONFIRMED)
    user = member(session.ip_host)
    seated(session, person=user.person, state=EnrolmentState.CONFIRMED)
    return user


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-12-03 15:59:59+00:00", 0),
        ("2026-12-03 16:00:00+00:00", 1),
        ("2026-12-07 15:59:59+00:00", 1),
        ("2026-12-07 16:00:00+00:00", 0),
    ],
)
def test_start_is_reminded_of_three_days_before_to_the_second(trainee, moment, told):
    with time_machine.travel(moment, tick=False):
        count = send_reminders()

    assert count == told


def test_second_run_says_nothing(trainee):
    with time_machine.travel("2026-12-04 02:00+00:00"):
        first, second = send_reminders(), send_reminders()

    assert (first, second) == (1, 0)
    assert Notice.objects.get().user == trainee


def test_rule_changed_in_data_changes_the_day(trainee):
    DeadlineRule.objects.filter(code="training.remind_start").update(amount=10)
    queries._kept.clear()

    with time_machine.travel("2026-11-27 02:00+00:00"):
        assert send_reminders() == 1


def test_who_wants_no_e_mail_gets_none(trainee):
    NoticePreference.objects.create(user=trainee, kind="training.remind_start", by_email=False)

    with time_machine.travel("2026-12-04 02:00+00:00"):
        send_reminders()

    assert Notice.objects.get().wants_email is False


def test_seat_to_confirm_and_lecture_to_give_are_reminded_of():
    session = SessionFactory(starts_on=FIRST)
    user = member(session.ip_host)
    seated(session, person=user.person, state=EnrolmentState.ACCEPTED, confirm_by=dt.date(2026, 11, 20))
    invitation = InvitationFactory(
        session=session, state=TeachingState.ACCEPTED, slots=[SlotFactory(session=session, day=FIRST)]
    )

    with time_machine.travel("2026-11-19 02:00+00:00"):
        send_reminders()
    with time_machine.travel("2026-12-04 02:00+00:00"):
        send_reminders()

    assert Notice.objects.filter(user=user).earliest("pk").kind == "training.remind_confirm"
    assert Notice.objects.get(user=invitation.person.user).kind == "training.remind_teaching"


def test_cancelled_class_and_left_seat_are_not_reminded_of():
    session = SessionFactory(starts_on=FIRST, state=SessionState.CANCELLED)
    seated(session, person=member(session.ip_host).person, state=EnrolmentState.CONFIRMED)

    with time_machine.travel("2026-12-04 02:00+00:00"):
        assert send_reminders() == 0
