"""Sheets as offices send them, and files that are none."""

import io
import zipfile

import pytest
import xlsxwriter

from shared.imports import cells, sheets
from shared.imports.sheets import Formula, Merged, SheetError, read_book


def workbook(fill, name="表") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book, book.add_worksheet(name))
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_any_usual_encoding(encoding):
    (sheet,) = read_book("姓名,单位\n单晓,浙江省院\n".encode(encoding), "people.csv")

    assert sheet.name == "people"
    assert sheet.rows == [(1, ["姓名", "单位"]), (2, ["单晓", "浙江省院"])]


def test_rows_keep_the_numbers_of_the_sheet():
    data = workbook(lambda book, sheet: (sheet.write(4, 0, "姓名"), sheet.write(7, 0, "单晓")))

    (sheet,) = read_book(data, "x.xlsx")

    assert [(n, c) for n, c in sheet.rows if c[0]] == [(5, ["姓名"]), (8, ["单晓"])]


def test_a_formula_is_shown_and_never_computed():
    data = workbook(lambda book, sheet: sheet.write_formula(0, 0, "=1+1", None, 2))

    assert read_book(data, "x.xlsx")[0].rows == [(1, [Formula("=1+1")])]


def test_lower_cells_of_a_merged_range_know_its_value():
    data = workbook(lambda book, sheet: (sheet.merge_range(0, 0, 1, 0, "法规处"), sheet.write(1, 1, "x")))

    assert read_book(data, "x.xlsx")[0].rows[1] == (2, [Merged("法规处"), "x"])


def test_every_sheet_that_is_shown_is_read():
    def fill(book, sheet):
        sheet.write(0, 0, "a")
        book.add_worksheet("课程表").write(0, 0, "b")
        hidden = book.add_worksheet("隐藏")
        hidden.write(0, 0, "c")
        hidden.hide()

    assert [s.name for s in read_book(workbook(fill), "x.xlsx")] == ["表", "课程表"]


def test_a_cell_far_outside_is_refused_before_anything_is_built():
    data = workbook(lambda book, sheet: sheet.write(1_000_000, 3, "x"))

    with pytest.raises(SheetError, match="60000"):
        read_book(data, "x.xlsx")


def test_a_zip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(cells, "MAX_UNPACKED", 1 << 20)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (2 << 20))

    with pytest.raises(SheetError, match="解压"):
        read_book(stream.getvalue(), "x.xlsx")


def test_entities_in_a_sheet_are_not_resolved():
    stream = io.BytesIO()
    evil = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets>&e;</sheets></workbook>'
    )
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
        archive.writestr("xl/workbook.xml", evil)

    with pytest.raises(SheetError):
        read_book(stream.getvalue(), "x.xlsx")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空"),
        (b"%PDF-1.7", "无法识别"),
        (b"\x00\x01\x02", "无法识别"),
        (b"PK\x03\x04garbage", "损坏"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, r"\.xls"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b'a,b\n"never closed', "损坏"),
        (b"," * 500, "200 列"),
        (b"\xff\xff\xff\xff\xff", "无法识别"),
    ],
)
def test_what_is_no_sheet_gets_one_sentence(data, words):
    with pytest.raises(SheetError, match=words):
        read_book(data, "x")


def test_a_file_that_is_too_large_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_BYTES", 1024 * 1024)

    with pytest.raises(SheetError, match="1 MB"):
        read_book(b"a" * (1024 * 1024 + 1), "x.csv")
