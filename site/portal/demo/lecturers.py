"""Rooms, lecturers and their fees, and lectures that stand alone, around the demo's classes. All invented."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from courses.training import actions
from courses.training.actions.fees import Terms, approve_fee, confirm_hours
from courses.training.actions.lecturers import (
    accept_invitation,
    cancel_invitation,
    decline_invitation,
    draw_up_invitation,
    propose_time,
    send_invitation,
)
from courses.training.actions.lectures import draw_up_lecture
from courses.training.actions.rooms import book_room, save_room
from courses.training.enums import Half, Mode, SessionState, TeacherSide, TeachingState, TitleLevel
from courses.training.models import Room, Session, TaughtHalf, TeachingInvitation, TimetableSlot
from courses.training.queries.lecturers import place_of
from portal.demo.training import TIMES, moment
from shared.accounts.models import User
from shared.directory.models import Agency, Person

ROOMS = [
    ("I330000", "同堂示范教室", "杭州 · 三楼", 120, False),
    ("I330000", "研讨室甲", "杭州 · 五楼", 30, False),
    ("P330000", "多功能厅", "杭州 · 一楼", 200, False),
    ("I330000", "线上直播教室", "", 500, True),
]
OUTSIDE = {
    "outside_name": "章文博",
    "outside_email": "zhang.wenbo@college.example",
    "outside_employer": "示例大学法学院",
}


def seed(world: Any) -> None:
    """A second call changes nothing: each part looks for its own rows first."""
    users = {user.username.removeprefix("D-"): user for user in User.objects.filter(username__startswith="D-")}
    for part in (seed_rooms, seed_invitations, seed_fees, seed_lectures):
        with transaction.atomic():
            part(world, users)


def seed_rooms(world: Any, users: dict[str, User]) -> None:
    if Room.objects.exists():
        return
    for code, name, place, seats, is_online in ROOMS:
        room = Room(agency=Agency.objects.get(code=code), name=name, place=place, seats=seats, is_online=is_online)
        save_room(room, by=users["organiser"])
    monday = world.today + dt.timedelta(days=7 - world.today.weekday())
    until = monday + dt.timedelta(days=28)
    small = Room.objects.get(name="研讨室甲")
    book_room(small, day=monday, half=Half.AM, purpose="处务例会", until=until, by=users["organiser"])
    give_rooms(Session.objects.get(number="TT-ZJ-001"), users["organiser"])


def give_rooms(session: Session, by: User) -> None:
    slots = list(session.slots.order_by("day", "half"))
    for slot in slots:
        slot.room = Room.objects.get(name="同堂示范教室")
    actions.arrange_timetable(session, slots=slots, by=by)


def invite(session: Session, slots: list[TimetableSlot], topic: str, users: dict[str, User], **who: Any) -> Any:
    """An invitation to the person of an account (`key`), or to somebody from outside."""
    known: dict[str, Any] = {"side": TeacherSide.OUTSIDE, **OUTSIDE}
    if "key" in who:
        person = Person.objects.get(email=f"{who['key']}@demo.example")
        agency, side = place_of(person)
        known = {"person": person, "agency": agency, "side": side}
    row = TeachingInvitation(topic=topic, title_level=who.get("level", TitleLevel.SENIOR), **known)
    for slot in slots:
        slot.lecturer = ""
        slot.lecturer_agency = None
        slot.lecturer_note = ""
        slot.save()
    return draw_up_invitation(session, invitation=row, slots=slots, by=users["organiser"])


def seed_invitations(world: Any, users: dict[str, User]) -> None:
    """One invitation in each state before the lecture, in the class that is open for enrolment."""
    session = Session.objects.get(number="TT-ZJ-001")
    if session.invitations.exists():
        return
    by, slots = users["organiser"], list(session.slots.order_by("day", "half"))
    invite(session, slots[:1], "协同保护机制解读", users, key="host")
    topics = [
        "行政查处笔录的证据转换",
        "秘点比对与同一性判断",
        "电子数据的提取与校验",
        "经营数额的计算口径",
        "损失数额的两种思路",
    ]
    who = [{"key": "legal"}, {"key": "trainee"}, {"key": "issuer"}, {}, {"key": "section"}]
    rows = []
    for number, (topic, person) in enumerate(zip(topics, who, strict=True), start=1):
        row = invite(session, slots[number : number + 1], topic, users, **person)
        rows.append(send_invitation(row, by=by))
    accept_invitation(rows[0], note="按时到课。", by=users["legal"])
    propose_time(rows[2], day=slots[4].day, half=Half.PM, note="上午另有会议。", by=users["issuer"])
    decline_invitation(rows[4], note="同期出差。", by=users["section"])
    taken_back = send_invitation(invite(session, slots[6:7], "线索移送材料的制作", users, key="home"), by=by)
    cancel_invitation(taken_back, reason="课程内容合并。", by=by)


def seed_fees(world: Any, users: dict[str, User]) -> None:
    """Fees of a class that is over: one to approve, raised by half with approval; one to pay; one unpaid duty."""
    session = Session.objects.get(number="TT-ZJ-004")
    if session.invitations.exists():
        return
    slots, by = list(session.slots.order_by("day", "half")), users["organiser"]
    raised = Terms(Decimal(1500), True, "浙培批〔2026〕18号", "周启明", session.starts_on - dt.timedelta(days=5))
    outside = given(session, slots[0], "电子数据鉴定意见的审查", users, TitleLevel.SENIOR)
    confirm_hours(outside, hours=hours_of(outside, "3.5"), terms=raised, by=by)
    colleague = given(session, slots[1], "检察视角下的电子数据", users, TitleLevel.ASSOCIATE, key="legal")
    confirm_hours(colleague, hours=hours_of(colleague, "3.5"), terms=Terms(Decimal(500)), by=by)
    approve_fee(colleague, by=users["finance"])
    official = given(session, slots[2], "行政执法中的取证要求", users, TitleLevel.SENIOR, key="home")
    confirm_hours(official, hours=hours_of(official, "3"), terms=None, by=by)


def given(session: Session, slot: TimetableSlot, topic: str, users: dict[str, User], level: str, **who: Any) -> Any:
    """A lecture of the past: accepted then, so it is written down as accepted. The class is over, so no letter goes."""
    known: dict[str, Any] = {"side": TeacherSide.OUTSIDE, **OUTSIDE}
    if who:
        person = Person.objects.get(email=f"{who['key']}@demo.example")
        agency, side = place_of(person)
        known = {"person": person, "agency": agency, "side": side}
    row = TeachingInvitation.objects.create(
        session=session,
        topic=topic,
        title_level=level,
        state=TeachingState.ACCEPTED,
        answered_at=moment(session.starts_on - dt.timedelta(days=12), 10),
        invited_by=users["organiser"],
        **known,
    )
    TaughtHalf.objects.create(invitation=row, slot=slot)
    return row


def hours_of(row: TeachingInvitation, hours: str) -> dict[int, Decimal]:
    return {half.pk: Decimal(hours) for half in row.halves.all()}


def seed_lectures(world: Any, users: dict[str, User]) -> None:
    """A public lecture and an internal one, both open for enrolment."""
    if Session.objects.filter(is_lecture=True).exists():
        return
    for ahead, title, is_internal in (
        (12, "人工智能生成内容的权利边界", False),
        (18, "典型案件复盘（内部讲座）", True),
    ):
        lecture = lecture_of(world.today + dt.timedelta(days=ahead), title, is_internal)
        starts, ends = TIMES[Half.PM]
        slot = TimetableSlot(
            day=lecture.starts_on,
            half=Half.PM,
            starts_at=starts,
            ends_at=ends,
            topic=title,
            lecturer=OUTSIDE["outside_name"],
            lecturer_note=OUTSIDE["outside_employer"],
            hours=Decimal(3),
            room=Room.objects.get(name="多功能厅"),
        )
        named = lecture.hosts if is_internal else []
        draw_up_lecture(lecture, slot=slot, seats=120, internal_for=named, by=users["organiser"])
        actions.submit_plan(lecture, by=users["organiser"])
        for key in ("organiser", "organiser-p"):
            actions.approve_plan(lecture, by=users[key])
        actions.open_enrolment(lecture, by=users["organiser"])


def lecture_of(day: dt.date, title: str, is_internal: bool) -> Session:
    host, partner = Agency.objects.get(code="I330000"), Agency.objects.get(code="P330000")
    return Session(
        title=title,
        mode=Mode.INVITED_LECTURER,
        ip_host=host,
        proc_host=partner,
        region=host.region,
        state=SessionState.DRAFT,
        starts_on=day,
        ends_on=day,
        opens_at=moment(day - dt.timedelta(days=30), 9),
        closes_at=moment(day - dt.timedelta(days=1), 18),
        venue="杭州 · 多功能厅",
        hours=Decimal(3),
        days=Decimal("0.5"),
        audience="双方工作人员",
        is_lecture=True,
        is_internal=is_internal,
    )
