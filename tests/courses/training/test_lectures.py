"""A lecture that stands alone: short form, public or internal, the same rules to get in."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.training import actions
from courses.training.actions.hours import post_hours_of
from courses.training.enums import EnrolmentState, SessionState
from courses.training.models import Enrolment, Session
from shared.audit.actions import NotAllowedNow
from shared.credits.models import CreditEntry
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, RegionFactory, member
from tests.factories.training import RoomFactory, SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def host():
    return AgencyFactory(region=RegionFactory())


@pytest.fixture
def organiser(host):
    return member(host, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER)


def form(host, **changes):
    day = timezone.localdate() + dt.timedelta(days=20)
    return {
        "title": "数据知识产权登记的边界",
        "lecturer": "章文博",
        "host": host.pk,
        "day": day.isoformat(),
        "half": "pm",
        "venue": "杭州 · 报告厅",
        "seats": "120",
        "hours": "3",
    } | changes


def internal(host, **fields):
    lecture = SessionFactory(is_lecture=True, is_internal=True, title="内部讲座", **fields)
    lecture.internal_for.add(host)
    return lecture


def test_lecture_is_drawn_up_by_the_short_form(client, host, organiser):
    room = RoomFactory(agency=host)
    client.force_login(organiser)

    client.post(reverse("training:lecture-new"), form(host, room=room.pk))

    lecture = Session.objects.get()
    slot = lecture.slots.get()
    assert (lecture.is_lecture, lecture.is_internal, lecture.state) == (True, False, SessionState.DRAFT)
    assert lecture.number.startswith("JZ-")
    assert (slot.half, slot.lecturer, slot.room) == ("pm", "章文博", room)
    assert lecture.bookings.count() == 1
    assert sum(block.seats for block in lecture.blocks.all()) == 120


def test_lecture_goes_from_draft_to_enrolment_through_the_same_steps(client, host, organiser):
    client.force_login(organiser)
    client.post(reverse("training:lecture-new"), form(host))
    lecture = Session.objects.get()

    actions.submit_plan(lecture, by=organiser)
    actions.approve_plan(lecture, by=organiser)
    actions.open_enrolment(lecture, by=organiser)
    trainee = member(host, RoleCode.TRAINEE)
    enrolment = actions.apply(lecture, by=trainee)

    assert enrolment.state == EnrolmentState.NOMINATED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2020-01-01"}, "day"),
        ({"seats": "0"}, "seats"),
        ({"hours": "0"}, "hours"),
        ({"starts_at": "15:00", "ends_at": "14:00"}, "ends_at"),
    ],
)
def test_short_form_says_what_is_wrong(client, host, organiser, changes, field):
    client.force_login(organiser)

    page = client.post(reverse("training:lecture-new"), form(host, **changes))

    assert field in page.context["form"].errors


def test_lecture_is_drawn_up_by_organisers_for_their_own_agencies_only(client, host):
    client.force_login(member(host, RoleCode.UNIT_HR))
    forbidden = client.get(reverse("training:lecture-new")).status_code
    client.force_login(member(AgencyFactory(), RoleCode.ORGANISER))
    page = client.post(reverse("training:lecture-new"), form(host))

    assert forbidden == 403
    assert "host" in page.context["form"].errors


def test_internal_lecture_names_the_hosts_when_nobody_else_is_named(client, host, organiser):
    client.force_login(organiser)

    client.post(reverse("training:lecture-new"), form(host, is_internal="on"))

    assert list(Session.objects.get().internal_for.all()) == [host]


def test_internal_lecture_is_seen_by_people_of_the_agencies_named_and_by_its_hosts(client, host):
    lecture = internal(host)
    below = AgencyFactory(parent=host)
    url, list_url = lecture.get_absolute_url(), reverse("training:sessions")

    seen = {}
    for name, user in {
        "visitor": None,
        "stranger": member(AgencyFactory(), RoleCode.TRAINEE),
        "member": member(host, RoleCode.TRAINEE),
        "below": member(below, RoleCode.TRAINEE),
        "host": member(lecture.proc_host, RoleCode.ORGANISER),
    }.items():
        client.logout()
        if user:
            client.force_login(user)
        seen[name] = (client.get(url).status_code, "内部讲座" in client.get(list_url).content.decode())

    assert seen == {
        "visitor": (404, False),
        "stranger": (404, False),
        "member": (200, True),
        "below": (200, True),
        "host": (200, True),
    }


def test_calendar_file_of_an_internal_lecture_is_not_public(client, host):
    lecture = internal(host)

    assert client.get(reverse("training:calendar", args=[lecture.slug])).status_code == 404


def test_internal_lecture_refuses_people_of_other_agencies(client, host):
    lecture = internal(host, direct_entry=True)
    stranger = member(lecture.ip_host, RoleCode.TRAINEE)

    with pytest.raises(NotAllowedNow):
        actions.apply(lecture, by=stranger)
    client.force_login(stranger)
    status = client.post(reverse("training:session-apply", args=[lecture.slug])).status_code

    assert status == 404
    assert not Enrolment.objects.exists()


def test_internal_draft_is_seen_by_nobody_but_its_hosts(client, host):
    lecture = internal(host, state=SessionState.DRAFT)
    client.force_login(member(host, RoleCode.TRAINEE))

    assert client.get(lecture.get_absolute_url()).status_code == 404


def test_list_is_narrowed_to_lectures(client):
    lecture, session = SessionFactory(is_lecture=True), SessionFactory()

    def found(kind):
        return [row for row, _blocks in client.get(reverse("training:sessions"), {"kind": kind}).context["rows"]]

    assert (found("lecture"), found("class")) == ([lecture], [session])


def test_hours_of_a_lecture_are_posted_as_such_with_days_by_policy():
    lecture = SessionFactory(is_lecture=True, hours=3, days="0.5", starts_on=dt.date(2026, 11, 2))
    someone = seated(lecture, state=EnrolmentState.COMPLETED)

    post_hours_of(lecture, by=None)

    entry = CreditEntry.objects.get(person=someone.person)
    assert (entry.category, entry.hours, str(entry.days)) == ("lecture", 3, "0.40")


def test_a_row_and_the_list_agree_on_what_is_public():
    made = [
        SessionFactory(is_lecture=True, is_internal=internal, state=state)
        for state in SessionState
        for internal in (True, False)
    ]

    public = set(Session.objects.public().values_list("pk", flat=True))

    assert {session.pk for session in made if session.is_public} == public
    assert 0 < len(public) < len(made) // 2
