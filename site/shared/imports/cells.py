"""The cells of an XLSX file one after the other, where Excel puts them: counted before anything dense is built.

Libraries that read a sheet lay out its whole area, from A1 to the last cell, in memory. Two cells far apart in a file
of a few kilobytes end the process that way, so every reader of ours goes through `read_cells` first.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import InputSource

from defusedxml.sax import parse
from django.utils.translation import gettext as _

MAX_UNPACKED = 300 * 1024 * 1024
MAX_ROWS = 60_000
MAX_COLUMNS = 200
MAX_CELLS = 6_000_000  # of all sheets of a file together, the empty ones between others too
HELD = b"sheetData"  # without this element no reader finds a cell in a part, whatever the part is called


class SheetError(Exception):
    """The file as a whole cannot be read; str() is one sentence for the person."""


@dataclass(slots=True)
class Cell:
    """What the file says of a cell that holds something; `row` and `column` from 0, `kind` and `style` as written."""

    row: int
    column: int
    kind: str
    style: str
    formula: str | None = None
    value: str | None = None


Take = Callable[[str, Cell], None]


def read_cells(archive: zipfile.ZipFile, take: Take) -> None:
    """Hand every cell with its part to `take`. Raises SheetError where there are too many or they lie too far apart."""
    area = 0
    for part in guard_archive(archive):
        with archive.open(part) as stream:
            source = InputSource()
            source.setByteStream(stream)
            source.setEncoding("utf-8")  # what other readers take it for, whatever its first line claims
            walk = Walk(part.filename, take)
            parse(source, walk, forbid_dtd=True)
        area += walk.rows * walk.columns
        guard_cells(area)


def guard_archive(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Unpack every part once, against a limit: a small file can hide a huge one, and sizes in its index may lie.

    Returns the parts that may hold cells. Their names are not asked: readers follow other references than we do.
    """
    total, found = 0, []
    for part in archive.infolist():
        if part.flag_bits & 0x1:
            raise SheetError(
                _("The file is protected with a password. Save it without the password and upload it again.")
            )
        tail, holds = b"", False
        with archive.open(part) as stream:
            while chunk := stream.read(1 << 20):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    raise SheetError(_("The file unpacks to far more than a sheet should hold. It was not read."))
                holds = holds or HELD in tail + chunk
                tail = chunk[-len(HELD) :]
        found += [part] if holds else []
    if len({part.filename.lower() for part in found}) < len(found):
        raise zipfile.BadZipFile("two parts of one name")
    return found


def guard_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise SheetError(
            _("The sheet has more than %(rows)d rows or %(columns)d columns. Split it, or delete cells far outside.")
            % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        )


def guard_cells(count: int) -> None:
    if count > MAX_CELLS:
        raise SheetError(
            _("The sheets of the file span more than %(cells)d cells. Split it, or delete cells far outside.")
            % {"cells": MAX_CELLS}
        )


class Walk(ContentHandler):
    """Through one sheet; a row or cell that does not say where it stands stands behind the one before it."""

    def __init__(self, part: str, take: Take) -> None:
        super().__init__()
        self.part, self.take = part, take
        self.row = self.column = -1
        self.rows = self.columns = self.count = 0
        self.cell: Cell | None = None
        self.is_filled = False
        self.text: list[str] | None = None

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        kind = name.rpartition(":")[2]
        if self.cell is not None:
            self.is_filled = True
            self.text = [] if kind in {"v", "f"} else self.text
        elif kind == "c":
            at = attrs.get("r")
            row, self.column = position(at) if at else (max(self.row, 0), self.column + 1)
            self.cell, self.is_filled = Cell(row, self.column, attrs.get("t", ""), attrs.get("s", "")), False
        elif kind == "row":
            self.row, self.column = row_of(attrs.get("r"), self.row), -1

    def characters(self, content: str) -> None:
        if self.text is not None:
            self.text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        kind, cell = name.rpartition(":")[2], self.cell
        if cell is None:
            return
        if kind == "v" and self.text is not None:
            cell.value = "".join(self.text)
        elif kind == "f" and self.text is not None:
            cell.formula = "".join(self.text)
        elif kind == "c":
            self.leave(cell)
        self.text = None if kind in {"v", "f"} else self.text

    def leave(self, cell: Cell) -> None:
        self.cell = None
        if not self.is_filled:
            return
        self.count += 1
        self.rows, self.columns = max(self.rows, cell.row + 1), max(self.columns, cell.column + 1)
        guard_size(self.rows, self.columns)
        guard_cells(self.count)
        self.take(self.part, cell)


def row_of(number: str | None, before: int) -> int:
    if number is None:
        return before + 1
    if not re.fullmatch(r"[1-9][0-9]{0,6}", number):
        raise ValueError(number)
    return int(number) - 1


def position(reference: str) -> tuple[int, int]:
    """`B3` → (2, 1)."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", reference)
    if not match:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
