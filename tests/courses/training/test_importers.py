"""The sheet of sessions that an organising office sends."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.core.management import call_command
from wagtail.models import ModelLogEntry

from courses.training.enums import Mode, SessionState
from courses.training.importers.sessions import CLASSES, TIMETABLE, SessionImporter
from courses.training.models import SeatBlock, Session, TimetableSlot
from shared.directory.enums import RoleCode
from shared.directory.importers import AgencyImporter, RegionImporter
from shared.imports.importers import run_import
from tests.factories.directory import AgencyFactory, member
from tests.factories.training import InvitationFactory, SlotFactory, seated

pytestmark = pytest.mark.django_db
DATA = Path(settings.REPO) / "site/portal/demo/data"
ROW = [
    "TT-2026-901",
    "示例班",
    "联合举办",
    "P1",
    "I1",
    "示例学院",
    "2026-12-01",
    "2026-12-02",
    2,
    "示例教室",
    "",
    5,
    5,
    2,
]
ROW += ["2026-11-01", "2026-11-20", 14, "三类", "报名中", ""]


@pytest.fixture
def places():
    for importer, name in ((RegionImporter, "regions.csv"), (AgencyImporter, "agencies.csv")):
        run_import(importer(), (DATA / name).read_bytes(), name)


@pytest.fixture
def hosts():
    return AgencyFactory(code="I1"), AgencyFactory(code="P1", proc=True)


def workbook(rows, slots=()):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    for table, lines in ((CLASSES, rows), (TIMETABLE, slots)):
        sheet = book.add_worksheet(table.sheets[0])
        for number, line in enumerate([[c.header for c in table.columns], *lines]):
            sheet.write_row(number, 0, line)
    book.close()
    return stream.getvalue()


def changed(**cells):
    places = {column.key: place for place, column in enumerate(CLASSES.columns)}
    row = list(ROW)
    for key, value in cells.items():
        row[places[key]] = value
    return row


def take(*rows, slots=(), by=None):
    return run_import(SessionImporter(), workbook(rows, slots), "sessions.xlsx", by=by)


@pytest.mark.usefixtures("places")
def test_all_forty_classes_come_in_and_a_second_time_changes_nothing(capsys):
    call_command("import_sessions", DATA / "sessions.xlsx")
    first = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    call_command("import_sessions", DATA / "sessions.xlsx")
    second = json.loads(capsys.readouterr().out.strip().splitlines()[-1])

    assert first == {"read": 375, "created": 375, "updated": 0, "repaired": 0, "refused": 0}
    assert second == {"read": 375, "created": 0, "updated": 0, "repaired": 0, "refused": 0}
    assert Session.objects.count() == 40
    assert TimetableSlot.objects.count() == 335
    assert SeatBlock.objects.count() == 120


@pytest.mark.usefixtures("places")
def test_a_class_is_read_in_beijing_time_with_its_seats_and_state():
    run_import(SessionImporter(), (DATA / "sessions.xlsx").read_bytes(), "sessions.xlsx")

    session = Session.objects.get(number="TT-2026-025")

    assert (session.mode, session.state) == (Mode.JOINT, SessionState.ENROLLING)
    assert session.opens_at == dt.datetime(2026, 11, 5, 16, 0, tzinfo=dt.UTC)
    assert session.closes_at == dt.datetime(2026, 12, 7, 15, 59, 59, tzinfo=dt.UTC)
    assert {b.side: b.seats for b in session.blocks.all()} == {"ip": 45, "proc": 15, "pool": 5}
    assert session.slots.first().half == "am"


@pytest.mark.usefixtures("hosts")
@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"ip_host": ""}, "joint_needs_both"),
        ({"ip_host": "", "proc_host": "", "mode": "选派参训"}, "no_host"),
        ({"ends_on": "2026-11-30"}, "ends_before_start"),
        ({"hours": 0}, "no_hours"),
        ({"closes_on": "2026-10-30"}, "closes_before_opening"),
        ({"mode": "别的"}, "bad_mode"),
        ({"state": "不明"}, "bad_session_state"),
        ({"grade": "四类"}, "bad_grade"),
        ({"proc_host": "P9"}, "unknown_unit"),
        ({"region": "999999"}, "unknown_region"),
        ({"title": "=1+1"}, "formula_injection"),
        ({"days": 3}, "more_days_than_dates"),
        ({"days": 1.25}, "too_precise"),
        ({"days": 10_000}, "number_too_large"),
        ({"hours": 100_000}, "number_too_large"),
        ({"hours": "14.05"}, "too_precise"),
    ],
)
def test_a_bad_cell_refuses_its_row_and_names_the_fault(cells, fault):
    batch = take(changed(**cells))

    assert [f.fault for f in batch.faults] == [fault]
    assert not Session.objects.exists()


@pytest.mark.usefixtures("hosts")
def test_timetable_of_a_refused_class_is_refused_too():
    slot = ["TT-2026-901", "2026-12-01", "上午", "08:30", "11:30", "开班", "陈示例", "", "", 3]

    batch = take(changed(hours=0), slots=[slot])

    assert [f.fault for f in batch.faults] == ["no_hours", "unknown_session"]


@pytest.mark.usefixtures("hosts")
def test_half_day_is_refused_when_its_time_is_wrong_or_it_stands_twice():
    slot = ["TT-2026-901", "2026-12-01", "上午", "08:30", "11:30", "开班", "陈示例", "", "", 3]

    batch = take(
        ROW, slots=[slot, slot, [*slot[:2], "下午", "17:00", "14:00", *slot[5:]], [*slot[:3], "八点", *slot[4:]]]
    )

    assert [f.fault for f in batch.faults] == ["duplicate_row", "ends_before_start", "bad_time"]


def test_a_class_keeps_its_state_and_its_taken_seats_when_imported_again(hosts):
    take(ROW)
    session = Session.objects.get()
    session.state = SessionState.CLOSED
    session.save()
    seated(session)

    batch = take(changed(title="改名的班", ip_seats=0, proc_seats=6))

    session.refresh_from_db()
    assert (session.title, session.state) == ("改名的班", SessionState.CLOSED)
    assert {b.side: b.seats for b in session.blocks.all()} == {"ip": 5, "proc": 6, "pool": 2}
    assert [f.fault for f in batch.faults] == ["seats_below_taken"]


def test_an_organiser_imports_classes_of_her_own_house_alone(hosts):
    ip, _proc = hosts

    own = take(changed(state="草稿"), by=member(ip, RoleCode.ORGANISER))
    other = take(changed(number="TT-2026-902", state="草稿"), by=member(AgencyFactory(), RoleCode.ORGANISER))

    assert own.counts()["created"] == 1
    assert [f.fault for f in other.faults] == ["unit_out_of_scope"]
    assert not SessionImporter().may(member(ip, RoleCode.TRAINEE))


def test_no_sheet_opens_a_class_without_the_word_of_both_hosts(hosts):
    ip, _proc = hosts
    organiser = member(ip, RoleCode.ORGANISER)

    for state in ("报名中", "已批准", "计划审核", "进行中", "已结班"):
        batch = take(changed(state=state), by=organiser)
        assert [f.fault for f in batch.faults] == ["begins_as_draft"], state
    assert not Session.objects.exists()

    take(changed(state="草稿"), by=organiser)
    assert Session.objects.get().state == SessionState.DRAFT


def test_no_sheet_takes_over_a_class_of_another_house(hosts):
    own = AgencyFactory(code="I2"), AgencyFactory(code="P2", proc=True)
    attacker = member(own[0], RoleCode.ORGANISER)
    take(changed(state="草稿"))
    take(changed(number="TT-2026-902", state="报名中"))
    slot = ["TT-2026-902", "2026-12-01", "上午", "08:30", "11:30", "被改的课", "陈示例", "", "", 3]
    mine = changed(number="TT-2026-903", ip_host="I2", proc_host="P2", state="草稿")

    batch = take(changed(ip_host="I2", proc_host="P2", title="被改的班", state="草稿"), mine, slots=[slot], by=attacker)

    assert [(f.row, f.fault) for f in batch.faults] == [(2, "unit_out_of_scope"), (2, "unit_out_of_scope")]
    assert batch.counts()["created"] == 1
    assert set(Session.objects.values_list("number", "title")) == {
        ("TT-2026-901", "示例班"),
        ("TT-2026-902", "示例班"),
        ("TT-2026-903", "示例班"),
    }
    assert not TimetableSlot.objects.exists()


def test_a_sheet_changes_a_draft_of_her_own_house_but_no_plan_that_has_been_submitted(hosts):
    organiser = member(hosts[1], RoleCode.ORGANISER)
    take(changed(state="草稿"), by=organiser)

    mended = take(changed(state="草稿", title="改名的班", ip_seats=6), by=organiser)
    session = Session.objects.get()
    Session.objects.update(state=SessionState.PLAN_REVIEW)
    same = take(changed(state="草稿", title="改名的班", ip_seats=6), by=organiser)
    renamed = take(changed(state="草稿", title="再改", ip_seats=6), by=organiser)
    widened = take(changed(state="草稿", title="改名的班", ip_seats=60), by=organiser)

    assert (mended.counts()["updated"], mended.counts()["refused"]) == (1, 0)
    assert (same.counts()["updated"], same.counts()["refused"]) == (0, 0)
    assert [f.fault for f in (*renamed.faults, *widened.faults)] == ["plan_stands", "plan_stands"]
    session.refresh_from_db()
    assert session.title == "改名的班"
    assert session.blocks.get(side="ip").seats == 6


def test_a_sheet_leaves_the_timetable_of_a_class_that_is_over(hosts):
    organiser = member(hosts[0], RoleCode.ORGANISER)
    take(changed(state="草稿"), by=organiser)
    Session.objects.update(state=SessionState.COMPLETED)
    slot = ["TT-2026-901", "2026-12-01", "上午", "08:30", "11:30", "补写的课", "陈示例", "", "", 3]

    batch = take(changed(state="草稿"), slots=[slot], by=organiser)

    assert [f.fault for f in batch.faults] == ["class_is_over"]
    assert not TimetableSlot.objects.exists()


def test_a_lecturer_who_has_accepted_is_not_renamed_by_a_sheet(hosts):
    take(ROW)
    slot = SlotFactory(session=Session.objects.get(), day=dt.date(2026, 12, 1))
    InvitationFactory(session=slot.session, slots=[slot], state="accepted")
    row = ["TT-2026-901", "2026-12-01", "上午", "08:30", "11:30", "换了题目", "冒名者", "", "", 3]

    take(ROW, slots=[row], by=member(hosts[0], RoleCode.ORGANISER))

    slot.refresh_from_db()
    assert (slot.topic, slot.lecturer) == ("换了题目", "陈示例")
    assert ModelLogEntry.objects.filter(action="training.timetable", object_id=str(slot.session_id)).count() == 1


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("TT-2026-901", "tt-2026-901"),
        ("国知培〔2026〕3号", "20263"),
        ("班次甲", "class"),
        ("a/b", "ab"),
        ("new", "new-2"),
    ],
)
def test_every_number_gives_an_address_that_leads_to_the_class(client, hosts, number, slug):
    take(changed(number=number))

    session = Session.objects.get()
    assert session.slug == slug
    assert client.get(session.get_absolute_url()).status_code == 200
    assert client.get(f"{session.get_absolute_url()}calendar.ics").status_code == 200


def test_numbers_that_differ_in_signs_alone_have_addresses_of_their_own(hosts):
    take(changed(number="TT/1"), changed(number="tt1"), changed(number="〔甲〕"), changed(number="〔乙〕"))

    assert set(Session.objects.values_list("slug", flat=True)) == {"tt1", "tt1-2", "class", "class-2"}
