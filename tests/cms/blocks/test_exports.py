import io

import pytest
from python_calamine import CalamineWorkbook

from cms.blocks.exports import data_file, is_number, look_of
from cms.blocks.tables import grid
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
    ("text", "look"), [("2021", ""), ("1,155", "#,##0"), ("95.9%", "0.0%"), ("+8.2", "+0.0;-0.0;0.0"), ("4.20", "0.00")]
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
