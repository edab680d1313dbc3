"""Rooms by half-day: weekly booking, clashes named, what the timetable books."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.training import actions
from courses.training.actions.rooms import book_room, release_room
from courses.training.enums import Half, SessionState
from courses.training.models import Room, RoomBooking
from courses.training.queries.timetable import clashes, slots_to_hold_together, weeks_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.notices.models import Notice
from tests.factories.directory import AgencyFactory, PersonFactory, member
from tests.factories.training import RoomFactory, SessionFactory, SlotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
MONDAY = dt.date(2026, 12, 7)


@pytest.fixture
def session():
    return SessionFactory(starts_on=MONDAY, ends_on=MONDAY + dt.timedelta(days=1))


@pytest.fixture
def organiser(session):
    return member(session.ip_host, RoleCode.ORGANISER)


@pytest.fixture
def room(session):
    return RoomFactory(agency=session.ip_host)


def test_weekly_booking_takes_every_week_until_the_day(room, organiser):
    rows = book_room(room, day=MONDAY, half=Half.AM, purpose="党支部学习", until=dt.date(2026, 12, 28), by=organiser)

    assert [row.day.day for row in rows] == [7, 14, 21, 28]


def test_clash_names_who_has_the_room_and_books_nothing(room, organiser):
    book_room(room, day=dt.date(2026, 12, 21), half=Half.AM, purpose="案例研讨", by=organiser)

    with pytest.raises(NotAllowedNow, match="案例研讨"):
        book_room(room, day=MONDAY, half=Half.AM, purpose="例会", until=dt.date(2026, 12, 28), by=organiser)

    assert RoomBooking.objects.count() == 1


def test_constraint_keeps_a_half_day_for_one_booking(room, organiser):
    RoomBooking.objects.create(room=room, day=MONDAY, half=Half.AM, purpose="甲", booked_by=organiser)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoomBooking.objects.create(room=room, day=MONDAY, half=Half.AM, purpose="乙", booked_by=organiser)


def test_closed_room_cannot_be_booked(room, organiser):
    room.is_closed = True

    with pytest.raises(NotAllowedNow):
        book_room(room, day=MONDAY, half=Half.AM, purpose="例会", by=organiser)


def test_timetable_books_its_rooms_and_gives_back_what_it_no_longer_uses(session, room, organiser):
    slot = SlotFactory.build(session=session, room=room)
    actions.arrange_timetable(session, slots=[slot], by=organiser)
    booked = list(session.bookings.values_list("day", "half"))

    slot.room = None
    actions.arrange_timetable(session, slots=[slot], by=organiser)

    assert booked == [(MONDAY, "am")]
    assert session.bookings.count() == 0


def test_timetable_is_refused_as_a_whole_when_a_room_is_taken(session, room, organiser):
    book_room(room, day=MONDAY, half=Half.AM, purpose="例会", by=organiser)

    with pytest.raises(NotAllowedNow, match="例会"):
        actions.arrange_timetable(session, slots=[SlotFactory.build(session=session, room=room)], by=organiser)

    assert session.slots.count() == 0


def test_cancelled_class_gives_its_rooms_back(session, room, organiser):
    actions.arrange_timetable(session, slots=[SlotFactory.build(session=session, room=room)], by=organiser)

    actions.cancel(session, reason="统一调整", by=organiser)

    assert RoomBooking.objects.count() == 0


def test_booking_of_a_class_is_changed_in_its_timetable_only(session, room, organiser):
    actions.arrange_timetable(session, slots=[SlotFactory.build(session=session, room=room)], by=organiser)

    with pytest.raises(NotAllowedNow):
        release_room(RoomBooking.objects.get(), by=organiser)


def test_lectures_held_together_use_one_room_and_one_half_day(session, room, organiser):
    other = SessionFactory(ip_host=session.ip_host, starts_on=MONDAY)
    first = SlotFactory(session=other, room=room)
    actions.arrange_timetable(other, slots=[first], by=organiser)
    joined = SlotFactory.build(session=session, room=room, merged_into=first)

    found = clashes(session, [joined])
    actions.arrange_timetable(session, slots=[joined], by=organiser)

    assert found == []
    assert RoomBooking.objects.count() == 1
    third = SessionFactory(starts_on=MONDAY)
    chained = SlotFactory.build(session=third, merged_into=joined)
    with pytest.raises(NotAllowedNow):
        actions.arrange_timetable(third, slots=[chained], by=organiser)


def test_warnings_name_lecturer_holiday_day_and_size(organiser):
    person = PersonFactory()
    first = dt.date(2026, 10, 1)
    session = SessionFactory(starts_on=first, ends_on=first, seats=(40, 40, 0))
    SlotFactory(day=first, lecturer="陈示例", lecturer_person=person)
    small = RoomFactory(seats=30, name="小教室")
    slots = [
        SlotFactory.build(session=session, day=first, room=small, lecturer="陈示例", lecturer_person=person),
        SlotFactory.build(session=session, day=first + dt.timedelta(days=9), lecturer=""),
    ]

    texts = [clash.text for clash in clashes(session, slots)]

    assert any("陈示例" in text for text in texts)
    assert any("国庆节" in text for text in texts)
    assert any("2026-10-10" in text for text in texts)
    assert any("小教室" in text and "30" in text and "80" in text for text in texts)


def test_lecturers_of_one_name_are_told_apart_by_person(session):
    SlotFactory(day=MONDAY, lecturer="陈示例", lecturer_person=PersonFactory())

    found = clashes(session, [SlotFactory.build(session=session, lecturer="陈示例", lecturer_person=PersonFactory())])

    assert found == []


def test_clashes_cost_the_same_for_a_long_class(session, room, django_assert_num_queries):
    def slots(days):
        return [
            SlotFactory.build(session=session, day=MONDAY + dt.timedelta(days=n), room=room, lecturer="陈示例")
            for n in range(days)
        ]

    with django_assert_num_queries(4):
        clashes(session, slots(1))
    with django_assert_num_queries(4):
        clashes(session, slots(7))


def test_long_class_is_shown_by_week(client):
    session = SessionFactory(state=SessionState.APPROVED, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2027, 1, 1))
    client.force_login(member(session.ip_host, RoleCode.ORGANISER))

    page = client.get(reverse("training:timetable", args=[session.slug]), {"week": "2"})

    assert len(weeks_of(session)) == 5
    assert [form.instance.day.day for form in page.context["forms"]][::2] == [7, 8, 9, 10, 11, 12, 13]
    assert len(page.context["forms"]) == 14


def test_saving_one_week_leaves_the_others(client):
    session = SessionFactory(state=SessionState.APPROVED, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2026, 12, 20))
    SlotFactory(session=session, day=dt.date(2026, 12, 2))
    client.force_login(member(session.ip_host, RoleCode.ORGANISER))

    url = f"{reverse('training:timetable', args=[session.slug])}?week=2"
    answer = client.post(url, week_data(7, "20261207am", topic="第二周", hours="3"))

    assert answer.status_code == 302
    assert list(session.slots.values_list("day", flat=True)) == [dt.date(2026, 12, 2), dt.date(2026, 12, 7)]


def week_data(first: int, key: str, **fields) -> dict:
    data = {}
    for day in range(first, first + 7):
        for half in ("am", "pm"):
            data |= {f"202612{day:02}{half}-starts_at": "08:30", f"202612{day:02}{half}-ends_at": "12:00"}
    return data | {f"{key}-{name}": value for name, value in fields.items()}


@time_machine.travel("2026-11-01 00:00+00:00")
def test_warnings_come_before_saving_and_can_be_overruled(client, session):
    session.ends_on = MONDAY + dt.timedelta(days=6)
    session.save()
    SlotFactory(day=MONDAY, lecturer="陈示例")
    client.force_login(member(session.ip_host, RoleCode.ORGANISER))
    url = reverse("training:timetable", args=[session.slug])
    data = week_data(7, "20261207am", topic="证据规则", hours="3", lecturer="陈示例")

    warned = client.post(url, data)
    before = session.slots.count()
    client.post(url, data | {"anyway": "1"})

    assert "陈示例" in warned.context["clashes"][0].text
    assert before == 0
    assert session.slots.get().lecturer == "陈示例"


def test_taken_room_cannot_be_overruled(client, session, room, organiser):
    session.ends_on = MONDAY + dt.timedelta(days=6)
    session.save()
    book_room(room, day=MONDAY, half=Half.AM, purpose="例会", by=organiser)
    client.force_login(organiser)
    data = week_data(7, "20261207am", topic="证据规则", hours="3", room=room.pk)

    page = client.post(reverse("training:timetable", args=[session.slug]), data | {"anyway": "1"})

    assert page.context["may_save_anyway"] is False
    assert "例会" in page.content.decode()
    assert session.slots.count() == 0


def test_unknown_agency_of_a_lecturer_is_said(client, session):
    session.ends_on = MONDAY + dt.timedelta(days=6)
    session.save()
    client.force_login(member(session.ip_host, RoleCode.ORGANISER))
    url = reverse("training:timetable", args=[session.slug])

    page = client.post(url, week_data(7, "20261207am", topic="证据", hours="3", lecturer="甲", agency="无此机关"))
    saved = client.post(
        url, week_data(7, "20261207am", topic="证据", hours="3", lecturer="甲", agency=session.proc_host.name)
    )

    assert "agency" in page.context["forms"][0].errors
    assert saved.status_code == 302
    assert session.slots.get().lecturer_side == "proc"


@pytest.mark.parametrize("role", [RoleCode.TRAINEE, RoleCode.UNIT_HR, RoleCode.FINANCE])
def test_rooms_are_closed_to_who_holds_no_classes(client, room, session, role):
    client.force_login(member(session.ip_host, role))

    assert client.get(reverse("training:rooms")).status_code == 403
    assert client.get(room.get_absolute_url()).status_code == 404


def test_rooms_of_strangers_are_not_found_those_of_a_partner_are(client, room, session):
    stranger = member(AgencyFactory(), RoleCode.ORGANISER)
    partner = member(session.proc_host, RoleCode.ORGANISER)

    client.force_login(stranger)
    assert client.get(room.get_absolute_url()).status_code == 404
    assert room.name not in client.get(reverse("training:rooms")).content.decode()
    client.force_login(partner)
    assert client.get(room.get_absolute_url()).status_code == 200
    data = {"day": "2099-12-07", "half": "am", "purpose": "例会"}
    assert client.post(room.get_absolute_url(), data).status_code == 403


def test_room_is_written_down_booked_and_given_back(client, session, organiser):
    client.force_login(organiser)
    client.post(
        reverse("training:room-new"),
        {"agency": session.ip_host.pk, "name": "同堂示范教室", "seats": "80", "place": "三楼"},
    )
    room = Room.objects.get()

    client.post(room.get_absolute_url(), {"day": "2099-12-07", "half": "am", "purpose": "例会"})
    week = client.get(room.get_absolute_url(), {"week": "2099-12-07"}).content.decode()
    client.post(reverse("training:room-release", args=[RoomBooking.objects.get().pk]))

    assert "例会" in week
    assert RoomBooking.objects.count() == 0


def test_room_of_another_agency_cannot_be_written_down(client, organiser):
    client.force_login(organiser)

    page = client.post(reverse("training:room-new"), {"agency": AgencyFactory().pk, "name": "别处", "seats": "8"})

    assert "agency" in page.context["form"].errors


def test_lists_cost_the_same_with_one_and_with_three_rows(client, session, organiser, django_assert_max_num_queries):
    room = RoomFactory(agency=session.ip_host)
    client.force_login(organiser)
    for url in (reverse("training:rooms"), f"{room.get_absolute_url()}?week=2026-12-07"):
        client.get(url)
        RoomFactory(agency=session.ip_host), RoomFactory(agency=session.ip_host)
        book_room(room, day=MONDAY + dt.timedelta(days=len(url) % 5), half=Half.PM, purpose="例会", by=organiser)
        with django_assert_max_num_queries(9):
            client.get(url)


@pytest.mark.parametrize("end", ["cancelled", "postponed", "emptied"])
def test_class_that_goes_leaves_its_room_to_those_who_were_to_listen(session, room, organiser, end, run_jobs):
    actions.arrange_timetable(session, slots=[SlotFactory.build(session=session, room=room)], by=organiser)
    host = session.slots.get()
    other = SessionFactory(ip_host=session.ip_host, starts_on=session.starts_on)
    guest = SlotFactory(session=other, day=host.day, half=host.half, merged_into=host)

    with time_machine.travel(dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC), tick=False):
        if end == "cancelled":
            actions.cancel(session, reason="停办", by=organiser)
        else:
            first, last = MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=8)
            keep = end == "postponed"
            actions.postpone(session, starts_on=first, ends_on=last, reason="改期", keep_timetable=keep, by=organiser)
        run_jobs()

    guest.refresh_from_db()
    assert (guest.merged_into, guest.room) == (None, room)
    assert RoomBooking.objects.get(day=MONDAY).session == other
    assert [notice.user for notice in Notice.objects.filter(kind="training.parted")] == [organiser]


def test_timetable_sent_twice_or_by_two_at_once_changes_one_half_day(session, organiser):
    def form(topic):
        return SlotFactory.build(session=session, day=session.starts_on, topic=topic)

    actions.arrange_timetable(session, slots=[form("总论")], by=organiser)
    first = session.slots.get()
    actions.arrange_timetable(session, slots=[form("分论")], by=organiser)

    again = session.slots.get()
    assert (again.pk, again.topic) == (first.pk, "分论")


@pytest.mark.parametrize("hours", ["-1", "0", "12.5", "999"])
def test_half_day_has_hours_that_half_a_day_can_hold(client, session, hours):
    client.force_login(member(session.ip_host, RoleCode.ORGANISER))
    name = f"{session.starts_on:%Y%m%d}am-"
    data = {"topic": "总论", "hours": hours, "starts_at": "08:30", "ends_at": "12:00"}

    answer = client.post(
        reverse("training:timetable", args=[session.slug]), {name + key: value for key, value in data.items()}
    )

    assert answer.status_code == 200
    assert not session.slots.exists()


def test_lectures_of_a_draft_that_she_does_not_see_are_not_offered(session):
    partner = member(session.proc_host, RoleCode.ORGANISER)
    secret = SessionFactory(ip_host=session.ip_host, starts_on=MONDAY, state=SessionState.DRAFT)
    known = SessionFactory(ip_host=session.ip_host, starts_on=MONDAY)
    for each in (secret, known):
        SlotFactory(session=each)
    week = weeks_of(session)[0]

    offered = slots_to_hold_together(session, week, partner)
    at_home = slots_to_hold_together(session, week, member(session.ip_host, RoleCode.ORGANISER))

    assert [slot.session for slots in offered.values() for slot in slots] == [known]
    assert {slot.session for slots in at_home.values() for slot in slots} == {secret, known}
