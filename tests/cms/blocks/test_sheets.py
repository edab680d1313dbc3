"""The twelve tables of an office's file, and sheets that are stranger still."""

import datetime as dt
import io
from pathlib import Path

import pytest
import xlsxwriter
from django.utils.translation import override

from cms.blocks.facts import period_of, said_facts
from cms.blocks.sheets import RawSheet, SheetError, cut, found_layout, headings_in_one, read_tables
from cms.blocks.sheets.formats import shown

TABLES = Path(__file__).parents[2] / "data" / "statistics" / "white-paper-tables.xlsx"


@pytest.fixture(scope="module")
def office():
    return {sheet.name: sheet for sheet in read_tables(TABLES.read_bytes(), TABLES.name).sheets}


def book(write, **options) -> bytes:
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, options)
    write(made)
    made.close()
    return stream.getvalue()


def one_sheet(rows) -> bytes:
    def write(made):
        sheet = made.add_worksheet("表")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)

    return book(write)


@pytest.mark.parametrize(
    ("name", "place", "header_rows", "title", "unit"),
    [
        ("表1", (2, 5, 0, 4), 1, "2021—2023年立案监督情况", "件"),
        ("表2", (2, 9, 0, 2), 1, "2023年受理审查起诉人数前六省市", "人"),
        ("表3", (2, 6, 0, 2), 2, "建议行政执法机关移送线索", "件、人"),
        ("表4", (2, 7, 0, 2), 1, "2025年1—11月知识产权检察案件结构", "件"),
        ("表5", (2, 34, 0, 4), 1, "××年度各省线索双向通报情况", "件"),
        ("表6", (2, 18, 0, 4), 2, "××年度同堂培训举办情况", "期、人次、学时"),
        ("表7", (2, 7, 0, 3), 1, "互派干部与兼任检察官助理", "人"),
        ("表8", (2, 11, 0, 2), 1, "技术调查官领域分布", "人"),
        ("表9", (2, 6, 0, 4), 1, "案件审理用时（天）", "天"),
        ("表10", (2, 8, 0, 3), 1, "2024年有关公开数据", ""),
        ("表11", (2, 8, 0, 5), 2, "分季度会商与议定事项", "次、项"),
        ("表12（续表）", (2, 8, 1, 5), 1, "跨区域协作片区情况", "件"),
    ],
)
def test_table_is_found_in_the_sheet_of_an_office(office, name, place, header_rows, title, unit):
    found = found_layout(office[name])

    assert (found.top, found.bottom, found.left, found.right) == place
    assert (found.header_rows, found.title, found.unit) == (header_rows, title, unit)


def test_notes_source_and_cut_off_are_read_below_the_table(office):
    first, fourth = found_layout(office["表1"]), found_layout(office["表4"])

    assert first.source == "最高人民检察院公开发布，见 supervision-2021-2023.csv。"
    assert first.note == "已撤案数含上年监督本年撤案，故可大于当年监督撤案数，撤案率按公布值列示。"
    assert fourth.cutoff == "2025-11-30"


def test_period_scope_and_cut_off_are_read_where_the_sheet_says_them(office):
    rows = [
        ["表1 双向通报情况"],
        ["统计期间：2025年1月至6月", "", "单位：件"],
        ["地区", "检察机关", "行政机关"],
        ["北京", 12, 15],
        ["统计范围：全省检察机关和知识产权部门；数据截至2025年6月底。"],
        ["来源：双方报表"],
    ]
    found = found_layout(read_tables(one_sheet(rows), "a.xlsx").sheets[0])

    assert (found.top, found.bottom, found.title, found.unit) == (2, 3, "双向通报情况", "件")
    assert (found.period, found.cutoff, found.scope) == ("2025年1月至6月", "2025-06-30", "全省检察机关和知识产权部门")
    assert found.source == "双方报表"
    assert [found_layout(office[name]).period for name in ("表1", "表3", "表4", "表5")] == [
        *["2021—2023年", "2021—2023年", "2025年1—11月", ""]
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("数据截止日期：2025年11月30日。", {"cutoff": "2025-11-30"}),
        ("截至2025年2月底", {"cutoff": "2025-02-28"}),
        ("截至2025年底，含上年结转", {"cutoff": "2025-12-31"}),
        ("截至2025年2月30日", {}),
        ("截至2025年1—11月", {}),
        ("Period: 2023-2025; cut-off: 31 March 2026", {"period": "2023-2025", "cutoff": "2026-03-31"}),
        ("Scope: Example Province, as of 2025-12-31", {"scope": "Example Province", "cutoff": "2025-12-31"}),
        ("演示用虚构数据，统计期为2025年1月1日至12月31日。", {"period": "2025年1月1日至12月31日"}),
        ("全国口径，公开发布数。", {"scope": "全国"}),
        ("数据为原发布口径的约数；保护范围：三县。", {}),
        ("统计期间另行说明", {}),
    ],
)
def test_line_around_a_table_says_what_it_says(line, said):
    assert said_facts(line) == said


@pytest.mark.parametrize(
    ("title", "rows", "period"),
    [
        ("2025年上半年案件结构", [["类别", "件"]], "2025年上半年"),
        ("案件结构（2024年）", [["类别", "件"]], "2024年"),
        ("落实2022年意见情况", [["类别", "件"]], ""),
        ("Supervision, national, 2021-2023", [["Year", "Cases"]], "2021-2023"),
        ("工作量", [["项目", "2023年", "2025年"], ["会商", "1", "2"]], "2023—2025年"),
        ("工作量", [["年份", "件"], ["2024", "1"]], "2024年"),
        ("工作量", [["年份", "件"], ["2024", "1"], ["合计", "1"]], ""),
    ],
)
def test_period_is_read_from_the_title_or_the_names_of_rows_and_columns(title, rows, period):
    assert period_of(title, rows, 1) == period


def test_cells_are_read_as_the_sheet_shows_them(office):
    rows = cut(office["表1"], found_layout(office["表1"])).rows

    assert rows[0] == ["年份", "监督立案", "监督撤案", "已撤案", "撤案率"]
    assert rows[-1] == ["2023", "1,155", "401", "413", "100.0%"]


def test_merged_headings_stay_merged_and_become_one_row_for_a_chart(office):
    found = cut(office["表3"], found_layout(office["表3"]))

    assert found.rows[:2] == [["年份", "建议移送", ""], ["", "件", "人"]]
    assert sorted(found.spans) == [(0, 0, 2, 1), (0, 1, 1, 2)]
    assert headings_in_one(found, 2)[0] == ["年份", "建议移送（件）", "建议移送（人）"]
    assert headings_in_one(found, 2)[1:] == [["2021", "280", "306"], ["2022", "401", "431"], ["2023", "484", "558"]]


def test_empty_column_is_left_out_and_said(office):
    with override("zh-hans"):
        found = cut(office["表5"], found_layout(office["表5"]))

    assert found.rows[0] == ["地区", "检察机关通报", "知识产权部门通报", "合计"]
    assert found.remarks == ["空列未采用：D。"]


def test_formulas_without_a_result_keep_the_range_from_being_taken(office):
    sheet = office["表11"]
    layout = found_layout(sheet)

    with override("zh-hans"):
        faults = cut(sheet, layout).faults
        layout.bottom -= 1
        without = cut(sheet, layout).faults

    assert len(faults) == 1
    assert "B9、C9、D9、E9、F9" in faults[0]
    assert without == []


def test_signs_for_no_figure_are_kept_and_said(office):
    rows = cut(office["表12（续表）"], found_layout(office["表12（续表）"]))

    assert [row[4] for row in rows.rows] == ["同比增减(%)", "+8.2", "+15.0", "-3.4", "+22.7", "持平", "…"]
    assert len(rows.remarks) == 1


def test_hidden_sheets_are_named_and_not_read():
    def write(made):
        made.add_worksheet("公开").write(0, 0, "甲")
        hidden = made.add_worksheet("底稿")
        hidden.write(0, 0, "乙")
        hidden.hide()

    read = read_tables(book(write), "a.xlsx")

    assert ([sheet.name for sheet in read.sheets], read.hidden) == (["公开"], ["底稿"])


def test_formula_with_a_result_and_an_error_are_told_apart():
    def write(made):
        sheet = made.add_worksheet("表")
        sheet.write_row(0, 0, ["年份", "立案", "率"])
        sheet.write_row(1, 0, ["2021"])
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")

    sheet = read_tables(book(write), "a.xlsx").sheets[0]
    found = cut(sheet, found_layout(sheet))

    assert found.rows[1] == ["2021", "2", ""]
    assert ["C2 #DIV/0!" in fault for fault in found.faults] == [True]


def test_figures_in_full_width_are_read_and_said():
    with override("zh-hans"):
        sheet = read_tables(
            one_sheet([["年份", "立案"], ["２０２１", "１，１５５"], ["２０２２", "－－"]]), "a.xlsx"
        ).sheets[0]

    assert sheet.rows[1:] == [["2021", "1,155"], ["2022", "—"]]
    assert sheet.remarks == ["全角数字已按数字读取：A2、B2、A3。"]


def test_two_numbers_in_a_cell_of_a_sheet_stay_two():
    sheet = read_tables(one_sheet([["年份", "件"], ["2021 2022", "12 13"], ["− 3", "33 805"]]), "a.xlsx").sheets[0]

    assert sheet.rows[1:] == [["2021 2022", "12 13"], ["-3", "33805"]]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.959, "0.0%", "95.9%"),
        (1155.0, "#,##0", "1,155"),
        (4.2, "General", "4.2"),
        (4.2, "0.00", "4.20"),
        (8.2, '+0.0;-0.0;"持平"', "+8.2"),
        (dt.date(2023, 11, 1), 'yyyy"年"m"月"', "2023年11月"),
        (dt.date(2023, 11, 1), "yyyy年m月d日", "2023年11月1日"),
        (dt.datetime.fromisoformat("2023-11-01"), "yyyy-mm-dd", "2023-11-01"),
        (dt.datetime.fromisoformat("2023-11-01T09:30"), "yyyy-mm-dd hh:mm", "2023-11-01 09:30"),
        (True, "General", "TRUE"),
        (None, "General", ""),
    ],
)
def test_cell_is_shown_by_its_format(value, code, text):
    assert shown(value, code) == text


def test_year_in_front_has_no_thousands_separator():
    assert shown(2021.0, "#,##0", is_first=True) == "2021"
    assert shown(2021.0, "#,##0") == "2,021"


def test_csv_in_the_encoding_of_an_office_is_read():
    data = "表1 立案,,\n单位：件,,\n年份,立案,撤案\n2021,330,241\n".encode("gb18030")

    sheet = read_tables(data, "立案.csv").sheets[0]
    found = found_layout(sheet)

    assert (found.title, found.unit, found.top, found.bottom) == ("立案", "件", 2, 3)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04broken", "无法识别为表格"),
        (b"\xd0\xcf\x11\xe0old", ".xls"),
        (b"%PDF-1.7\x00", "无法识别为表格"),
    ],
)
def test_file_that_is_no_sheet_is_refused_with_a_sentence(data, words):
    with override("zh-hans"), pytest.raises(SheetError) as refusal:
        read_tables(data, "a.xlsx")

    assert words in str(refusal.value)


def test_file_without_anything_visible_is_refused():
    with pytest.raises(SheetError):
        read_tables(book(lambda made: made.add_worksheet("空")), "a.xlsx")


def test_sheet_that_is_no_table_to_read_is_refused():
    with pytest.raises(SheetError):
        read_tables(one_sheet([[n] for n in range(401)]), "a.xlsx")


def test_sheet_with_one_cell_has_a_layout_and_a_fault():
    sheet = RawSheet("表", [["甲"]])

    found = cut(sheet, found_layout(sheet))

    assert len(found.faults) == 1
