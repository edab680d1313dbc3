"""A10, N2: the window to the second, Beijing time kept in UTC, working days over National Day."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from courses.training import actions
from courses.training.actions.seats import confirmation_day
from courses.training.models import Enrolment, Session
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.directory import member
from tests.factories.training import EnrolmentFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
BEIJING = dt.timezone(dt.timedelta(hours=8))


def beijing(*moment, micro=0):
    return dt.datetime(*moment, microsecond=micro, tzinfo=BEIJING)


@pytest.fixture
def session():
    return SessionFactory(
        opens_at=beijing(2026, 9, 21, 9, 0, 0),
        closes_at=beijing(2026, 9, 30, 23, 59, 59),
        starts_on=dt.date(2026, 11, 2),
        ends_on=dt.date(2026, 11, 6),
    )


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (beijing(2026, 9, 21, 8, 59, 59, micro=999_999), "2026-09-21 09:00"),
        (beijing(2026, 9, 21, 9, 0, 0), ""),
        (beijing(2026, 9, 30, 23, 59, 59, micro=999_999), ""),
        (beijing(2026, 10, 1, 0, 0, 0), "2026-09-30 23:59"),
    ],
)
def test_the_window_opens_and_closes_to_the_second(session, moment, said):
    trainee = member(session.ip_host, RoleCode.TRAINEE)

    with time_machine.travel(moment, tick=False):
        if said:
            with pytest.raises(NotAllowedNow, match=said):
                actions.apply(session, by=trainee)
        else:
            actions.apply(session, by=trainee)

    assert Enrolment.objects.exists() is not bool(said)


def test_the_page_offers_what_the_action_grants(session):
    trainee = member(session.ip_host, RoleCode.TRAINEE)

    def offers(moment):
        with time_machine.travel(moment, tick=False):
            client = Client()  # a sign-in of its own: nobody stays signed in for nine days
            client.force_login(trainee)
            return "/apply/" in client.get(session.get_absolute_url()).content.decode()

    moments = [beijing(2026, 9, 21, 8, 59, 59), beijing(2026, 9, 21, 9), beijing(2026, 9, 30, 23, 59, 59)]
    assert [offers(moment) for moment in [*moments, beijing(2026, 10, 1)]] == [False, True, True, False]


def test_beijing_time_is_kept_in_utc(session):
    kept = Session.objects.get(pk=session.pk)

    assert kept.closes_at == dt.datetime(2026, 9, 30, 15, 59, 59, tzinfo=dt.UTC)
    assert kept.opens_at == dt.datetime(2026, 9, 21, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("accepted", "last_day"),
    [
        (beijing(2026, 9, 29, 10), dt.date(2026, 10, 9)),
        (beijing(2026, 9, 30, 23, 59), dt.date(2026, 10, 10)),
        (beijing(2026, 9, 20, 10), dt.date(2026, 9, 23)),
    ],
)
def test_three_working_days_over_national_day(accepted, last_day):
    """1 to 7 October are holidays of 2026; Sunday 20 September and Saturday 10 October are working days."""
    assert confirmation_day(accepted) == last_day


def test_the_last_day_to_confirm_ends_at_midnight_in_beijing_when_somebody_waits(session):
    seat = seated(session, confirm_by=dt.date(2026, 10, 9))
    EnrolmentFactory(session=session, agency=session.ip_host, state="waitlisted")
    user = member(session.ip_host)

    with time_machine.travel(dt.datetime(2026, 10, 9, 16, tzinfo=dt.UTC), tick=False), pytest.raises(NotAllowedNow):
        actions.confirm(seat, by=user)
    with time_machine.travel(dt.datetime(2026, 10, 9, 15, 59, 59, tzinfo=dt.UTC), tick=False):
        actions.confirm(seat, by=user)

    assert seat.state == "confirmed"
