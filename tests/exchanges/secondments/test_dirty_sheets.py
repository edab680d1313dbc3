"""The sheet of secondments as offices really send it: read as meant, or refused in words that name the cell."""

import datetime as dt
import io

import pytest
import xlsxwriter

from exchanges.secondments.importers import SecondmentImporter
from exchanges.secondments.models import Secondment
from shared.imports.importers import run_import
from tests.exchanges.secondments.test_importers import TERMS, faults, parties_of_the_sheet, term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


@pytest.fixture
def p():
    return parties_of_the_sheet()


def sheet(rows, *, above=(), header=TERMS, name="挂职借调兼任"):
    """Rows under any header, with lines above it; days as days, the rest as it stands."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        page, day = workbook.add_worksheet(name), workbook.add_format({"num_format": "yyyy-mm-dd"})
        lines = [*above, header, *[[row.get(column, "") for column in header] for row in rows]]
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                page.write(number, place, cell, *([day] if isinstance(cell, dt.date) else []))
    return stream.getvalue()


def taken(data, name="secondments.xlsx"):
    batch = run_import(SecondmentImporter(), data, name, by=None)
    row = Secondment.objects.values("person__name", "home_org__code", "kind", "state", "starts_on", "ends_on").first()
    return batch, row


def meant(p):
    return {
        "person__name": "冯雨",
        "home_org__code": p.home.code,
        "kind": "concurrent_assistant",
        "state": "active",
        "starts_on": dt.date(2025, 8, 1),
        "ends_on": dt.date(2027, 7, 31),
    }


DIRTY = {
    "days as days": {"开始日期": dt.date(2025, 8, 1), "结束日期": dt.date(2027, 7, 31)},
    "Chinese days": {"开始日期": "2025年8月1日", "结束日期": "2027年7月31日"},
    "days with dots": {"开始日期": "2025.8.1", "结束日期": "2027.07.31"},
    "days with slashes": {"开始日期": "2025/8/1", "结束日期": "2027/7/31"},
    "days without marks": {"开始日期": "20250801", "结束日期": "20270731"},
    "full-width": {"编号": "ＳＥＣ－０００８", "开始日期": "２０２５－０８－０１", "期次": "１"},
    "spaces in a name": {"姓名": "冯　雨", "邮箱": " FENG.YU@unit.example "},
    "spaces in words": {"状态": " 在任 ", "类型": "兼任 检察官助理"},
    "names of units": {"派出单位代码": "浙江省知识产权局", "接收单位代码": "浙江省人民检察院"},
    "numbers as numbers": {"期次": 1.0, "参与案件数": 14.0},
}


@pytest.mark.parametrize("cells", DIRTY.values(), ids=DIRTY)
def test_a_cell_written_another_way_means_the_same(p, cells):
    batch, row = taken(sheet([term(p, **cells)]))

    assert ([f for f in faults(batch) if f[3] == "refuse"], row) == ([], meant(p))


def test_a_title_a_remark_and_empty_lines_above_and_below_are_no_rows(p):
    data = sheet([term(p), {}, {}], above=[["2026年度挂职借调兼任人员统计表"], [], ["填表单位：组织人事处"]])

    batch, row = taken(data)

    assert (faults(batch), row, Secondment.objects.count()) == ([], meant(p), 1)


def test_columns_in_another_order_with_others_between_them_are_found(p):
    header = ["序号", *reversed(TERMS), "联系电话"]

    batch, row = taken(sheet([term(p) | {"序号": 1, "联系电话": "0571-0000000"}], header=header))

    assert ([f for f in faults(batch) if f[3] == "refuse"], row) == ([], meant(p))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_the_first_sheet_as_text_of_any_encoding_says_the_same(p, encoding):
    cells = term(p)
    lines = [",".join(TERMS), ",".join(str(cells.get(column, "")) for column in TERMS)]

    batch, row = taken("\r\n".join(lines).encode(encoding), "secondments.csv")

    assert ([f for f in faults(batch) if f[3] == "refuse"], row) == ([], meant(p))


@pytest.mark.parametrize(
    ("cells", "column", "fault"),
    [
        ({"开始日期": "2025年2月30日"}, "开始日期", "impossible_date"),
        ({"结束日期": "长期"}, "结束日期", "bad_date"),
        ({"状态": "在岗"}, "状态", "bad_state"),
        ({"类型": "帮助工作"}, "类型", "bad_kind"),
        ({"派出单位代码": '=HYPERLINK("x")'}, "派出单位代码", "formula_injection"),
    ],
)
def test_what_cannot_be_read_is_refused_by_cell_and_nothing_is_half_written(p, cells, column, fault):
    batch, row = taken(sheet([term(p, **cells)]))

    assert row is None
    assert [(f[1], f[2]) for f in faults(batch) if f[3] == "refuse"] == [(column, fault)]
