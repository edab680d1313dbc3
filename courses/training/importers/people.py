"""Sheets about the people of a class: nominations, attendance by half-day, results. Each row stands or falls alone."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training import actions
from courses.training.actions.checkin import people_above_limit
from courses.training.enums import EnrolmentState, Grade, Half, Mark
from courses.training.models import Assessment, Attendance, Enrolment, Session, TimetableSlot
from courses.training.permissions import can_nominate, can_run_class
from courses.training.queries.eligibility import fitness_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.importers.lookups import agency_code
from shared.directory.models import Posting
from shared.directory.permissions import has_role, scopes_of
from shared.imports.cleaners import choice, date, decimal_of, person_name
from shared.imports.enums import FaultAction, Outcome
from shared.imports.importers import Batch, Column, Importer, Record, Table

FAULTS = {
    "unknown_class": _("no class that you may see has this number"),
    "wrong_class": _("you do not look after this class"),
    "unknown_person": _("no person has this staff number, or this name in this unit"),
    "ambiguous_person": _("several people of this unit have this name: write the staff number"),
    "name_differs": _("the staff number belongs to somebody of another name"),
    "no_person": _("neither staff number nor name and unit"),
    "not_in_class": _("this person does not take part in this class"),
    "no_half_day": _("the timetable of this class has no such half-day"),
    "future_half_day": _("this half-day has not taken place yet"),
    "leave_above_limit": _("this leave passes the limit, which ends the participation: have it asked for and decided"),
    "unknown_mark": _("not one of 到课, 部分到课, 缺勤, 请假"),
    "unknown_grade": _("not one of 优秀, 良好, 合格, 不合格"),
    "no_result": _("neither grade nor score"),
    "not_by_rule": _("not possible by a rule, which stands beside it"),
}
MARKS = {"到课": Mark.PRESENT, "部分到课": Mark.PARTIAL, "缺勤": Mark.ABSENT, "请假": Mark.EXCUSED}
GRADES = {"优秀": Grade.EXCELLENT, "良好": Grade.GOOD, "合格": Grade.PASS, "不合格": Grade.FAIL}
HALVES = {"上午": Half.AM, "下午": Half.PM}
WHO = (
    Column("number", "班次编号", required=True, length=30, also=("编号", "session")),
    Column("staff_number", "工号", length=32, also=("人员编号", "staff_number"), expected=False),
    Column("name", "姓名", person_name, length=60, also=("name",), expected=False),
    Column("agency", "单位", agency_code, length=120, also=("单位代码", "agency"), expected=False),
)


class ClassSheet(Importer):
    """What the three sheets share: each row names a class and a person."""

    def describe(self, record: Record) -> str:
        told = (record["number"], record["name"] or record["staff_number"], record["day"], record["half"])
        return " · ".join(str(value) for value in told if value)

    def check(self, batch: Batch) -> None:
        table = self.tables[0].key
        numbers = {record["number"] for record in batch.valid(table)}
        sessions = {s.number: s for s in visible_sessions(batch).filter(number__in=numbers).with_hosts()}
        people = find_people(batch, table)
        seen: set[Any] = set()
        for record in batch.valid(table):
            record.values["session"] = sessions.get(record["number"])
            if record["session"] is None:
                batch.refuse(record, "number", "unknown_class")
            elif place_person(batch, record, people) and self.key_of(record) in seen:
                batch.refuse(record, "number", "duplicate_row")
            else:
                seen.add(self.key_of(record))
        self.check_rows(batch)

    def key_of(self, record: Record) -> Any:
        person = record["posting"].person_id if record["posting"] else None
        return record["number"], person, record["day"], record["half"]

    def check_rows(self, batch: Batch) -> None:
        raise NotImplementedError


def visible_sessions(batch: Batch) -> Any:
    return Session.objects.all() if batch.by is None else Session.objects.visible_to(batch.by)


def find_people(batch: Batch, table: str) -> dict[Any, list[Posting]]:
    """Today's posts of everybody in the sheet, by staff number and by name and unit, in two queries."""
    rows = batch.valid(table)
    posts = Posting.objects.valid_on().select_related("person__user", "agency")
    found: dict[Any, list[Posting]] = {}
    for posting in posts.filter(person__user__username__in={r["staff_number"] for r in rows if r["staff_number"]}):
        found.setdefault(posting.person.user.username, []).append(posting)
    for posting in posts.filter(person__name__in={r["name"] for r in rows if r["name"] and not r["staff_number"]}):
        found.setdefault((posting.person.name, posting.agency.code), []).append(posting)
    return found


def place_person(batch: Batch, record: Record, people: dict[Any, list[Posting]]) -> bool:
    """Put the person's post into the record, or refuse the row."""
    by_number = record["staff_number"]
    if not by_number and not (record["name"] and record["agency"]):
        batch.refuse(record, "staff_number" if "staff_number" in record.in_file else "name", "no_person")
        return False
    found = people.get(by_number or (record["name"], record["agency"]), [])
    fault = "" if len(found) == 1 else "ambiguous_person" if found else "unknown_person"
    if found and by_number and record["name"] and found[0].person.name != record["name"]:
        fault = "name_differs"
    if fault:
        batch.refuse(record, "staff_number" if by_number else "name", fault)
        return False
    record.values["posting"] = found[0]
    return True


def by_class(records: Iterable[Record]) -> dict[Session, list[Record]]:
    grouped: dict[Session, list[Record]] = {}
    for record in records:
        grouped.setdefault(record["session"], []).append(record)
    return grouped


class NominationImporter(ClassSheet):
    """People whom a unit puts forward; each passes the same rules as one ticked in the list (A7)."""

    kind = "nominations"
    label = _("Nominations")
    about = _("People whom your unit puts forward: number of the class, and staff number or name and unit.")
    tables = (Table("nominations", WHO, sheets=("推荐", "推荐名单")),)

    def may(self, user: Any) -> bool:
        return can_nominate(user)

    def check_rows(self, batch: Batch) -> None:
        scopes = None if batch.by is None else tuple(scopes_of(batch.by, RoleCode.UNIT_HR))
        for session, records in by_class(batch.valid()).items():
            check_class_of_nominations(batch, session, records, scopes)

    def save(self, batch: Batch) -> None:
        for record in batch.valid():
            if record["is_done"]:
                continue
            try:
                with transaction.atomic():
                    actions.nominate(record["session"], person=record["posting"].person, by=batch.by)
            except NotAllowedNow as refusal:
                refuse_with(batch, record, str(refusal))
            else:
                batch.created(record)


def check_class_of_nominations(batch: Batch, session: Session, records: list[Record], scopes: Any) -> None:
    """A row that is already done is left as it is; what stands in the way is said in the rule's own sentence."""
    live = Enrolment.objects.live().filter(session=session, person__in=[r["posting"].person_id for r in records])
    enrolled = set(live.values_list("person", flat=True))
    fitness = fitness_of(session, [record["posting"] for record in records])
    for record in records:
        person = record["posting"].person_id
        if scopes is not None and not record["posting"].agency.path.startswith(scopes):
            batch.refuse(record, "agency" if record["agency"] else "staff_number", "unit_out_of_scope")
        elif person in enrolled:
            record.values["is_done"] = True
        elif not fitness[person].is_fit:
            refuse_with(batch, record, "".join(fitness[person].obstacles))


def refuse_with(batch: Batch, record: Record, sentence: str) -> None:
    """The rule's own sentence stands in the report, beside the row."""
    record.refused, record.outcome = True, Outcome.REFUSED
    batch.fault(record, "number", "not_by_rule", FaultAction.REFUSE, sentence)


class OfRunningClass(ClassSheet):
    """Sheets kept by the class head: the person takes part in the class."""

    def may(self, user: Any) -> bool:
        return has_role(user, RoleCode.CLASS_HEAD, RoleCode.ORGANISER)

    def check_rows(self, batch: Batch) -> None:
        for session, records in by_class(batch.valid()).items():
            people = Enrolment.objects.filter(session=session, state=EnrolmentState.ATTENDING)
            attending = dict(people.values_list("person", "pk"))
            may = batch.by is None or can_run_class(batch.by, session)
            for record in records:
                record.values["enrolment"] = attending.get(record["posting"].person_id)
                if not may:
                    batch.refuse(record, "number", "wrong_class")
                elif record["enrolment"] is None:
                    batch.refuse(record, "staff_number" if record["staff_number"] else "name", "not_in_class")
            self.check_class(batch, session, [record for record in records if not record.refused])

    def check_class(self, batch: Batch, session: Session, records: list[Record]) -> None:
        raise NotImplementedError


class AttendanceImporter(OfRunningClass):
    """Marks by half-day (A16): a wrong class, a half-day to come, an unknown person or mark is refused by its line."""

    kind = "attendance"
    label = _("Attendance")
    about = _("Marks of a class by half-day: 到课, 部分到课, 缺勤, 请假.")
    tables = (
        Table(
            "attendance",
            (
                *WHO,
                Column("day", "日期", date, required=True, also=("day",)),
                Column("half", "半天", choice("bad_half_day", HALVES), required=True, also=("上午/下午", "half")),
                Column("mark", "考勤", choice("unknown_mark", MARKS), required=True, also=("出勤", "mark")),
            ),
            sheets=("考勤",),
        ),
    )

    def check_class(self, batch: Batch, session: Session, records: list[Record]) -> None:
        slots = {(slot.day, slot.half): slot for slot in TimetableSlot.objects.filter(session=session)}
        today = timezone.localdate()
        for record in records:
            slot = slots.get((record["day"], record["half"]))
            record.values["slot"] = slot
            if slot is None:
                batch.refuse(record, "day", "no_half_day")
            elif slot.day > today:
                batch.refuse(record, "day", "future_half_day")

    def save(self, batch: Batch) -> None:
        for session, records in by_class(batch.valid()).items():
            known = Attendance.objects.filter(enrolment__session=session).values_list("enrolment", "slot", "mark")
            before = {(enrolment, slot): mark for enrolment, slot, mark in known}
            slots: dict[TimetableSlot, list[Record]] = {}
            for record in records:
                slots.setdefault(record["slot"], []).append(record)
            for slot, rows in slots.items():
                keep_marks(batch, session, slot, rows, before)


def keep_marks(batch: Batch, session: Session, slot: TimetableSlot, rows: list[Record], before: dict) -> None:
    new_leave = {
        row["enrolment"] for row in rows if row["mark"] == Mark.EXCUSED != before.get((row["enrolment"], slot.pk))
    }
    above = people_above_limit(session, slot, new_leave)
    for row in rows:
        if row["enrolment"] in above:
            batch.refuse(row, "mark", "leave_above_limit")
    rows = [row for row in rows if not row.refused]
    try:
        with transaction.atomic():
            marks = {row["enrolment"]: str(row["mark"]) for row in rows}
            actions.record_attendance(session, slot=slot, marks=marks, by=batch.by)
    except NotAllowedNow as refusal:
        for row in rows:
            refuse_with(batch, row, str(refusal))
        return
    for row in rows:
        note_change(batch, row, before.get((row["enrolment"], slot.pk)), str(row["mark"]))


def note_change(batch: Batch, record: Record, before: Any, after: Any) -> None:
    if before is None:
        batch.created(record)
    elif before != after:
        batch.updated(record)


class ResultImporter(OfRunningClass):
    """Grades and scores of a class; whether she completed follows from the rules of the class."""

    kind = "results"
    label = _("Results")
    about = _("Grades of a class: 优秀, 良好, 合格, 不合格, and scores.")
    tables = (
        Table(
            "results",
            (
                *WHO,
                Column("grade", "考核等次", choice("unknown_grade", GRADES), also=("等次", "成绩等次", "grade")),
                Column("score", "分数", decimal_of(5, 1), also=("成绩", "score"), expected=False),
                Column("note", "备注", length=300, also=("note",), expected=False),
            ),
            sheets=("成绩", "考核"),
        ),
    )

    def check_class(self, batch: Batch, session: Session, records: list[Record]) -> None:
        for record in records:
            if not record["grade"] and record["score"] is None:
                batch.refuse(record, "grade", "no_result")

    def save(self, batch: Batch) -> None:
        for session, records in by_class(batch.valid()).items():
            known = Assessment.objects.filter(enrolment__session=session)
            before = {row.enrolment_id: (row.grade, row.score, row.note) for row in known}
            papers = {row.enrolment_id: row.has_paper for row in known}
            try:
                with transaction.atomic():
                    rows = [assessment(record, batch.by, papers) for record in records]
                    actions.record_assessments(session, assessments=rows, by=batch.by)
            except NotAllowedNow as refusal:
                for record in records:
                    refuse_with(batch, record, str(refusal))
                continue
            for record in records:
                after = (str(record["grade"] or ""), record["score"], record["note"] or "")
                note_change(batch, record, before.get(record["enrolment"]), after)


def assessment(record: Record, by: Any, papers: dict[int, bool]) -> Assessment:
    return Assessment(
        enrolment_id=record["enrolment"],
        grade=record["grade"] or "",
        score=record["score"],
        has_paper=papers.get(record["enrolment"], False),
        note=record["note"] or "",
        entered_by=by,
    )
