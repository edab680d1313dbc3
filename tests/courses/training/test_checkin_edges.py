"""Signing in at the edges of its seconds, and by people who try what is not meant (A14)."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.training import actions
from courses.training.enums import EnrolmentState, Mark, MarkSource, SessionState
from courses.training.models import Attendance
from courses.training.queries.checkin import ticket_for
from tests.courses.training.test_checkin import (  # noqa: F401  the fixture
    DAY,
    address,
    attending,
    clock,
    head_of,
    running,
    scan,
)
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.mark.parametrize(
    ("made", "tried", "is_good"),
    [
        ((9, 0, 0), (9, 0, 59), True),
        ((9, 0, 0), (9, 1, 0), False),
        ((9, 0, 29), (9, 0, 59), True),
        ((9, 0, 29), (9, 1, 0), False),
        ((9, 0, 30), (9, 1, 29), True),
        ((9, 0, 30), (9, 0, 29), False),
    ],
)
def test_a_code_is_good_from_its_first_second_until_the_next_one_is_replaced(client, running, made, tried, is_good):  # noqa: F811
    someone = attending(running)
    with clock(*made):
        url = address(running.slots.first())

    with clock(*tried):
        page = scan(client, someone.person.user, url)

    assert (page.status_code == 200) == is_good
    assert Attendance.objects.exists() == is_good


@pytest.mark.parametrize(
    ("time", "is_open"), [((7, 49, 59), False), ((7, 50, 0), True), ((12, 0, 0), True), ((12, 0, 1), False)]
)
def test_the_door_opens_and_closes_to_the_second(client, running, time, is_open):  # noqa: F811
    someone = attending(running)

    with clock(*time):
        page = scan(client, someone.person.user, address(running.slots.first()))

    assert (page.status_code == 200) == is_open
    assert Attendance.objects.exists() == is_open
    assert is_open or "12-01 07:50" in page.content.decode()


@pytest.mark.parametrize(("seconds", "is_good"), [(120, True), (121, False)])
def test_her_word_is_taken_for_two_minutes_after_the_scan(client, running, seconds, is_good):  # noqa: F811
    someone, morning = attending(running), running.slots.first()
    with clock(9):
        ticket = ticket_for(someone.person.user.pk, morning)

    with clock(9, seconds // 60, seconds % 60):
        client.force_login(someone.person.user)
        client.post(reverse("training:sign-in-send", args=[morning.pk]), {"ticket": ticket})

    assert Attendance.objects.exists() == is_good


def test_a_scan_just_before_the_end_is_not_sent_after_it(client, running):  # noqa: F811
    someone, morning = attending(running), running.slots.first()
    with clock(11, 59, 50):
        ticket = ticket_for(someone.person.user.pk, morning)

    with clock(12, 0, 1):
        client.force_login(someone.person.user)
        page = client.post(reverse("training:sign-in-send", args=[morning.pk]), {"ticket": ticket}, follow=True)

    assert "班主任" in page.content.decode()
    assert not Attendance.objects.exists()


def test_two_people_with_one_code_are_each_marked_themselves(client, running):  # noqa: F811
    one, two = attending(running), attending(running)

    with clock(9):
        url = address(running.slots.first())
        scan(client, one.person.user, url)
        scan(client, two.person.user, url)

    rows = Attendance.objects.values_list("enrolment", "recorded_by")
    assert set(rows) == {(one.pk, one.person.user_id), (two.pk, two.person.user_id)}


def test_the_code_of_one_class_does_not_open_another_she_is_in_as_well(client, running):  # noqa: F811
    someone = attending(running)
    other = SessionFactory(state=SessionState.IN_PROGRESS, starts_on=DAY, seats=(9, 9, 9))
    seated(other, state=EnrolmentState.ATTENDING, person=someone.person)
    there = SlotFactory(session=other, day=DAY)

    with clock(9):
        code = address(running.slots.first()).split("/")[-2]
        page = scan(client, someone.person.user, reverse("training:sign-in", args=[there.pk, code]))

    assert page.status_code == 403
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("header", [{}, {"HTTP_PURPOSE": "prefetch"}, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}])
def test_a_chat_app_that_looks_at_the_address_marks_nobody(client, running, header):  # noqa: F811
    someone, morning = attending(running), running.slots.first()

    with clock(9):
        url, send = address(morning), reverse("training:sign-in-send", args=[morning.pk])
        assert client.get(url, **header).status_code == 302
        client.force_login(someone.person.user)
        assert client.get(url, **header).status_code == 200
        assert client.head(url, **header).status_code == 200
        ticket = ticket_for(someone.person.user.pk, morning)
        assert client.get(send, {"ticket": ticket}, **header).status_code == 405

    assert not Attendance.objects.exists()


def test_another_site_cannot_send_her_word(running):  # noqa: F811
    someone, morning = attending(running), running.slots.first()
    browser = Client(enforce_csrf_checks=True)

    with clock(9):
        browser.force_login(someone.person.user)
        ticket = ticket_for(someone.person.user.pk, morning)
        answer = browser.post(reverse("training:sign-in-send", args=[morning.pk]), {"ticket": ticket})

    assert answer.status_code == 403
    assert not Attendance.objects.exists()


def test_who_has_approved_leave_stays_on_leave_and_is_told_whom_to_see(client, running):  # noqa: F811
    someone, head = attending(running), head_of(running)
    morning = running.slots.first()

    with clock(8):
        request = actions.ask_for_leave(someone, slots=[morning.pk], reason="就医", by=someone.person.user)
        actions.approve_leave(request, by=head)
    with clock(9):
        client.force_login(someone.person.user)
        ticket = ticket_for(someone.person.user.pk, morning)
        page = client.post(reverse("training:sign-in-send", args=[morning.pk]), {"ticket": ticket}, follow=True)

    assert "请假" in page.content.decode()
    assert "请告知班主任" in page.content.decode()
    assert (Attendance.objects.get().mark, Attendance.objects.get().source) == (Mark.EXCUSED, MarkSource.LEAVE)


def test_a_code_scanned_at_the_venue_is_not_sent_from_elsewhere(client, running):  # noqa: F811
    running.venue_networks = "203.0.113.0/24"
    running.save()
    someone, morning = attending(running), running.slots.first()

    with clock(9):
        client.force_login(someone.person.user)
        page = client.get(address(morning), REMOTE_ADDR="203.0.113.7")
        send = reverse("training:sign-in-send", args=[morning.pk])
        client.post(send, {"ticket": page.context["ticket"]}, REMOTE_ADDR="198.51.100.7")

    assert page.status_code == 200
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("remote", "is_in"),
    [("::ffff:203.0.113.7", True), ("::ffff:198.51.100.7", False), ("2001:db8::7", True), ("2001:db9::7", False)],
)
def test_addresses_of_both_families_are_understood(client, running, remote, is_in):  # noqa: F811
    running.venue_networks = "203.0.113.0/24\n2001:db8::/32"
    running.save()
    someone = attending(running)

    with clock(9):
        scan(client, someone.person.user, address(running.slots.first()), REMOTE_ADDR=remote)

    assert Attendance.objects.exists() == is_in
