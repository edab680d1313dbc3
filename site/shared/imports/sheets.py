"""Reading what offices send: XLSX and CSV become rows that keep the row numbers people see in their sheet."""

import csv
import datetime as dt
import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from xml.sax import SAXException

from django.utils.translation import gettext as _
from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from shared.imports.cells import MAX_ROWS, Cell, SheetError, guard_size, read_cells

__all__ = ["BROKEN", "MAX_BYTES", "MAX_ROWS", "Formula", "Merged", "Sheet", "SheetError", "as_text", "read_book"]

MAX_BYTES = 20 * 1024 * 1024
MAX_MERGED = 10_000
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# What reading a damaged XLSX raises, whoever reads it: a zip, compressed parts, XML, cells that say nonsense.
BROKEN = (
    *[zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError, KeyError, ValueError],
    *[CalamineError, SAXException, etree.XMLSyntaxError],
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that would compute something. It is never computed, only shown."""

    text: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A lower cell of a merged range: empty in the file, `value` is what the range shows."""

    value: Any


@dataclass
class Sheet:
    """`rows` holds (row number in the file, cells)."""

    name: str
    rows: list[tuple[int, list[Any]]]


def read_book(data: bytes, file_name: str) -> list[Sheet]:
    """Return the sheets of an XLSX or CSV file; raise SheetError with one clear sentence when that is impossible."""
    if not data.strip(b"\x00 \r\n\t"):
        raise SheetError(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise SheetError(
            _("The file is larger than %(size)d MB. Split the sheet and import the parts one after the other.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError(old_or_locked(data))
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data)
    return [Sheet(PurePath(file_name).stem, list(read_csv(data)))]


def old_or_locked(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _("The file is protected with a password. Save it without the password and upload it again.")
    return _("This is a file of the old .xls kind. Open it, save it as .xlsx and upload it again.")


# --- CSV -------------------------------------------------------------------------------------------------------------


def read_csv(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    text = decode(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            guard_size(number, len(cells))
            yield number, list(cells)
    except csv.Error as error:
        raise SheetError(
            _("This CSV file is damaged: a quotation mark is missing or a cell is far too long.")
        ) from error


def decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_as(data, "utf-16")
    if b"\x00" in data or data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"{\\rtf", b"<!DOCTYPE", b"<html")):
        raise SheetError(not_a_sheet())
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode_as(data, "gb18030")


def decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError(not_a_sheet()) from error


def not_a_sheet() -> str:
    return _("This is not a sheet that can be read. Upload an XLSX file, or a CSV file in UTF-8 or GB18030.")


# --- XLSX ------------------------------------------------------------------------------------------------------------


def read_xlsx(data: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = formulas_of(archive)
            formulas = {name: found.get(part, {}) for name, part in sheet_parts(archive).items()}
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                Sheet(meta.name, list(rows_of(book.get_sheet_by_name(meta.name), formulas[meta.name])))
                for meta in book.sheets_metadata
                if meta.visible == SheetVisibleEnum.Visible and meta.name in formulas
            ]
    except PasswordError as error:
        raise SheetError(
            _("The file is protected with a password. Save it without the password and upload it again.")
        ) from error
    except BROKEN as error:
        raise SheetError(
            _("The file is damaged or not an XLSX sheet. Open it in your office program and save it again.")
        ) from error


def xml(archive: zipfile.ZipFile, part: str) -> etree._Element:
    return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part in the archive."""
    targets = {r.get("Id"): str(r.get("Target")) for r in xml(archive, "xl/_rels/workbook.xml.rels")}
    parts = {}
    for sheet in xml(archive, "xl/workbook.xml").iter(f"{MAIN}sheet"):
        target = targets[sheet.get(RELATION)]
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if "/worksheets/" in f"/{part}":
            parts[str(sheet.get("name"))] = part
    return parts


def formulas_of(archive: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], str]]:
    """By part the formulas at (row, column) from 0; a file too large is refused before anything is built."""
    found: dict[str, dict[tuple[int, int], str]] = {}

    def take(part: str, cell: Cell) -> None:
        if cell.formula is not None:
            found.setdefault(part, {})[cell.row, cell.column] = f"={cell.formula}"

    read_cells(archive, take)
    return found


def rows_of(sheet: CalamineSheet, formulas: dict[tuple[int, int], str]) -> Iterator[tuple[int, list[Any]]]:
    grid = sheet.to_python(skip_empty_area=False)
    for (row, column), text in formulas.items():
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = Formula(text)  # type: ignore[call-overload]
    for (top, left), (bottom, _right) in (sheet.merged_cell_ranges or [])[:MAX_MERGED]:
        for row in range(top + 1, min(bottom + 1, len(grid))):
            if left < len(grid[row]) and grid[row][left] == "" and grid[top][left] != "":
                grid[row][left] = Merged(grid[top][left])  # type: ignore[call-overload]
    return ((number, list(cells)) for number, cells in enumerate(grid, 1))


def as_text(value: Any) -> str:
    """A cell as a person reads it in the sheet."""
    if isinstance(value, str):
        return value
    match value:
        case None:
            return ""
        case Formula(text):
            return text
        case Merged():
            return "(empty: lower cell of a merged range)"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(" ", "minutes")
        case _:
            return str(value)
