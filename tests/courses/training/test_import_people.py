"""Sheets of nominations, attendance and results: each row stands or falls alone, with its own reason (A7, A16)."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from courses.training import actions
from courses.training.enums import EnrolmentState, Mark, RuleKind, SessionState
from courses.training.importers import AttendanceImporter, NominationImporter, ResultImporter
from courses.training.models import Assessment, Attendance, EligibilityRule, Enrolment
from shared.directory.enums import RoleCode
from shared.directory.models import Person
from shared.imports.importers import run_import
from tests.factories.directory import AgencyFactory, PersonFactory, PostingFactory, UserFactory, member
from tests.factories.training import SessionFactory, SlotFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def sheet(*rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def take(importer, rows, by, **kwargs):
    return run_import(importer(), sheet(*rows), "名单.csv", by=by, **kwargs)


def faults(batch):
    return [(fault.row, fault.fault) for fault in batch.faults]


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def hr(session):
    return member(session.ip_host, RoleCode.UNIT_HR)


def colleague(agency, name, number=""):
    person = PersonFactory(name=name, user=UserFactory(username=number) if number else None)
    PostingFactory(person=person, agency=agency)
    return person


NOMINATE = ("班次编号", "工号", "姓名", "单位")


def test_people_are_nominated_by_staff_number_or_by_name_and_unit(session, hr):
    lin = colleague(session.ip_host, "林晓", "S-1")
    wang = colleague(session.ip_host, "王某")
    rows = [NOMINATE, (session.number, "S-1", "", ""), (session.number, "", "王某", session.ip_host.code)]

    batch = take(NominationImporter, rows, hr)

    assert batch.counts() == {"read": 2, "created": 2, "updated": 0, "repaired": 0, "refused": 0}
    assert {e.person for e in Enrolment.objects.filter(session=session, put_forward_by=hr)} == {lin, wang}


def test_a_second_run_changes_nothing_and_a_preview_neither(session, hr):
    colleague(session.ip_host, "林晓", "S-1")
    rows = [NOMINATE, (session.number, "S-1", "林晓", "")]

    take(NominationImporter, rows, hr, dry_run=True)
    assert not Enrolment.objects.exists()
    take(NominationImporter, rows, hr)
    again = take(NominationImporter, rows, hr)

    assert again.counts() == {"read": 1, "created": 0, "updated": 0, "repaired": 0, "refused": 0}
    assert Enrolment.objects.count() == 1


def test_each_wrong_line_is_refused_with_its_own_reason(session, hr):
    agency = session.ip_host
    colleague(agency, "王某"), colleague(agency, "王某")
    colleague(agency, "林晓", "S-1")
    colleague(AgencyFactory(), "他某", "S-2")
    draft = SessionFactory(state=SessionState.DRAFT, ip_host=AgencyFactory())
    rows = [
        NOMINATE,
        ("TT-0", "S-1", "", ""),
        (draft.number, "S-1", "", ""),
        (session.number, "S-9", "", ""),
        (session.number, "S-1", "林小", ""),
        (session.number, "", "王某", agency.code),
        (session.number, "", "王某", ""),
        (session.number, "S-2", "", ""),
        (session.number, "S-1", "", ""),
        (session.number, "S-1", "", ""),
    ]

    batch = take(NominationImporter, rows, hr)

    assert faults(batch) == [
        (2, "unknown_class"),
        (3, "unknown_class"),
        (4, "unknown_person"),
        (5, "name_differs"),
        (6, "ambiguous_person"),
        (7, "no_person"),
        (8, "unit_out_of_scope"),
        (10, "duplicate_row"),
    ]
    assert batch.counts()["created"] == 1


def test_a_rule_that_is_not_met_is_said_in_its_own_sentence(session, hr):
    EligibilityRule.objects.create(session=session, kind=RuleKind.EXPERTISE, value="专利", source="通知第三条")
    session.has_rules = True
    session.save()
    colleague(session.ip_host, "林晓", "S-1")

    batch = take(NominationImporter, [NOMINATE, (session.number, "S-1", "", "")], hr)

    assert faults(batch) == [(2, "not_by_rule")]
    assert "专利" in batch.faults[0].value
    assert "通知第三条" in batch.faults[0].value


def test_a_closed_window_refuses_every_row_by_its_rule(session, hr):
    session.closes_at = timezone.now() - dt.timedelta(seconds=2)
    session.save()
    colleague(session.ip_host, "林晓", "S-1")

    batch = take(NominationImporter, [NOMINATE, (session.number, "S-1", "", "")], hr)

    assert faults(batch) == [(2, "not_by_rule")]
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("importer", "roles"),
    [
        (NominationImporter, {RoleCode.UNIT_HR}),
        (AttendanceImporter, {RoleCode.CLASS_HEAD, RoleCode.ORGANISER}),
        (ResultImporter, {RoleCode.CLASS_HEAD, RoleCode.ORGANISER}),
    ],
)
def test_each_sheet_is_open_to_its_roles_alone(importer, roles):
    agency = AgencyFactory()
    may = {role for role in RoleCode if importer().may(member(agency, role))}

    assert may == roles


ATTEND = ("班次编号", "工号", "日期", "半天", "考勤")


@pytest.fixture
def running(session):
    session.state, session.starts_on = SessionState.IN_PROGRESS, timezone.localdate()
    session.ends_on = session.starts_on + dt.timedelta(days=1)
    session.save()
    SlotFactory(session=session)
    SlotFactory(session=session, day=session.ends_on)
    enrolment = seated(session, state=EnrolmentState.ATTENDING)
    Person.objects.filter(pk=enrolment.person_id).update(user=UserFactory(username="S-1"), name="林晓")
    return enrolment


@pytest.fixture
def head(session):
    return member(session.ip_host, RoleCode.CLASS_HEAD)


def test_attendance_is_taken_over_and_corrected(session, running, head):
    session.hours = 42  # one half-day of leave is below the limit
    session.save()
    day = session.starts_on.isoformat()

    first = take(AttendanceImporter, [ATTEND, (session.number, "S-1", day, "上午", "到课")], head)
    second = take(AttendanceImporter, [ATTEND, (session.number, "S-1", day, "上午", "请假")], head)
    third = take(AttendanceImporter, [ATTEND, (session.number, "S-1", day, "上午", "请假")], head)

    counted = [(b.counts()["created"], b.counts()["updated"], b.counts()["refused"]) for b in (first, second, third)]
    assert counted == [(1, 0, 0), (0, 1, 0), (0, 0, 0)]
    kept = Attendance.objects.get(enrolment=running)
    assert (kept.mark, kept.recorded_by) == (Mark.EXCUSED, head)


def test_attendance_refuses_each_wrong_line(session, running, head):
    other = SessionFactory(state=SessionState.IN_PROGRESS)
    colleague(session.ip_host, "路人", "S-2")
    day, tomorrow = session.starts_on.isoformat(), session.ends_on.isoformat()
    rows = [
        ATTEND,
        (other.number, "S-1", day, "上午", "到课"),
        (session.number, "S-9", day, "上午", "到课"),
        (session.number, "S-2", day, "上午", "到课"),
        (session.number, "S-1", day, "下午", "到课"),
        (session.number, "S-1", tomorrow, "上午", "到课"),
        (session.number, "S-1", day, "上午", "来了"),
        (session.number, "S-1", day, "晚上", "到课"),
        (session.number, "S-1", day, "上午", "到课"),
    ]

    batch = take(AttendanceImporter, rows, head)

    assert faults(batch) == [
        (2, "wrong_class"),
        (3, "unknown_person"),
        (4, "not_in_class"),
        (5, "no_half_day"),
        (6, "future_half_day"),
        (7, "unknown_mark"),
        (8, "bad_half_day"),
    ]
    assert Attendance.objects.count() == 1


RESULT = ("班次编号", "工号", "考核等次", "分数")


def test_results_are_taken_over_once(session, running, head):
    rows = [RESULT, (session.number, "S-1", "优秀", "91.5")]

    first, second = take(ResultImporter, rows, head), take(ResultImporter, rows, head)

    assert (first.counts()["created"], second.counts()["created"], second.counts()["updated"]) == (1, 0, 0)
    kept = Assessment.objects.get(enrolment=running)
    assert (kept.grade, str(kept.score), kept.entered_by) == ("excellent", "91.5", head)


def test_a_score_finer_than_the_field_is_refused_so_that_a_second_run_changes_nothing(session, running, head):
    batch = take(ResultImporter, [RESULT, (session.number, "S-1", "", "91.55")], head)

    assert faults(batch) == [(2, "too_precise")]
    assert not Assessment.objects.exists()


def test_results_refuse_unknown_grades_empty_rows_and_other_classes(session, running, head):
    other = SessionFactory(state=SessionState.IN_PROGRESS)
    rows = [
        RESULT,
        (session.number, "S-1", "特优", ""),
        (session.number, "S-1", "", ""),
        (other.number, "S-1", "合格", ""),
    ]

    batch = take(ResultImporter, rows, head)

    assert faults(batch) == [(2, "unknown_grade"), (3, "no_result"), (4, "wrong_class")]


def test_results_of_a_class_that_has_ended_are_refused_by_the_rule(session, running, head):
    session.state = SessionState.COMPLETED
    session.save()

    batch = take(ResultImporter, [RESULT, (session.number, "S-1", "合格", "")], head)

    assert faults(batch) == [(2, "not_by_rule")]
    assert not Assessment.objects.exists()


def test_over_quota_rows_are_marked_as_such(session, hr):
    block = session.blocks.get(side="ip")
    block.seats -= 1
    block.save()
    session.blocks.create(side="ip", agency=session.ip_host, seats=1, parent=block)
    colleague(session.ip_host, "甲", "S-1"), colleague(session.ip_host, "乙", "S-2")

    take(NominationImporter, [NOMINATE, (session.number, "S-1", "", ""), (session.number, "S-2", "", "")], hr)

    marked = dict(Enrolment.objects.values_list("person__name", "is_over_quota"))
    assert marked == {"甲": False, "乙": True}
    above = Enrolment.objects.get(is_over_quota=True)
    actions.approve_for_unit(above, by=hr)
    actions.accept(above, by=hr)
    assert above.state == EnrolmentState.WAITLISTED


def test_attendance_of_a_class_that_does_not_run_is_refused_by_the_rule(session, running, head):
    session.state = SessionState.SUSPENDED
    session.save()

    batch = take(AttendanceImporter, [ATTEND, (session.number, "S-1", str(session.starts_on), "上午", "到课")], head)

    assert faults(batch) == [(2, "not_by_rule")]
    assert not Attendance.objects.exists()


def test_leave_above_the_limit_does_not_come_in_by_a_sheet_and_the_other_lines_do(session, running, head):
    other = seated(session, state=EnrolmentState.ATTENDING)
    Person.objects.filter(pk=other.person_id).update(user=UserFactory(username="S-2"))
    session.hours = 21  # 3 hours of leave are allowed, the half-day has 3.5
    session.save()
    day = str(session.starts_on)
    rows = [ATTEND, (session.number, "S-1", day, "上午", "请假"), (session.number, "S-2", day, "上午", "到课")]

    batch = take(AttendanceImporter, rows, head)

    assert faults(batch) == [(2, "leave_above_limit")]
    assert dict(Attendance.objects.values_list("enrolment", "mark")) == {other.pk: "present"}
    running.refresh_from_db()
    assert running.state == EnrolmentState.ATTENDING
