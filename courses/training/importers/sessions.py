"""Sheets of sessions: classes with seats per side, and their timetable by half-day."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.training.enums import (
    AGREED_TEACHING,
    FINISHED_STATES,
    Half,
    Mode,
    SessionState,
    Side,
    TrainingGrade,
)
from courses.training.models import SeatBlock, Session, TaughtHalf, TimetableSlot
from courses.training.permissions import can_plan_sessions
from shared.audit.actions import record as audit
from shared.directory.enums import RoleCode
from shared.directory.importers.lookups import agency_code, directory
from shared.directory.models import Region
from shared.directory.permissions import scopes_of
from shared.imports.cleaners import Refused, choice, date, decimal_of, whole_number
from shared.imports.importers import Batch, Column, Importer, Record, Table
from shared.imports.sheets import as_text

FAULTS = {
    "bad_mode": _("not one of 联合举办, 选派参训, 邀请授课"),
    "bad_grade": _("not one of 一类, 二类, 三类"),
    "bad_session_state": _("not a state of a class"),
    "bad_half_day": _("neither 上午 nor 下午"),
    "bad_time": _("not a time: write it as 08:30"),
    "joint_needs_both": _("a jointly organised class needs a host of each side"),
    "no_host": _("neither side is named as host"),
    "no_hours": _("a class has hours and days greater than zero"),
    "closes_before_opening": _("enrolment closes before it opens"),
    "unknown_session": _("no class has this number, or its row was refused"),
    "seats_below_taken": _("more seats are already taken than the sheet gives"),
    "begins_as_draft": _("a new class begins as 草稿: its hosts approve it on its page before it opens"),
    "plan_stands": _("only a draft is changed by a sheet: this plan has been submitted, change the class on its page"),
    "class_is_over": _("the timetable of a class that is over stays as it was"),
    "more_days_than_dates": _("more days than lie between the first and the last day"),
}

MODES = {"联合举办": Mode.JOINT, "选派参训": Mode.CROSS_ATTENDANCE, "邀请授课": Mode.INVITED_LECTURER}
STATES = {
    "草稿": SessionState.DRAFT,
    "计划审核": SessionState.PLAN_REVIEW,
    "已批准": SessionState.APPROVED,
    "报名中": SessionState.ENROLLING,
    "已截止": SessionState.CLOSED,
    "名单已确认": SessionState.CONFIRMED,
    "进行中": SessionState.IN_PROGRESS,
    "已暂停": SessionState.SUSPENDED,
    "考核中": SessionState.ASSESSING,
    "总结中": SessionState.CONCLUDING,
    "已结班": SessionState.COMPLETED,
    "已归档": SessionState.ARCHIVED,
    "已取消": SessionState.CANCELLED,
}
GRADES = {"一类": TrainingGrade.FIRST, "二类": TrainingGrade.SECOND, "三类": TrainingGrade.THIRD}
HALVES = {"上午": Half.AM, "下午": Half.PM}
SEATS = {Side.IP: "ip_seats", Side.PROC: "proc_seats", Side.POOL: "pool_seats"}
LAST_SECOND = dt.time(23, 59, 59)


def clock(value: Any, batch: Any) -> Any:
    """A time of day, Beijing time."""
    if isinstance(value, dt.datetime):
        return value.time()
    if isinstance(value, dt.time):
        return value
    try:
        return dt.time.fromisoformat(as_text(value).replace("：", ":").zfill(5))
    except ValueError:
        raise Refused("bad_time") from None


def region_code(value: Any, batch: Batch) -> Any:
    code = as_text(value)
    if code not in batch.once("regions", lambda: dict(Region.objects.values_list("code", "pk"))):
        raise Refused("unknown_region")
    return code


def beijing(day: dt.date | None, time: dt.time) -> dt.datetime | None:
    return dt.datetime.combine(day, time, tzinfo=ZoneInfo(settings.TIME_ZONE)) if day else None


CLASSES = Table(
    "sessions",
    (
        Column("number", "班次编号", required=True, length=30),
        Column("title", "班次名称", required=True, length=200),
        Column("mode", "类型", choice("bad_mode", MODES), required=True),
        Column("proc_host", "检察机关主办单位代码", agency_code),
        Column("ip_host", "知识产权部门主办单位代码", agency_code),
        Column("organiser", "承办单位", length=120),
        Column("starts_on", "开始日期", date, required=True),
        Column("ends_on", "结束日期", date, required=True),
        Column("days", "天数", decimal_of(5, 1), required=True),
        Column("venue", "地点", length=120),
        Column("region", "地区代码", region_code),
        Column("proc_seats", "检察机关名额", whole_number),
        Column("ip_seats", "知识产权部门名额", whole_number),
        Column("pool_seats", "机动名额", whole_number),
        Column("opens_on", "报名开始", date),
        Column("closes_on", "报名截止", date),
        Column("hours", "学时", decimal_of(6, 1), required=True),
        Column("grade", "培训类别", choice("bad_grade", GRADES)),
        Column("state", "状态", choice("bad_session_state", STATES), required=True),
        Column("notes", "备注", length=300, expected=False),
        # Added to the sheet later, so at its end: lines copied from an older sheet stay under their headings.
        Column("budget", "预算", decimal_of(12, 2), expected=False),
        Column("unplanned_reason", "计划外理由", length=300, expected=False),
    ),
    sheets=("班次",),
)
TIMETABLE = Table(
    "slots",
    (
        Column("number", "班次编号", required=True, length=30),
        Column("day", "日期", date, required=True),
        Column("half", "半天", choice("bad_half_day", HALVES), required=True),
        Column("starts_at", "开始时间", clock, required=True),
        Column("ends_at", "结束时间", clock, required=True),
        Column("topic", "课程", required=True, length=200),
        Column("lecturer", "授课人", length=100),
        Column("lecturer_agency", "授课人单位代码", agency_code),
        Column("lecturer_note", "授课人类别", length=60, expected=False),
        Column("hours", "学时", decimal_of(4, 1), required=True),
    ),
    sheets=("课程表",),
    optional=True,
)


class SessionImporter(Importer):
    kind = "sessions"
    label = _("Joint classes")
    about = _("Classes with seats per side and their timetable: the sheets 班次 and 课程表 of one workbook.")
    tables = (CLASSES, TIMETABLE)

    def may(self, user: Any) -> bool:
        return bool(user.is_superuser) or can_plan_sessions(user)

    def describe(self, record: Record) -> str:
        return " · ".join(as_text(record[key]) for key in ("number", "title", "day", "topic") if record[key])

    def check(self, batch: Batch) -> None:
        seen: set[Any] = set()
        for record in batch.valid("sessions"):
            refuse_repeated(batch, record, record["number"], seen)
            check_class(batch, record)
        stored = stored_classes(batch)
        refuse_beyond_right(batch, stored)
        known = {r["number"] for r in batch.valid("sessions")}
        known |= set(stored) - {r["number"] for r in batch.records["sessions"]}
        for record in batch.valid("slots"):
            refuse_repeated(batch, record, (record["number"], record["day"], record["half"]), seen)
            if record["number"] not in known:
                batch.refuse(record, "number", "unknown_session")
            elif record["ends_at"] <= record["starts_at"]:
                batch.refuse(record, "ends_at", "ends_before_start")
            elif record["number"] in stored:
                check_stored_slot(batch, record, stored[record["number"]])

    def save(self, batch: Batch) -> None:
        sessions = {s.number: s for s in Session.objects.prefetch_related("blocks")}
        for record in batch.valid("sessions"):
            sessions[record["number"]] = save_class(batch, record, sessions.get(record["number"]))
        wanted = {sessions[r["number"]].pk for r in batch.valid("slots") if r["number"] in sessions}
        slots = {(s.session_id, s.day, s.half): s for s in TimetableSlot.objects.filter(session__in=wanted)}
        agreed = agreed_halves(wanted)
        touched: dict[str, int] = {}
        for record in batch.valid("slots"):
            if record["number"] in sessions and save_slot(batch, record, sessions[record["number"]], slots, agreed):
                touched[record["number"]] = touched.get(record["number"], 0) + 1
        for number, half_days in touched.items():
            audit("training.timetable", sessions[number], by=batch.by, half_days=half_days)


def refuse_repeated(batch: Batch, record: Record, key: Any, seen: set[Any]) -> None:
    if key in seen:
        batch.refuse(record, "number", "duplicate_row")
    seen.add(key)


def check_class(batch: Batch, record: Record) -> None:
    """The rules of one row that the database keeps as well: dates, hosts, hours, window."""
    if record["ends_on"] < record["starts_on"]:
        batch.refuse(record, "ends_on", "ends_before_start")
    elif record["mode"] == Mode.JOINT and not (record["ip_host"] and record["proc_host"]):
        batch.refuse(record, "ip_host" if record["proc_host"] else "proc_host", "joint_needs_both")
    elif not (record["ip_host"] or record["proc_host"]):
        batch.refuse(record, "proc_host", "no_host")
    elif not (record["hours"] and record["days"]):
        batch.refuse(record, "hours", "no_hours")
    elif record["days"] > (record["ends_on"] - record["starts_on"]).days + 1:
        batch.refuse(record, "days", "more_days_than_dates")
    elif record["opens_on"] and record["closes_on"] and record["closes_on"] < record["opens_on"]:
        batch.refuse(record, "closes_on", "closes_before_opening")


def stored_classes(batch: Batch) -> dict[str, Session]:
    """The classes of the sheet that are on record already, by number."""
    numbers = {record["number"] for record in batch.all() if record["number"]}
    rows = Session.objects.filter(number__in=numbers).with_hosts().prefetch_related("blocks")
    return {session.number: session for session in rows}


def own_paths(batch: Batch) -> tuple[str, ...] | None:
    """Below which agencies she organises; None for administrators and the command line, who bring in history."""
    if batch.by is None or batch.by.is_superuser:
        return None
    return tuple(batch.once("own", lambda: scopes_of(batch.by, RoleCode.ORGANISER)))


def refuse_beyond_right(batch: Batch, stored: dict[str, Session]) -> None:
    """An organiser imports what the pages let her: drafts of her own house, which both hosts then approve (A9)."""
    own = own_paths(batch)
    if own is None:
        return
    agencies = directory(batch).by_code
    for record in batch.valid("sessions"):
        session = stored.get(record["number"])
        hosts = [agencies[record[key]] for key in ("ip_host", "proc_host") if record[key]]
        if session and not is_hosted_below(session.hosts, own):
            batch.refuse(record, "number", "unit_out_of_scope")
        elif not is_hosted_below(hosts, own):
            batch.refuse(record, "ip_host", "unit_out_of_scope")
        elif session is None and record["state"] != SessionState.DRAFT:
            batch.refuse(record, "state", "begins_as_draft")
        elif session and session.state != SessionState.DRAFT and would_change(batch, record, session):
            batch.refuse(record, "number", "plan_stands")


def is_hosted_below(hosts: list[Any], own: tuple[str, ...]) -> bool:
    return any(host.path.startswith(own) for host in hosts)


def would_change(batch: Batch, record: Record, session: Session) -> bool:
    fields = fields_of(batch, record)
    if any(getattr(session, name) != value for name, value in fields.items()):
        return True
    plain, wanted = plain_blocks(session), seats_wanted(record, session)
    return any(side not in plain or plain[side].seats != seats for side, seats in wanted.items())


def check_stored_slot(batch: Batch, record: Record, session: Session) -> None:
    """Half-days of a class on record: of her own house, and as long as it is not over."""
    own = own_paths(batch)
    if own is None:
        return
    if not is_hosted_below(session.hosts, own):
        batch.refuse(record, "number", "unit_out_of_scope")
    elif session.state in {*FINISHED_STATES, SessionState.CANCELLED}:
        batch.refuse(record, "number", "class_is_over")


def fields_of(batch: Batch, record: Record) -> dict[str, Any]:
    agencies = directory(batch).by_code
    return {
        "title": record["title"],
        "mode": record["mode"],
        "proc_host": agencies[record["proc_host"]] if record["proc_host"] else None,
        "ip_host": agencies[record["ip_host"]] if record["ip_host"] else None,
        "organiser": record["organiser"] or "",
        "venue": record["venue"] or "",
        "region_id": batch.found["regions"][record["region"]] if record["region"] else None,
        "starts_on": record["starts_on"],
        "ends_on": record["ends_on"],
        "opens_at": beijing(record["opens_on"], dt.time()),
        "closes_at": beijing(record["closes_on"], LAST_SECOND),
        "hours": record["hours"],
        "days": record["days"],
        "grade": record["grade"] or TrainingGrade.THIRD,
        "notes": record["notes"] or "",
        **{name: record[name] for name in ("budget", "unplanned_reason") if record[name] not in (None, "")},
    }


def save_class(batch: Batch, record: Record, session: Session | None) -> Session:
    """Create the class in the state of the sheet; one that exists keeps the state it has reached since."""
    fields = fields_of(batch, record)
    if session is None:
        session = Session.objects.create(number=record["number"], state=record["state"], **fields)
        audit("training.session.import", session, by=batch.by, to_state=str(session.state))
        batch.created(record)
    elif changed := {name: value for name, value in fields.items() if getattr(session, name) != value}:
        Session.objects.filter(pk=session.pk).update(**changed)
        audit("training.session.import", session, by=batch.by, changed=sorted(changed))
        batch.updated(record)
    save_seats(batch, record, session)
    return session


def save_seats(batch: Batch, record: Record, session: Session) -> None:
    """Seats follow the sheet, but never fall below those that are taken.

    What was cut out for agencies, regions and reservations counts towards the side that the sheet speaks of.
    """
    wanted, blocks = seats_wanted(record, session), plain_blocks(session)
    for side, seats in wanted.items():
        if seats < 0:
            batch.refuse(record, SEATS[Side(side)], "seats_below_taken")
        elif side not in blocks:
            SeatBlock.objects.create(session=session, side=side, seats=seats)
        elif blocks[side].seats != seats:
            if SeatBlock.objects.filter(pk=blocks[side].pk, taken__lte=seats).update(seats=seats):
                batch.updated(record)
            else:
                batch.refuse(record, SEATS[Side(side)], "seats_below_taken")


def plain_blocks(session: Session) -> dict[str, SeatBlock]:
    return {block.side: block for block in session.blocks.all() if block.is_plain}


def seats_wanted(record: Record, session: Session) -> dict[str, int]:
    """Seats of each side's own block by the sheet; after a cut-off the seats are no longer those of the sheet."""
    every = list(session.blocks.all())
    if any(block.returned_at for block in every):
        return {}
    cut_out = {side: sum(b.seats for b in every if b.side == side and not b.is_plain) for side in SEATS}
    return {str(side): (record[key] or 0) - cut_out[side] for side, key in SEATS.items()}


def agreed_halves(sessions: set[int]) -> set[int]:
    """Half-days whose lecturer has accepted: she stands in the timetable by her own word, not by a sheet."""
    states = [str(state) for state in AGREED_TEACHING]
    rows = TaughtHalf.objects.filter(slot__session__in=sessions, invitation__state__in=states)
    return set(rows.values_list("slot_id", flat=True))


def save_slot(
    batch: Batch, record: Record, session: Session, slots: dict[Any, TimetableSlot], agreed: set[int]
) -> bool:
    """Write one half-day; return whether anything changed."""
    slot = slots.get((session.pk, record["day"], record["half"]))
    fields = {"starts_at": record["starts_at"], "ends_at": record["ends_at"], "topic": record["topic"]}
    fields |= {"hours": record["hours"]}
    if slot is None or slot.pk not in agreed:
        agency = directory(batch).by_code[record["lecturer_agency"]] if record["lecturer_agency"] else None
        fields |= {"lecturer": record["lecturer"] or "", "lecturer_agency_id": agency.pk if agency else None}
        fields |= {"lecturer_note": record["lecturer_note"] or ""}
    if slot is None:
        TimetableSlot.objects.create(session=session, day=record["day"], half=record["half"], **fields)
        batch.created(record)
        return True
    changed = {name: value for name, value in fields.items() if getattr(slot, name) != value}
    if changed:
        TimetableSlot.objects.filter(pk=slot.pk).update(**changed)
        batch.updated(record)
    return bool(changed)
