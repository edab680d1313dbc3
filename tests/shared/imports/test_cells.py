"""Where the cells of a sheet stand, and sheets that would fill the memory."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from cms.blocks.sheets import read_tables
from cms.library.attachments import UnreadableError, read_attachment
from shared.imports import cells
from shared.imports.cells import Cell, SheetError, read_cells
from shared.imports.sheets import read_book
from tests.factories.files import raw_sheet

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
READERS = [read_book, read_tables, read_attachment]


def found_in(rows, **parts):
    found = []
    with zipfile.ZipFile(io.BytesIO(raw_sheet(rows, **parts))) as archive:
        read_cells(archive, lambda part, cell: found.append((part, cell)))
    return found


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "rows",
    [
        ONE + '<row r="60001"><c r="A60001"><v>2</v></c></row>',
        ONE + '<row r="60001"><c><v>2</v></c></row>',
        "<row/>" * 60_000 + "<row><c><v>2</v></c></row>",
        '<row r="1"><c r="GS1"><v>2</v></c></row>',
        "<row>" + "<c/>" * 200 + "<c><v>2</v></c></row>",
        '<row r="1"><c r="GR1"><v>2</v></c><c><v>3</v></c></row>',
    ],
    ids=["far row", "far row of a cell without place", "many rows", "far column", "many cells", "behind a far cell"],
)
def test_sheet_that_spans_too_much_is_refused_by_every_reader_wherever_its_cells_say_they_stand(read, rows):
    with pytest.raises((SheetError, UnreadableError), match="60000 行或 200 列"):
        read(raw_sheet(rows), "a.xlsx")


@pytest.mark.parametrize("read", READERS)
def test_sheets_that_together_span_too_many_cells_are_refused(monkeypatch, read):
    monkeypatch.setattr(cells, "MAX_CELLS", 20)
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="D3"><v>2</v></c></row>'  # 12 cells

    with pytest.raises((SheetError, UnreadableError), match="20 个单元格"):
        read(raw_sheet(rows, **{"xl/hidden": f"<x><sheetData>{rows}</sheetData></x>"}), "a.xlsx")
    assert read(raw_sheet(rows), "a.xlsx")


@pytest.mark.parametrize("read", READERS)
def test_cells_that_all_stand_in_one_place_are_counted(monkeypatch, read):
    monkeypatch.setattr(cells, "MAX_CELLS", 20)

    with pytest.raises((SheetError, UnreadableError), match="20 个单元格"):
        read(raw_sheet('<row r="1">' + '<c r="A1"><v>1</v></c>' * 21 + "</row>"), "a.xlsx")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('<row r="2"><c r="C2"><v>1</v></c></row>', [(1, 2)]),
        ("<row><c><v>1</v></c><c/><c><v>1</v></c></row><row><c><v>1</v></c></row>", [(0, 0), (0, 2), (1, 0)]),
        ('<row r="4"><c><v>1</v></c></row><row><c r="D5"><v>1</v></c><c><v>1</v></c></row>', [(3, 0), (4, 3), (4, 4)]),
        ('<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c><v>1</v></c></row>', [(4, 0), (1, 0)]),
        ('<row r="1"><c r="A3"><v>1</v></c><c><v>1</v></c></row><row><c><v>1</v></c></row>', [(2, 0), (0, 1), (1, 0)]),
        ('<row r="1"><c r="ZZ1" s="3"/><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>', [(0, 0)]),
    ],
)
def test_cells_stand_where_the_library_puts_them(rows, expected):
    found = [(cell.row, cell.column) for _part, cell in found_in(rows)]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw_sheet(rows))).get_sheet_by_index(0)
    grid = sheet.to_python(skip_empty_area=False)

    assert found == expected
    assert {(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if cell != ""} == set(expected)


def test_cell_says_its_kind_style_formula_and_value():
    [(part, cell)] = found_in('<x:row xmlns:x="u"><x:c t="e" s="2"><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c></x:row>')

    assert part == "xl/worksheets/sheet1.xml"
    assert cell == Cell(0, 0, "e", "2", "1/0", "#DIV/0!")


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ('<row r="1e6"><c><v>1</v></c></row>', {}),
        ('<row r="1"><c r="A0"><v>1</v></c></row>', {}),
        (ONE, {"xl/Worksheets/Sheet1.xml": "<x><sheetData/></x>"}),
        (ONE, {"xl/second.xml": '<!DOCTYPE x [<!ATTLIST c r CDATA "A1">]><x><sheetData><c/></sheetData></x>'}),
        (ONE, {"xl/second.xml": "<x><sheetData><c></sheetData></x>"}),
    ],
    ids=["no row", "no cell", "two parts of one name", "defaults of attributes", "no xml"],
)
def test_sheet_that_is_damaged_is_refused_with_a_sentence(read, rows, parts):
    with pytest.raises((SheetError, UnreadableError), match=r"损坏|无法识别"):
        read(raw_sheet(rows, **parts), "a.xlsx")


@pytest.mark.parametrize("read", READERS)
def test_packed_bytes_that_cannot_be_unpacked_get_a_sentence(read):
    data = bytearray(raw_sheet(ONE * 50))
    at = data.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
    data[at : at + 4] = b"\xff\xff\xff\xff"

    with pytest.raises((SheetError, UnreadableError), match=r"损坏|无法识别"):
        read(bytes(data), "a.xlsx")


def test_merged_cells_beyond_the_last_column_are_passed_by():
    rows = ONE + '<row r="2"><c r="A2"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="C1:C2"/></mergeCells>'
    data = raw_sheet(rows + "<sheetData>")

    assert read_book(data, "a.xlsx")[0].rows == [(1, [1.0]), (2, [2.0])]
