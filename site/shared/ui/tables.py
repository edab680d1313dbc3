"""Lists as sheets: one row after the other to XLSX or CSV, and no cell is ever taken for a formula."""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

XLSX, CSV = "xlsx", "csv"
FORMATS = (XLSX, CSV)
CONTENT_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
BOM = "\ufeff"  # without it Excel takes Chinese text for another encoding
LONGEST = 32_767  # characters that a cell of a sheet can hold
DEEPEST = 1_048_575  # rows below the header that a sheet can hold
MEASURED = 200  # rows after which a column is as wide as it will be
NARROWEST, WIDEST = 6, 48
# What a spreadsheet may take for the beginning of a formula, in half width and in full width.
COMPUTES = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")

type Getter = Callable[[Any], Any] | str | int


@dataclass(frozen=True)
class Column:
    """One column: what its head says, and how its cell is found in a row: a function, an attribute, a place."""

    heading: str | Promise
    getter: Getter

    def reader(self) -> Callable[[Any], Any]:
        match self.getter:
            case str():
                return attrgetter(self.getter)
            case int():
                return itemgetter(self.getter)
            case _:
                return self.getter


def asked_format(parameters: Mapping[str, Any]) -> str:
    """`xlsx` or `csv` where the address asks for it by `?format=`, else ''."""
    wanted = parameters.get("format", "")
    return wanted if wanted in FORMATS else ""


def cells_of(columns: Iterable[Column], rows: Iterable[Any]) -> Iterator[list[Any]]:
    readers = [column.reader() for column in columns]
    for row in rows:
        yield [simple(reader(row)) for reader in readers]


def simple(value: Any) -> Any:
    """A cell as text, number or date; times are Beijing time, nothing at all is an empty text."""
    match value:
        case str():
            return UNPRINTABLE.sub("", value)[:LONGEST] if value else ""
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int() | float() | Decimal():
            return value
        case dt.datetime():
            return (timezone.localtime(value) if timezone.is_aware(value) else value).replace(
                tzinfo=None, microsecond=0
            )
        case dt.date() | dt.time():
            return value
        case _:
            return UNPRINTABLE.sub("", str(value))[:LONGEST]


def headings(columns: Iterable[Column]) -> list[str]:
    return [str(column.heading) for column in columns]


# --- CSV -------------------------------------------------------------------------------------------------------------


class Line:
    """A file to csv.writer that hands back each line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: list[Column], rows: Iterable[Any]) -> Iterator[str]:
    """UTF-8 with a byte order mark, line by line; text that would compute gets an apostrophe before it."""
    writer = csv.writer(Line())
    yield BOM + writer.writerow([inert(text) for text in headings(columns)])
    for cells in cells_of(columns, rows):
        yield writer.writerow([as_written(cell) for cell in cells])


def as_written(cell: Any) -> Any:
    match cell:
        case str():
            return inert(cell)
        case dt.datetime():
            return cell.isoformat(" ", "minutes" if not cell.second else "seconds")
        case dt.date():
            return cell.isoformat()
        case dt.time():
            return cell.isoformat("minutes")
        case _:
            return cell


def inert(text: str) -> str:
    """A spreadsheet shows this text and computes nothing."""
    return f"'{text}" if text.startswith(COMPUTES) or text.lstrip().startswith(COMPUTES) else text


# --- XLSX ------------------------------------------------------------------------------------------------------------


class Book:
    """A workbook in the making. Rows go to a file on disk as they come, so that its length costs no memory."""

    def __init__(self, stream: io.BytesIO, title: str, columns: list[Column]) -> None:
        self.book = xlsxwriter.Workbook(stream, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.formats = {
            dt.date: self.book.add_format({"num_format": "yyyy-mm-dd"}),
            dt.datetime: self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            dt.time: self.book.add_format({"num_format": "hh:mm"}),
        }
        self.title, self.headings = title, headings(columns)
        self.widths = [room_for(text) for text in self.headings]
        self.add_sheet()

    def add_sheet(self) -> None:
        self.sheet = self.book.add_worksheet(sheet_name(self.title, len(self.book.worksheets()) + 1))
        self.sheet.freeze_panes(1, 0)
        self.number = 0
        for place, text in enumerate(self.headings):
            self.sheet.write_string(0, place, text, self.head)

    def write(self, cells: list[Any]) -> None:
        if self.number == DEEPEST:
            self.add_sheet()
        self.number += 1
        if self.number <= MEASURED:
            self.widths = [max(width, room_for(cell)) for width, cell in zip(self.widths, cells, strict=True)]
        sheet, row = self.sheet, self.number
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, place, cell)
            elif isinstance(cell, dt.date | dt.time):
                sheet.write_datetime(row, place, cell, self.formats[type(cell)])
            else:
                sheet.write_number(row, place, cell)

    def close(self) -> None:
        for sheet in self.book.worksheets():
            for place, width in enumerate(self.widths):
                sheet.set_column(place, place, min(max(width, NARROWEST), WIDEST))
        self.book.close()


def room_for(cell: Any) -> int:
    """How wide a cell is in the digits that a sheet counts in; a Chinese character takes two."""
    text = cell if isinstance(cell, str) else "2026-12-31 23:59" if isinstance(cell, dt.datetime) else "2026-12-31"
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:WIDEST]) + 2


def sheet_name(title: str, number: int) -> str:
    name = NOT_IN_A_NAME.sub(" ", title).strip()[:27] or "1"
    return name if number == 1 else f"{name} {number}"


def xlsx_bytes(columns: list[Column], rows: Iterable[Any], title: str) -> bytes:
    stream = io.BytesIO()
    book = Book(stream, title, columns)
    for cells in cells_of(columns, rows):
        book.write(cells)
    book.close()
    return stream.getvalue()


# --- both ------------------------------------------------------------------------------------------------------------


def table_bytes(columns: Iterable[Column], rows: Iterable[Any], fmt: str, title: str = "") -> bytes:
    """The rows as one file; `rows` may be a generator and is walked once. ValueError for an unknown `fmt`."""
    columns = list(columns)
    if fmt == XLSX:
        return xlsx_bytes(columns, rows, title)
    if fmt == CSV:
        return "".join(csv_lines(columns, rows)).encode()
    raise ValueError(f"A table is written as xlsx or csv, not as {fmt!r}.")


def table_response(name: str, columns: Iterable[Column], rows: Iterable[Any], fmt: str) -> HttpResponseBase:
    """A download called `name` with its ending; CSV goes out line by line."""
    columns = list(columns)
    response: HttpResponseBase
    if fmt == CSV:
        response = StreamingHttpResponse(line.encode() for line in csv_lines(columns, rows))
    else:
        response = HttpResponse(table_bytes(columns, rows, fmt, title=name))
    response["Content-Type"] = CONTENT_TYPES[fmt]
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{fmt}")
    response["Cache-Control"] = "private, no-store"
    return response
