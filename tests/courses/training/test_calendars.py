"""What stands in a person's calendar."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from courses.training.enums import EnrolmentState, SessionState, TeachingState
from courses.training.models import SessionOfficer
from shared.notices.actions import make_calendar_token
from tests.factories.directory import UserFactory, member
from tests.factories.training import EnrolmentFactory, InvitationFactory, SessionFactory, SlotFactory, seated

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("regulations"),
]
FIRST = dt.date(2026, 12, 7)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-22 02:00+00:00"):
        yield


def events(client, user):
    url = reverse("calendar-feed", args=[make_calendar_token(by=user)])
    return list(Calendar.from_ical(client.get(url).content).walk("VEVENT"))


@pytest.fixture
def session():
    session = SessionFactory(starts_on=FIRST)
    SlotFactory(session=session)
    return session


@pytest.mark.parametrize("state", [EnrolmentState.ACCEPTED, EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING])
def test_half_days_of_own_classes_stand_in_utc(client, session, state):
    user = member(session.ip_host)
    seated(session, person=user.person, state=state)

    event = events(client, user)[0]

    assert event["DTSTART"].dt == dt.datetime(2026, 12, 7, 0, 30, tzinfo=dt.UTC)
    assert event["DTEND"].dt == dt.datetime(2026, 12, 7, 4, 0, tzinfo=dt.UTC)
    assert session.title in event["SUMMARY"]


@pytest.mark.parametrize("state", [EnrolmentState.NOMINATED, EnrolmentState.WAITLISTED, EnrolmentState.REFUSED])
def test_classes_without_a_seat_do_not_stand_there(client, session, state):
    user = member(session.ip_host)
    EnrolmentFactory(session=session, person=user.person, state=state)

    assert events(client, user) == []


def test_cancelled_class_stays_as_cancelled(client, session):
    user = member(session.ip_host)
    seated(session, person=user.person, state=EnrolmentState.CONFIRMED)
    session.state = SessionState.CANCELLED
    session.save()

    assert [event["STATUS"] for event in events(client, user)] == ["CANCELLED"]


def test_seat_to_confirm_is_a_whole_day(client, session):
    user = member(session.ip_host)
    seated(session, person=user.person, confirm_by=dt.date(2026, 11, 25))

    event = next(e for e in events(client, user) if str(e["UID"]).startswith("confirm-"))

    assert event["DTSTART"].dt == dt.date(2026, 11, 25)
    assert event["DTEND"].dt == dt.date(2026, 11, 26)


def test_lectures_duties_and_answers_stand_there(client, session):
    user = member(session.ip_host)
    slots = [session.slots.get()]
    given = InvitationFactory(session=session, person=user.person, slots=slots, state=TeachingState.ACCEPTED)
    InvitationFactory(session=session, person=user.person, slots=slots)
    SessionOfficer.objects.create(
        session=session, person=user.person, duty="class_head", side="ip", appointed_by=UserFactory()
    )

    kinds = sorted(str(event["UID"]).split("-")[0] for event in events(client, user))

    assert given.halves.count() == 1
    assert kinds == ["answer", "duty", "teach"]


def test_a_relieved_class_head_sees_the_duty_cancelled(client, session):
    user = member(session.ip_host)
    duty = SessionOfficer.objects.create(
        session=session, person=user.person, duty="class_head", side="ip", appointed_by=UserFactory()
    )
    before = events(client, user)[0]["STATUS"]

    SessionOfficer.objects.filter(pk=duty.pk).update(ended_at=timezone.now())

    assert (before, events(client, user)[0]["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_nobody_elses_days_stand_there(client, session):
    seated(session, person=member(session.ip_host).person, state=EnrolmentState.CONFIRMED)

    assert events(client, member(session.ip_host)) == []


def test_feed_costs_the_same_however_much_one_does(client, session, django_assert_num_queries):
    user = member(session.ip_host)
    seated(session, person=user.person, state=EnrolmentState.CONFIRMED)
    InvitationFactory(session=session, person=user.person, slots=[session.slots.get()], state=TeachingState.ACCEPTED)
    url = reverse("calendar-feed", args=[make_calendar_token(by=user)])
    client.get(url)

    with django_assert_num_queries(7):
        client.get(url)
    for n in range(2, 4):
        other = SessionFactory(starts_on=FIRST + dt.timedelta(days=7 * n))
        SlotFactory(session=other)
        seated(other, person=user.person, state=EnrolmentState.CONFIRMED)
        InvitationFactory(session=other, person=user.person, slots=[other.slots.get()], state=TeachingState.ACCEPTED)
    with django_assert_num_queries(7):
        client.get(url)
