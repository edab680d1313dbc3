import io

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from cms.blocks.exports import data_file, look_of
from cms.blocks.tables import grid, is_number
from tests.factories.cms import figure, table


def sheet_of(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,155", True), ("-3.4", True), ("+8.2", True), ("95.9%", True), ("-1+cmd", False), ("007", False), ("—", False)],
)
def test_number_is_known_from_what_might_compute(text, expected):
    assert is_number(text) is expected


@pytest.mark.parametrize(
    ("text", "look"),
    [("2021", ""), ("1,155", "#,##0"), ("95.9%", "0.0%"), ("+8.2", "+0.0;-0.0;0.0"), ("4.2 %", "0.0%")],
)
def test_number_looks_in_the_sheet_as_on_the_page(text, look):
    assert look_of(text) == look


def test_sheet_holds_numbers_and_what_they_mean():
    rows = [["年份", "立案", "撤案率"], ["2021", "1,155", "95.9%"], ["2022", "—", "-3.4"]]

    cells = sheet_of(data_file(figure(grid=grid(rows))["value"], "xlsx")).to_python(skip_empty_area=False)

    assert [row[0] for row in cells[:2]] == ["监督立案", "单位：件"]
    assert cells[-3:] == [["年份", "立案", "撤案率"], [2021, 1155, 0.959], [2022, "—", -3.4]]


def test_sheet_computes_nothing_and_merges_what_is_merged():
    rows = [["项目", "数量", ""], ["", "件", "人"], ["=1+1", "280", "306"]]
    made = table(grid=grid(rows, spans=[(0, 0, 2, 1), (0, 1, 1, 2)]), header_rows=2)

    sheet = sheet_of(data_file(made["value"], "xlsx"))

    top = sheet.height - 3
    assert sheet.to_python(skip_empty_area=False)[-1] == ["=1+1", 280, 306]
    assert sorted(sheet.merged_cell_ranges) == [((top, 0), (top + 1, 0)), ((top, 1), (top, 2))]


def test_two_numbers_in_a_cell_and_codes_are_texts_in_every_file():
    rows = [["年份", "件", "代码"], ["2021，2022", "12，13", "0012"], ["2023", "1，155", "1234567890123456"]]
    value = table(grid=grid(rows))["value"]

    cells = sheet_of(data_file(value, "xlsx")).to_python(skip_empty_area=False)

    assert cells[-2:] == [["2021，2022", "12，13", "0012"], [2023, 1155, "1234567890123456"]]
    assert data_file(value, "csv").decode().splitlines()[-2:] == [",".join(row) for row in rows[1:]]


def test_number_in_a_merged_cell_is_a_number_that_looks_as_on_the_page():
    rows = [["年份", "立案", "率"], ["合计", "", "95.9%"], ["1,155", "", ""]]
    data = data_file(table(grid=grid(rows, spans=[(1, 0, 1, 2), (2, 0, 1, 2), (1, 2, 2, 1)]))["value"], "xlsx")

    made = openpyxl.load_workbook(io.BytesIO(data)).active
    last = list(made.iter_rows())[-2:]

    assert [(cell.value, cell.number_format) for cell in (last[0][2], last[1][0])] == [(0.959, "0.0%"), (1155, "#,##0")]
    assert last[0][0].value == "合计"


def test_overlapping_merged_cells_leave_the_file_whole():
    value = table(grid=grid([["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]))["value"]
    spans = [(0, 0, 2, 2), (1, 1, 2, 2)]
    value["grid"]["mergeCells"] = [dict(zip(("row", "col", "rowspan", "colspan"), s, strict=True)) for s in spans]

    sheet = sheet_of(data_file(value, "xlsx"))

    top = sheet.height - 3
    assert sheet.merged_cell_ranges == [((top, 0), (top + 1, 1))]
    assert sheet.to_python(skip_empty_area=False)[-1] == [4, 5, 6]


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "-1+cmd|' /C calc'!A0", "＝1", " =1"])
def test_text_of_a_formula_is_text_in_the_csv(cell):
    text = data_file(table(grid=grid([["项目", "数量"], [cell, "-3.4"]]))["value"], "csv").decode("utf-8-sig")

    assert text.splitlines()[-1] in (f"'{cell},-3.4", f'"\'{cell}",-3.4')


def test_file_of_a_table_begins_with_what_its_figures_are():
    lines = data_file(table()["value"], "csv").decode("utf-8-sig").splitlines()

    assert lines[:7] == [
        *[
            "立案监督情况",
            "单位：件",
            "统计期间：2021—2022年",
            "截止：2022-12-31",
            "口径：全国检察机关",
            "来源：公开报道",
        ],
        "",
    ]
