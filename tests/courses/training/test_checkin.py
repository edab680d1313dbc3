"""Signing in by the code in the room (A14), online from a list (A42), and marks that arrive late (X22)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, Half, Mark, MarkSource, SessionState
from courses.training.models import Attendance
from courses.training.queries.checkin import code_for, ticket_for, window_at
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
DAY = dt.date(2026, 12, 1)


def clock(hour, minute=0, second=0, day=DAY):
    moment = dt.datetime.combine(day, dt.time(hour, minute, second), tzinfo=timezone.get_default_timezone())
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def running():
    """Morning 8:30 to 12:00, afternoon 14:00 to 17:30, and the same on the next day."""
    with clock(8):
        session = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=DAY, hours=42, seats=(9, 9, 9))
        for day in (DAY, DAY + dt.timedelta(days=1)):
            SlotFactory(session=session, day=day, half=Half.AM)
            SlotFactory(session=session, day=day, half=Half.PM, starts_at=dt.time(14), ends_at=dt.time(17, 30))
    return session


def attending(session, state=EnrolmentState.ATTENDING):
    return seated(session, state=state, person=member(session.ip_host, RoleCode.TRAINEE).person)


def head_of(session):
    return member(session.ip_host, RoleCode.CLASS_HEAD)


def address(slot, back=0):
    return reverse("training:sign-in", args=[slot.pk, code_for(slot, window_at(slot.session, timezone.now()) - back)])


def scan(client, user, url, **extra):
    """Open the page behind the code and confirm; return the page."""
    client.force_login(user)
    page = client.get(url, **extra)
    if page.context["ticket"]:
        slot = page.context["slot"]
        client.post(reverse("training:sign-in-send", args=[slot.pk]), {"ticket": page.context["ticket"]}, **extra)
    return page


def test_a_scan_records_her_own_presence_in_the_half_day_that_runs(client, running):
    someone, other = attending(running), attending(running)
    morning = running.slots.first()

    with clock(8, 20):
        scan(client, someone.person.user, address(morning))
        scan(client, someone.person.user, address(morning))

    row = Attendance.objects.get()
    assert (row.enrolment, row.slot, row.mark, row.source) == (someone, morning, Mark.PRESENT, MarkSource.QR)
    assert row.recorded_by == someone.person.user
    assert not other.attendance.exists()


def test_a_scan_alone_changes_nothing_until_it_is_confirmed(client, running):
    someone = attending(running)

    with clock(9):
        client.force_login(someone.person.user)
        client.get(address(running.slots.first()))

    assert not Attendance.objects.exists()


@pytest.mark.parametrize(("back", "is_good"), [(0, True), (1, True), (2, False), (20, False)])
def test_a_photographed_code_is_good_for_its_seconds_only(client, running, back, is_good):
    someone = attending(running)

    with clock(9):
        page = scan(client, someone.person.user, address(running.slots.first(), back=back))

    assert (page.status_code == 200) == is_good
    assert Attendance.objects.exists() == is_good


def test_a_code_fails_to_the_second_when_its_time_is_over(client, running):
    someone = attending(running)
    morning = running.slots.first()
    with clock(9, 0, 0):
        url = address(morning)

    for second, status in ((59, 200), (60, 403)):
        with clock(9, second // 60, second % 60):
            client.force_login(someone.person.user)
            assert client.get(url).status_code == status


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"), [(7, 49, False), (7, 50, True), (12, 0, True), (12, 1, False), (14, 0, False)]
)
def test_only_the_half_day_that_runs_can_be_signed_in_to(client, running, hour, minute, is_open):
    someone = attending(running)

    with clock(hour, minute):
        scan(client, someone.person.user, address(running.slots.first()))

    assert Attendance.objects.exists() == is_open


def test_the_code_of_another_half_day_or_class_is_of_no_use(client, running):
    someone = attending(running)
    morning, afternoon = running.slots.all()[:2]
    strange = SlotFactory(session=SessionFactory(state=SessionState.IN_PROGRESS, starts_on=DAY), day=DAY)

    with clock(9):
        foreign = scan(client, someone.person.user, address(strange))
        code = address(afternoon).split("/")[-2]
        mixed = scan(client, someone.person.user, reverse("training:sign-in", args=[morning.pk, code]))

    assert (foreign.status_code, mixed.status_code) == (403, 403)
    assert "没有已确认的名额" in foreign.content.decode()
    assert "签到码已失效" in mixed.content.decode()
    assert not Attendance.objects.exists()


def test_nobody_signs_in_for_another_person(client, running):
    present, absent = attending(running), attending(running)
    morning = running.slots.first()
    with clock(9):
        hers = ticket_for(present.person.user.pk, morning)
        client.force_login(absent.person.user)
        client.post(reverse("training:sign-in-send", args=[morning.pk]), {"ticket": hers})
        client.post(reverse("training:sign-in-send", args=[morning.pk]), {"ticket": "made:up"})

    assert not Attendance.objects.exists()


def test_a_ticket_lives_a_moment_and_for_one_half_day(client, running):
    someone = attending(running)
    morning, afternoon = running.slots.all()[:2]
    with clock(9):
        ticket = ticket_for(someone.person.user.pk, morning)
    for when, slot in ((clock(9, 2, 1), morning), (clock(14), afternoon)):
        with when:
            client.force_login(someone.person.user)
            client.post(reverse("training:sign-in-send", args=[slot.pk]), {"ticket": ticket})

    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("state", "is_in"),
    [
        (EnrolmentState.CONFIRMED, True),
        (EnrolmentState.ACCEPTED, False),
        (EnrolmentState.NO_SHOW, False),
        (EnrolmentState.EXPELLED, False),
    ],
)
def test_only_who_has_a_confirmed_place_signs_in(client, running, state, is_in):
    someone = attending(running, state)

    with clock(9):
        scan(client, someone.person.user, address(running.slots.first()))

    someone.refresh_from_db()
    assert Attendance.objects.exists() == is_in
    assert (someone.state == EnrolmentState.ATTENDING) == is_in


@pytest.mark.parametrize(
    ("trust", "forwarded", "remote", "is_in"),
    [
        (False, "", "203.0.113.7", True),
        (False, "", "198.51.100.7", False),
        (False, "203.0.113.7", "198.51.100.7", False),
        (True, "203.0.113.7", "10.0.0.1", True),
        (True, "203.0.113.7, 198.51.100.7", "10.0.0.1", False),
        (True, "nonsense", "203.0.113.7", False),
    ],
)
def test_the_network_of_the_venue_is_asked_for_where_it_is_set(
    client, running, settings, trust, forwarded, remote, is_in
):
    settings.TRUST_PROXY = trust
    running.venue_networks = "203.0.113.0/24\n2001:db8::/32"
    running.save()
    someone = attending(running)
    extra = {"REMOTE_ADDR": remote} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})

    with clock(9):
        scan(client, someone.person.user, address(running.slots.first()), **extra)

    assert Attendance.objects.exists() == is_in


def test_a_scan_does_not_replace_what_the_class_head_wrote(client, running):
    someone, head = attending(running), head_of(running)
    morning = running.slots.first()
    with clock(9):
        actions.record_attendance(running, slot=morning, marks={someone.pk: Mark.ABSENT}, by=head)
        scan(client, someone.person.user, address(morning))

    assert Attendance.objects.get().mark == Mark.ABSENT


def test_an_online_class_has_no_code_in_a_room(client, running):
    running.is_online = True
    running.save()
    someone = attending(running)

    with clock(9):
        page = scan(client, someone.person.user, address(running.slots.first()))
        client.force_login(head_of(running))
        shown = client.get(reverse("training:room-code", args=[running.slug]), {"part": "code"}).json()

    assert page.status_code == 403
    assert shown["picture"] == ""


def test_the_room_shows_code_and_address_to_those_who_run_the_class_alone(client, running):
    url = reverse("training:room-code", args=[running.slug])
    someone = attending(running)

    with clock(9):
        client.force_login(someone.person.user)
        assert client.get(url).status_code == 403
        client.force_login(member(AgencyFactory(), RoleCode.CLASS_HEAD))
        assert client.get(url).status_code == 403
        client.force_login(head_of(running))
        page = client.get(url)
        fresh = client.get(url, {"part": "code"}).json()

    expected = f"http://testserver{address_at(9, running)}"
    assert expected in page.content.decode()
    assert fresh["address"] == expected
    assert fresh["picture"].startswith("data:image/svg+xml")
    assert someone.person.name not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def address_at(hour, session):
    with clock(hour):
        return address(session.slots.first())


def test_only_the_organiser_sets_how_people_sign_in(client, running):
    url = reverse("training:checkin", args=[running.slug])

    client.force_login(head_of(running))
    assert client.post(url, {"venue_networks": "203.0.113.0/24"}).status_code == 403
    client.force_login(member(running.ip_host, RoleCode.ORGANISER))
    wrong = client.post(url, {"venue_networks": "somewhere"})
    client.post(url, {"venue_networks": "203.0.113.0/24", "is_online": "on"})

    running.refresh_from_db()
    assert wrong.status_code == 200
    assert (running.is_online, running.venue_networks) == (True, "203.0.113.0/24")
