"""XLSX and CSV as text: each cell as it is shown in the sheet, and what could not be read, in sentences."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from cms.blocks.sheets.formats import shown
from cms.blocks.tables import is_number
from shared.imports.cells import Cell, read_cells
from shared.imports.sheets import BROKEN, MAIN, SheetError, not_a_sheet, read_book, sheet_parts, xml

MAX_ROWS, MAX_COLUMNS = 400, 40  # a table that people read; what is larger is data, not a table
NUMBER_SIGNS = re.compile(r"^[+\-−]?[\d,. ]+%?$")
NOTHING = {"-": "—", "--": "—", "—": "—", "——": "—", "－": "—", "－－": "—", "–": "—", "...": "…", "……": "…", "…": "…"}
STYLE_FREE = "General"
BUILT_IN = {
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "9": "0%",
    "10": "0.00%",
    "11": "0.00E+00",
    "12": "# ?/?",
    "13": "# ??/??",
    "14": "yyyy-mm-dd",
    "15": "yyyy-mm-dd",
    "16": "yyyy-mm-dd",
    "17": "yyyy-mm",
    "18": "h:mm AM/PM",
    "19": "h:mm:ss AM/PM",
    "20": "h:mm",
    "21": "h:mm:ss",
    "22": "yyyy-mm-dd hh:mm",
    "31": "yyyy年m月d日",
    "37": "#,##0_);(#,##0)",
    "38": "#,##0_);[Red](#,##0)",
    "39": "#,##0.00_);(#,##0.00)",
    "40": "#,##0.00_);[Red](#,##0.00)",
    "45": "mm:ss",
    "46": "[h]:mm:ss",
    "47": "mm:ss.0",
    "48": "##0.0E+0",
    "49": "@",
    "57": "yyyy年m月",
    "58": "m月d日",
}


@dataclass
class RawSheet:
    """`rows` as shown; `merged` are (row, column, rows, columns); `unread` are cells without a value, by why."""

    name: str
    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    unread: dict[tuple[int, int], str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@dataclass
class ReadBook:
    sheets: list[RawSheet]
    hidden: list[str] = field(default_factory=list)


@dataclass
class Marks:
    """What calamine does not tell of a sheet: formats, formulas without a stored value, errors."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    unread: dict[tuple[int, int], str] = field(default_factory=dict)


def read_tables(data: bytes, file_name: str) -> ReadBook:
    """The visible sheets of a file. Raises SheetError with one sentence for the person."""
    if not data.startswith(b"PK\x03\x04"):
        book = ReadBook([tidy(sheet.name, [cells for _n, cells in sheet.rows]) for sheet in read_book(data, file_name)])
    else:
        book = read_xlsx(data)
    book.sheets = [sheet for sheet in book.sheets if any(any(row) for row in sheet.rows)]
    if not book.sheets:
        raise SheetError(_("There is no visible sheet with anything in it."))
    return book


def read_xlsx(data: bytes) -> ReadBook:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = marks_of(archive)
            marks = {name: found.get(part, Marks()) for name, part in sheet_parts(archive).items()}
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            metas = [meta for meta in book.sheets_metadata if meta.name in marks]
            seen = [m.name for m in metas if m.visible == SheetVisibleEnum.Visible]
            hidden = [m.name for m in metas if m.name not in seen]
            return ReadBook([sheet_of(name, book.get_sheet_by_name(name), marks[name]) for name in seen], hidden)
    except PasswordError as error:
        raise SheetError(
            _("The file is protected with a password. Save it without the password and upload it again.")
        ) from error
    except BROKEN as error:
        raise SheetError(not_a_sheet()) from error


def format_codes(archive: zipfile.ZipFile) -> list[str]:
    """The number format of each style of a cell."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    root = xml(archive, "xl/styles.xml")
    own = {f.get("numFmtId"): f.get("formatCode") or "" for f in root.iter(f"{MAIN}numFmt")}
    styles = root.find(f"{MAIN}cellXfs")
    ids = [xf.get("numFmtId") or "0" for xf in (styles if styles is not None else [])]
    return [own.get(key) or BUILT_IN.get(key or "", STYLE_FREE) for key in ids]


def marks_of(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """By part; a file too large is refused before anything is built."""
    found: dict[str, Marks] = {}

    def take(part: str, cell: Cell) -> None:
        marks = found.setdefault(part, Marks())
        marks.formats[cell.row, cell.column] = cell.style
        note_cell(marks, cell)

    read_cells(archive, take)
    codes = dict(enumerate(format_codes(archive)))
    for marks in found.values():
        marks.formats = {at: codes.get(int(style or 0), STYLE_FREE) for at, style in marks.formats.items()}
    return found


def note_cell(marks: Marks, cell: Cell) -> None:
    if cell.kind == "e":
        marks.unread[cell.row, cell.column] = cell.value or "#"
    elif cell.formula is not None and not cell.value and cell.kind != "str":
        marks.unread[cell.row, cell.column] = ""


def sheet_of(name: str, sheet: CalamineSheet, marks: Marks) -> RawSheet:
    grid = sheet.to_python(skip_empty_area=False)
    rows = [
        ["" if (r, c) in marks.unread else shown(cell, marks.formats.get((r, c), STYLE_FREE), is_first=not any(row[:c]))
         for c, cell in enumerate(row)]
        for r, row in enumerate(grid)
    ]  # fmt: skip
    read = tidy(name, rows)
    read.merged = [
        (top, left, bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    ]
    read.unread = marks.unread
    return read


def tidy(name: str, rows: list[list[Any]]) -> RawSheet:
    """Full-width digits as digits, the many ways to write “no figure” as two; what was changed is said."""
    guard_table(name, rows)
    sheet = RawSheet(name, [])
    wide: list[str] = []
    for at, row in enumerate(rows, 1):
        cells = [tidy_cell(str(cell)) for cell in row]
        wide += [place(at, c) for c, (old, new) in enumerate(zip(row, cells, strict=True)) if is_widened(old, new)]
        sheet.rows.append(cells)
    if wide:
        sheet.remarks.append(
            _("Figures in full-width characters were read as numbers: %(cells)s.") % {"cells": listed(wide)}
        )
    return sheet


def guard_table(name: str, rows: list[list[Any]]) -> None:
    filled = [row for row in rows if any(str(cell).strip() for cell in row)]
    width = max((at + 1 for row in filled for at, cell in enumerate(row) if str(cell).strip()), default=0)
    if len(filled) > MAX_ROWS or width > MAX_COLUMNS:
        raise SheetError(
            _("Sheet “%(name)s” has more than %(rows)d rows or %(columns)d columns: too large for a table to read.")
            % {"name": name, "rows": MAX_ROWS, "columns": MAX_COLUMNS}
        )


def tidy_cell(text: str) -> str:
    bare = text.replace("\u00a0", " ").replace("\u3000", " ").strip()
    narrow = unicodedata.normalize("NFKC", bare)
    if NUMBER_SIGNS.match(narrow) and any(c.isdigit() for c in narrow):
        plain = re.sub(r"^([+-]) +", r"\1", narrow.replace("−", "-"))
        return plain.replace(" ", "") if is_number(plain) else plain
    return NOTHING.get(bare, "\n".join(" ".join(line.split()) for line in text.splitlines()).strip())


def is_widened(old: Any, new: str) -> bool:
    return isinstance(old, str) and new != old and any("\uff10" <= sign <= "\uff19" for sign in old) and new.isascii()


def place(row: int, column: int) -> str:
    """B3 for the reader of the sheet; `row` from 1, `column` from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def listed(cells: list[str]) -> str:
    """The first few cells."""
    more = "…" if len(cells) > 8 else ""
    return "、".join(cells[:8]) + more
