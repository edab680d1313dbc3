"""secondments.xlsx: three sheets, Chinese words for states and kinds, faults by row and column, twice the same."""

import datetime as dt
import io
import json

import pytest
import xlsxwriter
from django.core.management import call_command
from django.urls import reverse

from exchanges.secondments import actions
from exchanges.secondments.enums import State
from exchanges.secondments.importers import SecondmentImporter
from exchanges.secondments.models import Appraisal, Secondment, TermChange
from shared.directory.models import Agency, Person
from shared.imports.importers import run_import
from tests.factories.directory import AgencyFactory, PersonFactory
from tests.factories.secondments import parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]
TERMS = [
    *("编号", "姓名", "邮箱", "派出单位代码", "接收单位代码", "方向", "类型", "岗位", "状态", "开始日期", "结束日期"),
    *("期次", "延期后结束日期", "承诺书签署日期", "终止日期", "终止原因", "考核等次", "考核日期"),
    *("参与案件数", "答复咨询数", "备注"),
]
CHANGES = ["编号", "类型", "申请日期", "申请单位代码", "原结束日期", "新结束日期", "是否批准", "备注"]
APPRAISALS = ["编号", "考核周期", "评价单位代码", "等次", "鉴定意见", "日期"]


@pytest.fixture
def p():
    return parties_of_the_sheet()


def parties_of_the_sheet():
    found = parties()
    Person.objects.filter(pk=found.user.person.pk).update(name="冯雨", email="feng.yu@unit.example")
    return found


def term(p, **cells):
    row = {
        "编号": "SEC-0008",
        "姓名": "冯雨",
        "邮箱": "feng.yu@unit.example",
        "派出单位代码": p.home.code,
        "接收单位代码": p.host.code,
        "方向": "行政到检察",
        "类型": "兼任检察官助理",
        "岗位": "专利专业岗",
        "状态": "在任",
        "开始日期": "2025-08-01",
        "结束日期": "2027-07-31",
        "期次": "1",
        "承诺书签署日期": "2025-08-01",
        "参与案件数": "14",
    }
    return row | cells


def change(p, **cells):
    row = {
        "编号": "SEC-0008",
        "类型": "续聘",
        "申请日期": "2027-06-30",
        "申请单位代码": p.host.code,
        "原结束日期": "2027-07-31",
        "新结束日期": "2029-07-31",
        "是否批准": "待定",
        "备注": "期满前双方一致同意",
    }
    return row | cells


def book(terms, changes=(), appraisals=()):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        for name, header, rows in (
            ("挂职借调兼任", TERMS, terms),
            ("延期与续聘", CHANGES, changes),
            ("考核", APPRAISALS, appraisals),
        ):
            sheet = workbook.add_worksheet(name)
            for number, cells in enumerate([dict(zip(header, header, strict=True)), *rows]):
                sheet.write_row(number, 0, [cells.get(column, "") for column in header])
    return stream.getvalue()


def take(*sheets, by=None, **options):
    return run_import(SecondmentImporter(), book(*sheets), "secondments.xlsx", by=by, **options)


def faults(batch):
    return [(f.row, f.column, f.fault, f.action) for f in batch.faults]


def test_a_row_becomes_a_term_and_twice_changes_nothing(p):
    sheets = (
        [term(p, 状态="已考核", 考核等次="优秀", 考核日期="2026-11-11", 延期后结束日期="2029-07-31", 期次="2")],
        [change(p, 是否批准="是")],
        [{"编号": "SEC-0008", "考核周期": "期满", "评价单位代码": p.host.code, "等次": "优秀", "日期": "2026-11-11"}],
    )

    first, second = take(*sheets).counts(), take(*sheets).counts()

    assert first == {"read": 3, "created": 3, "updated": 0, "repaired": 0, "refused": 0}
    assert second == {"read": 3, "created": 0, "updated": 0, "repaired": 0, "refused": 0}
    s = Secondment.objects.get()
    assert (s.number, s.person, s.state, s.kind, s.ends_on, s.term_number, s.grade, s.cases_joined) == (
        "SEC-0008",
        p.user.person,
        State.APPRAISED,
        "concurrent_assistant",
        dt.date(2029, 7, 31),
        2,
        "excellent",
        14,
    )
    assert Appraisal.objects.get().by_agency == p.host


def test_a_late_renewal_is_recorded_as_refused_with_its_reason(p):
    asked = {"申请日期": "2027-08-09", "是否批准": "否", "备注": "期满后才提出，不予受理"}

    batch = take([term(p)], [change(p, **asked)])

    row = TermChange.objects.get()
    assert (row.approved, row.note, faults(batch)) == ("no", "期满后才提出，不予受理", [])


def test_a_late_renewal_that_the_sheet_calls_approved_is_refused_by_the_rule(p):
    batch = take([term(p)], [change(p, 申请日期="2027-08-01", 是否批准="是")])

    assert TermChange.objects.get().approved == "no"
    assert faults(batch) == [(2, "是否批准", "asked_too_late", "repair")]


@pytest.mark.parametrize(
    ("cells", "column", "fault"),
    [
        ({"编号": "8"}, "编号", "bad_number_code"),
        ({"邮箱": "nobody@unit.example"}, "邮箱", "unknown_person"),
        ({"邮箱": "", "姓名": ""}, "邮箱", "missing_email"),
        ({"姓名": "冯雪"}, "姓名", "person_name_differs"),
        ({"派出单位代码": "I999999"}, "派出单位代码", "unknown_unit"),
        ({"类型": "出差"}, "类型", "bad_kind"),
        ({"状态": "失踪"}, "状态", "bad_state"),
        ({"开始日期": "2025-02-30"}, "开始日期", "impossible_date"),
        ({"结束日期": "2025-07-31"}, "结束日期", "ends_before_start"),
        ({"延期后结束日期": "2027-07-01"}, "延期后结束日期", "extension_before_end"),
        ({"状态": "提前终止"}, "终止日期", "missing_terminated_on"),
        ({"终止原因": "心情"}, "终止原因", "bad_reason"),
        ({"考核等次": "良好"}, "考核等次", "bad_grade"),
        ({"岗位": "=1+1"}, "岗位", "formula_injection"),
        ({"岗位": ""}, "岗位", "missing_position"),
        ({"参与案件数": "很多"}, "参与案件数", "bad_number"),
    ],
)
def test_a_fault_refuses_its_row_and_names_the_cell(p, cells, column, fault):
    batch = take([term(p, **cells)])

    assert faults(batch) == [(2, column, fault, "refuse")]
    assert not Secondment.objects.exists()


def test_home_and_host_are_two_units(p):
    batch = take([term(p, 接收单位代码=p.home.code, 方向="")])

    assert faults(batch) == [(2, "接收单位代码", "same_unit", "refuse")]


def test_the_direction_follows_from_the_units(p):
    batch = take([term(p, 方向="检察到行政")])

    assert faults(batch) == [(2, "方向", "direction_differs", "repair")]
    assert Secondment.objects.get().direction == "to_proc"


def test_the_second_row_of_a_number_and_an_excluding_term_are_refused(p):
    rows = [term(p, 类型="借调"), term(p), term(p, 编号="SEC-0009", 类型="挂职")]

    batch = take(rows)

    assert faults(batch) == [(3, "编号", "duplicate_number", "refuse"), (4, "邮箱", "overlapping_term", "refuse")]


@pytest.mark.parametrize(
    ("cells", "column", "fault"),
    [
        ({"编号": "SEC-9999"}, "编号", "unknown_secondment"),
        ({"申请单位代码": "other"}, "申请单位代码", "not_a_party"),
        ({"是否批准": "也许"}, "是否批准", "bad_decision"),
        ({"类型": "休假"}, "类型", "bad_change"),
    ],
)
def test_a_change_belongs_to_a_known_term_and_one_of_its_units(p, cells, column, fault):
    AgencyFactory(code="other")

    batch = take([term(p)], [change(p, **cells)])

    assert faults(batch) == [(2, column, fault, "refuse")]
    assert not TermChange.objects.exists()


def test_a_second_waiting_change_is_refused(p):
    batch = take([term(p)], [change(p), change(p, 申请日期="2027-07-01")])

    assert faults(batch) == [(3, "是否批准", "second_pending", "refuse")]


def test_what_was_decided_here_is_not_undone_by_the_sheet(p):
    take([term(p)])
    actions.suspend(Secondment.objects.get(), reason="健康原因", by=p.host_officer)

    batch = take([term(p, 参与案件数="15")])

    s = Secondment.objects.get()
    assert (s.state, s.cases_joined) == (State.SUSPENDED, 15)
    assert faults(batch) == [(2, "状态", "state_kept", "repair")]


def test_an_officer_imports_terms_of_her_own_units_only(p):
    home, host = AgencyFactory(), AgencyFactory(proc=True)
    PersonFactory(name="陈默", email="chen@unit.example")
    foreign = {"派出单位代码": home.code, "接收单位代码": host.code, "编号": "SEC-0100"}

    batch = take([term(p), term(p, 姓名="陈默", 邮箱="chen@unit.example", **foreign)], by=p.host_officer)

    assert faults(batch) == [(3, "派出单位代码", "unit_out_of_scope", "refuse")]
    assert list(Secondment.objects.values_list("number", flat=True)) == ["SEC-0008"]


def test_an_officer_cannot_take_over_the_number_of_other_units(p):
    take([term(p)])
    stranger = parties()
    mine = {"派出单位代码": stranger.home.code, "接收单位代码": stranger.host.code}

    batch = take([term(p, **mine)], by=stranger.host_officer)

    assert faults(batch) == [(2, "派出单位代码", "unit_out_of_scope", "refuse")]


def test_the_page_takes_the_sheet_of_an_officer_and_of_nobody_else(client, p):
    url = reverse("imports:upload", args=["secondments"])

    answers = []
    for user in (p.host_officer, p.user, p.hr):
        client.force_login(user)
        answers.append(client.get(url).status_code)

    assert answers == [200, 403, 403]


def test_the_offices_sheet_comes_in_whole(capsys, settings):
    from python_calamine import CalamineWorkbook

    sheet = settings.REPO / "site/portal/demo/data/secondments.xlsx"
    rows = CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()[1:]
    for code in sorted({code for row in rows for code in row[3:5]}):
        AgencyFactory(code=code, **({"system": "procuratorate"} if code.startswith("P") else {}))
    for row in rows:
        if row[2]:
            PersonFactory(name=row[1], email=row[2])

    call_command("import_secondments", str(sheet))
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    call_command("import_secondments", str(sheet))
    second = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert first == {"read": 152, "created": 152, "updated": 0, "repaired": 0, "refused": 0}
    assert second == {"read": 152, "created": 0, "updated": 0, "repaired": 0, "refused": 0}
    assert (Secondment.objects.count(), TermChange.objects.count(), Appraisal.objects.count()) == (120, 19, 13)
    late = TermChange.objects.filter(approved="no").order_by("secondment__number")
    assert [(c.secondment.number, c.note) for c in late] == [
        ("SEC-0011", "期满后才提出，不予受理"),
        ("SEC-0053", "期满后才提出，不予受理"),
    ]
    assert Agency.objects.count() > 50
