"""Joint classes of the demo: forty from the sheet, and a Zhejiang series around today in every state. All invented."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from courses.training import actions
from courses.training.actions.hours import post_hours_of
from courses.training.enums import (
    EnrolmentState,
    Half,
    Mark,
    Mode,
    Origin,
    SessionState,
    Side,
)
from courses.training.importers import SessionImporter
from courses.training.models import Attendance, Enrolment, PlanApproval, SeatBlock, Session, TimetableSlot
from shared.accounts.models import User
from shared.audit.actions import record
from shared.directory.models import Agency, Person, Posting, Region
from shared.imports.importers import run_import
from shared.regulations.queries import deadline

DATA = Path(__file__).parent / "data"
BEIJING = ZoneInfo("Asia/Shanghai")
OWN_UNITS = {"I330100", "P330100"}
S, E = SessionState, EnrolmentState
TIMES = {Half.AM: (dt.time(8, 30), dt.time(12)), Half.PM: (dt.time(14), dt.time(17, 30))}
TOPICS = [
    "开班动员；协同保护机制解读",
    "行政查处笔录向刑事证据的转换",
    "案例工作坊：秘点比对与同一性判断",
    "电子数据的提取、固定与校验",
    "违法经营数额的计算口径",
    "同堂辩论：损失数额认定的两种思路",
    "线索移送材料的制作与衔接",
    "技术调查意见的审查与运用",
    "公益诉讼线索的发现与评估",
    "结业测评与班级总结",
]
LECTURERS = [
    ("陈以宁", "P330000", "双方业务骨干"),
    ("方可欣", "I330000", "双方业务骨干"),
    ("章文博", "", "高校专家"),
    ("孟昭阳", "P330100", "双方业务骨干"),
    ("骆清越", "I330100", "双方业务骨干"),
]


@dataclass(frozen=True)
class Plan:
    """One class of the series; `first` and `last` count days from today."""

    number: int
    title: str
    state: SessionState
    first: int
    last: int
    venue: str = "杭州 · 同堂示范教室"
    seats: tuple[int, int, int] = (16, 16, 6)
    mode: Mode = Mode.JOINT
    half_day: bool = False
    direct: bool = False
    reason: str = ""
    audience: str = "执法办案一线人员"
    approved: tuple[str, ...] = (Side.IP, Side.PROC)
    people: dict[EnrolmentState, int] = field(default_factory=dict)


SERIES = [
    Plan(1, "商业秘密案件证据规则同堂培训班", S.ENROLLING, 24, 28, seats=(12, 12, 4),
         people={E.CONFIRMED: 14, E.ACCEPTED: 6, E.SUBMITTED: 3, E.DECLINED: 1, E.WITHDRAWN: 1, E.REFUSED: 1}),
    Plan(2, "商标恶意注册规制同堂培训班", S.ENROLLING, 45, 47, "宁波 · 示范培训基地", (20, 20, 10), direct=True,
         people={E.ACCEPTED: 9, E.CONFIRMED: 12}),
    Plan(3, "地理标志保护执法协作同堂培训班", S.IN_PROGRESS, -1, 2, people={E.ATTENDING: 22, E.NO_SHOW: 1}),
    Plan(4, "电子数据取证与知识产权案件同堂培训班", S.COMPLETED, -33, -31,
         people={E.COMPLETED: 23, E.NOT_PASSED: 1, E.WITHDRAWN: 2}),
    Plan(5, "专利侵权行政裁决与检察监督专题班（选派参训）", S.CONCLUDING, -10, -9, "湖州 · 示范培训基地",
         mode=Mode.CROSS_ATTENDANCE, people={E.COMPLETED: 18, E.EXPELLED: 1}),
    Plan(6, "直播电商商标侵权查处同堂培训班", S.ASSESSING, -4, -2, people={E.ATTENDING: 20}),
    Plan(7, "数据知识产权登记与保护同堂培训班", S.CONFIRMED, 5, 7, people={E.CONFIRMED: 24, E.ACCEPTED: 2}),
    Plan(8, "不起诉案件反向衔接实务同堂培训班", S.CLOSED, 16, 18, "嘉兴 · 示范培训基地",
         people={E.CONFIRMED: 15, E.ACCEPTED: 5, E.DECLINED: 1}),
    Plan(9, "涉外知识产权纠纷应对同堂培训班", S.PLAN_REVIEW, 75, 79, approved=(Side.PROC,)),
    Plan(10, "植物新品种保护协作专题讲座（互邀授课）", S.PLAN_REVIEW, 68, 68, half_day=True,
         mode=Mode.INVITED_LECTURER, approved=(Side.IP,)),
    Plan(11, "集成电路布图设计保护同堂培训班", S.DRAFT, 100, 102, approved=()),
    Plan(12, "著作权与软件侵权案件办理同堂培训班", S.APPROVED, 58, 60),
    Plan(13, "展会知识产权快速维权同堂培训班", S.SUSPENDED, -3, 4, "杭州 · 示范会展中心",
         reason="授课场地临时检修，复课时间另行通知。", people={E.ATTENDING: 12}),
    Plan(14, "中医药知识产权保护专题班（选派参训）", S.CANCELLED, 20, 21, mode=Mode.CROSS_ATTENDANCE,
         reason="与全省统一部署的业务培训时间冲突。", people={E.WITHDRAWN: 8}),
    Plan(15, "技术调查官参与办案实务同堂培训班", S.ARCHIVED, -160, -158, people={E.COMPLETED: 19, E.NOT_PASSED: 1}),
    Plan(16, "知识产权公益诉讼线索发现同堂讲座", S.COMPLETED, -95, -95, "线上直播教室", half_day=True,
         mode=Mode.INVITED_LECTURER, people={E.COMPLETED: 25}),
    Plan(17, "协同保护数据通报与统计口径同堂讲座", S.ENROLLING, 33, 33, "线上直播教室", (40, 40, 20), half_day=True,
         mode=Mode.INVITED_LECTURER, people={E.ACCEPTED: 8, E.SUBMITTED: 2}),
]  # fmt: skip


def seed(world: Any) -> None:
    """Import the sheet, then the series around today; a second call changes nothing."""
    name = "sessions.xlsx"
    run_import(SessionImporter(), (DATA / name).read_bytes(), name)
    cast = Cast(world.today)
    for plan in SERIES:
        if not Session.objects.filter(number=number_of(plan)).exists():
            with transaction.atomic():
                stage(plan, cast)


def number_of(plan: Plan) -> str:
    return f"TT-ZJ-{plan.number:03}"


class Cast:
    """The demo accounts and the people who fill the classes, in an order that never changes."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.users = {u.username.removeprefix("D-"): u for u in User.objects.filter(username__startswith="D-")}
        self.people = {side: self.of(code) for side, code in ((Side.IP, "I33"), (Side.PROC, "P33"))}
        self.agencies = {a.code: a for a in Agency.objects.filter(code__in=[c for _n, c, _k in LECTURERS if c])}
        self.turn = 0

    def of(self, code: str) -> list[Posting]:
        """People of the province first, then of its side elsewhere."""
        postings = (
            Posting.objects.valid_on().filter(agency__code__startswith=code[0]).select_related("person", "agency")
        )
        rows = postings.exclude(person__email__endswith="@demo.example").order_by("agency__code", "person__email")
        # The demo's own two units stay free for what their HR officers and leaders have to do.
        near = [p for p in rows if p.agency.code.startswith(code) and p.agency.code not in OWN_UNITS]
        return [*near, *[p for p in rows if not p.agency.code.startswith(code)][::7]]

    def user(self, key: str) -> User:
        return self.users[key]

    def some(self, plan: Plan, number: int) -> list[Posting]:
        """`number` people, both sides in turn, others for each class."""
        start = plan.number * 11
        found = []
        for place in range(number):
            pool = self.people[Side.PROC if place % 2 else Side.IP]
            found.append(pool[(start + place) % len(pool)])
        return found


def stage(plan: Plan, cast: Cast) -> None:
    """One class with its seats, timetable, people and what they did."""
    session = create_session(plan, cast)
    create_timetable(session, plan, cast)
    fill(session, plan, cast)
    special = {1: stage_rush, 2: stage_direct, 3: stage_running, 4: stage_past, 16: stage_past, 17: stage_lecture}
    if plan.number in special:
        special[plan.number](session, cast)
    if plan.state in {S.ASSESSING, S.CONCLUDING, S.COMPLETED, S.ARCHIVED}:
        mark_everybody(session, list(session.slots.all()), cast)
    if plan.state in {S.COMPLETED, S.ARCHIVED}:
        post_hours_of(session, by=cast.user("organiser"))


def moment(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=BEIJING)


def create_session(plan: Plan, cast: Cast) -> Session:
    first, last = (cast.today + dt.timedelta(days=days) for days in (plan.first, plan.last))
    days = Decimal("0.5") if plan.half_day else Decimal((last - first).days + 1)
    closes = last_day_to_enrol(plan, cast.today, first)
    session = Session.objects.create(
        number=number_of(plan),
        title=plan.title,
        mode=plan.mode,
        ip_host=Agency.objects.get(code="I330000"),
        proc_host=Agency.objects.get(code="P330000"),
        organiser="浙江省同堂培训示范基地（示例）",
        venue=plan.venue,
        region=Region.objects.filter(code="330000").first(),
        starts_on=first,
        ends_on=last,
        opens_at=moment(closes - dt.timedelta(days=20), 9),
        closes_at=moment(closes, 18),
        hours=Decimal("3.5") if plan.half_day else 7 * days,
        days=days,
        state=plan.state,
        state_reason=plan.reason,
        audience=plan.audience,
        direct_entry=plan.direct,
    )
    for side, seats in zip(Side, plan.seats, strict=True):
        SeatBlock.objects.create(session=session, side=side, seats=seats)
    planners = {Side.IP: "organiser", Side.PROC: "organiser-p"}
    for approved in plan.approved:
        PlanApproval.objects.create(session=session, side=approved, approved_by=cast.user(planners[Side(approved)]))
    record("training.session.draft", session, by=cast.user("organiser"), to_state=str(plan.state))
    return session


def last_day_to_enrol(plan: Plan, today: dt.date, first: dt.date) -> dt.date:
    """Ten days before the class; still ahead where enrolment is open, just past where it has closed."""
    if plan.state == S.ENROLLING:
        return today + dt.timedelta(days=6 + plan.number)
    if plan.state == S.CLOSED:
        return today - dt.timedelta(days=1)
    return first - dt.timedelta(days=10)


def create_timetable(session: Session, plan: Plan, cast: Cast) -> None:
    if plan.state == S.DRAFT:
        return
    halves = [Half.AM] if plan.half_day else list(Half)
    length = (session.ends_on - session.starts_on).days + 1
    places = [(session.starts_on + dt.timedelta(days=n), half) for n in range(length) for half in halves]
    for number, (day, half) in enumerate(places):
        name, code, note = LECTURERS[(number + plan.number) % len(LECTURERS)]
        starts, ends = TIMES[half]
        TimetableSlot.objects.create(
            session=session,
            day=day,
            half=half,
            starts_at=starts,
            ends_at=ends,
            topic=TOPICS[0] if number == 0 else TOPICS[-1] if number + 1 == len(places) else TOPICS[1 + number % 8],
            lecturer=name,
            lecturer_agency=cast.agencies.get(code),
            lecturer_note=note,
            hours=Decimal("3.5"),
        )


UNSEATED = {E.NOMINATED, E.SUBMITTED, E.DECLINED, E.REFUSED, E.WITHDRAWN}
REASONS = {
    E.DECLINED: "本期名额面向办案一线人员，请参加下一期。",
    E.REFUSED: "同期承担专项执法任务，本单位另行推荐。",
    E.WITHDRAWN: "工作安排冲突，本人申请退出。",
    E.NOT_PASSED: "请假与缺勤累计超过总学时的七分之一。",
    E.NO_SHOW: "未报到，也未请假。",
    E.EXPELLED: "未经批准中途离班。",
}


def fill(session: Session, plan: Plan, cast: Cast) -> None:
    """People in the states the plan asks for; a class that has taken everyone keeps no seat for those who left."""
    wanted = [state for state, number in plan.people.items() for _ in range(number)]
    for state, posting in zip(wanted, cast.some(plan, len(wanted)), strict=True):
        enrol(session, posting, state, cast)


def enrol(session: Session, posting: Posting, state: EnrolmentState, cast: Cast) -> Enrolment:
    side = posting.agency.side
    block = None if state in UNSEATED | {E.WAITLISTED} else take_seat(session, side)
    asked = moment(session.opens_at.date() + dt.timedelta(days=1), 10) if session.opens_at else moment(cast.today, 10)
    enrolment, _new = Enrolment.objects.get_or_create(
        session=session,
        person=posting.person,
        defaults={
            "agency": posting.agency,
            "side": side,
            "block": block,
            "state": state,
            "reason": REASONS.get(state, ""),
            "put_forward_by": cast.user("organiser-p" if side == Side.PROC else "organiser"),
            "put_forward_at": asked,
            "decided_at": asked,
            "waitlisted_at": asked if state == E.WAITLISTED else None,
            "confirm_by": deadline("training.confirm", start=cast.today) if state == E.ACCEPTED else None,
        },
    )
    return enrolment


def take_seat(session: Session, side: str) -> SeatBlock:
    """A seat of the own side, else of the pool, else one more chair: the demo never leaves anyone standing."""
    for kind in (side, Side.POOL):
        if SeatBlock.objects.filter(session=session, side=kind, taken__lt=F("seats")).update(taken=F("taken") + 1):
            return SeatBlock.objects.get(session=session, side=kind)
    SeatBlock.objects.filter(session=session, side=Side.POOL).update(taken=F("taken") + 1, seats=F("seats") + 1)
    return SeatBlock.objects.get(session=session, side=Side.POOL)


def posting_of(cast: Cast, key: str) -> Posting:
    return Posting.objects.valid_on().select_related("person", "agency").get(person__user=cast.user(key))


def colleagues(cast: Cast, code: str, session: Session, number: int) -> list[Person]:
    """People of one unit who are not in the class yet."""
    rows = Posting.objects.valid_on().filter(agency__code=code).exclude(person__email__endswith="@demo.example")
    rows = rows.exclude(person__enrolments__session=session).select_related("person").order_by("person__email")
    return [posting.person for posting in rows[:number]]


def stage_rush(session: Session, cast: Cast) -> None:
    """Nearly full: the trainee has a seat to confirm; others wait in line, for their leader and for the organiser."""
    trainee = posting_of(cast, "trainee")
    enrol(session, trainee, E.ACCEPTED, cast)
    hr, leader, organiser = (cast.user(key) for key in ("hr", "leader", "organiser"))
    hangzhou = colleagues(cast, "I330100", session, 5)
    fill_block(session, Side.IP, cast)
    fill_block(session, Side.POOL, cast)
    for person in hangzhou[:2]:
        waiting = actions.nominate(session, person=person, by=hr)
        actions.approve_for_unit(waiting, by=leader)
        actions.accept(waiting, by=organiser)
    for person in hangzhou[2:3]:
        actions.approve_for_unit(actions.nominate(session, person=person, by=hr), by=leader)
    for person in hangzhou[3:5]:
        actions.nominate(session, person=person, by=hr)
    for person in colleagues(cast, "P330100", session, 2):
        actions.nominate(session, person=person, by=cast.user("hr-p"))


def fill_block(session: Session, side: Side, cast: Cast) -> None:
    """Take what is free of one block."""
    block = session.blocks.get(side=side)
    pool = [
        p for p in cast.people[Side.PROC if side == Side.POOL else side] if p.agency.code not in {"I330100", "P330100"}
    ]
    seated = set(session.enrolments.values_list("person", flat=True))
    free = [p for p in pool if p.person_id not in seated][: block.free]
    for posting in free:
        SeatBlock.objects.filter(pk=block.pk, taken__lt=F("seats")).update(taken=F("taken") + 1)
        Enrolment.objects.create(
            session=session,
            person=posting.person,
            agency=posting.agency,
            side=posting.agency.side,
            block=block,
            state=E.CONFIRMED,
            put_forward_by=cast.user("organiser"),
            put_forward_at=moment(cast.today - dt.timedelta(days=3), 9),
        )


def stage_direct(session: Session, cast: Cast) -> None:
    """Open to direct application: the leader herself has taken a seat."""
    enrol(session, posting_of(cast, "leader"), E.CONFIRMED, cast)


def stage_lecture(session: Session, cast: Cast) -> None:
    """Somebody of the trainee's unit has applied in person: HR may decide."""
    for person in colleagues(cast, "I330100", session, 5)[:2]:
        posting = Posting.objects.valid_on().select_related("agency").get(person=person)
        Enrolment.objects.create(
            session=session,
            person=person,
            agency=posting.agency,
            side=posting.agency.side,
            origin=Origin.APPLIED,
            put_forward_by=cast.user("hr"),
            put_forward_at=moment(cast.today - dt.timedelta(days=1), 15),
        )


def stage_running(session: Session, cast: Cast) -> None:
    """Attendance of yesterday is in, today's is to do."""
    mark_everybody(session, list(session.slots.filter(day__lt=cast.today)), cast)


def stage_past(session: Session, cast: Cast) -> None:
    """The trainee has completed it."""
    enrol(session, posting_of(cast, "trainee"), E.COMPLETED, cast)


def mark_everybody(session: Session, slots: list[TimetableSlot], cast: Cast) -> None:
    """Mostly present; now and then on leave or late; those who did not pass were away more than the rule allows."""
    people = session.enrolments.filter(state__in=[E.ATTENDING, E.COMPLETED, E.NOT_PASSED]).order_by("pk")
    marks = []
    for place, enrolment in enumerate(people):
        for number, slot in enumerate(slots):
            mark = Mark.PRESENT
            if enrolment.state == E.NOT_PASSED and number < 2:
                mark = Mark.EXCUSED
            elif len(slots) > 3 and (place * 5 + number) % 41 == 7:
                mark = Mark.PARTIAL
            marks.append(
                Attendance(
                    enrolment=enrolment,
                    slot=slot,
                    mark=mark,
                    recorded_by=cast.user("classhead"),
                    recorded_at=dt.datetime.combine(slot.day, slot.ends_at, tzinfo=BEIJING),
                )
            )
    Attendance.objects.bulk_create(marks)
