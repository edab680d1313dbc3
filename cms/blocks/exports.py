"""The data of a table or figure as a file: the very cells of the page, read when they are asked for."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from cms.blocks.tables import is_number, kept_spans, number
from shared.ui.tables import BOM, CONTENT_TYPES, UNPRINTABLE, XLSX, inert, room_for, sheet_name

Rows = list[list[str]]
WIDEST = 48


def about_rows(value: Mapping[str, Any]) -> Rows:
    """What the table or figure says about itself, a line each."""
    names = {
        "unit": _("Unit"),
        "period": _("Period"),
        "cutoff": _("Cut-off"),
        "scope": _("Scope"),
        "source": _("Source of the figures"),
        "note": _("Footnote"),
    }
    said = [[f"{label}：{value[name]}"] for name, label in names.items() if value.get(name)]
    return [[value.get("title") or value.get("caption") or ""], *said]


def grid_rows(value: Mapping[str, Any]) -> Rows:
    return [[str(cell or "") for cell in row] for row in (value.get("grid") or {}).get("data") or []]


def data_file(value: Mapping[str, Any], fmt: str) -> bytes:
    """What the block says about itself, an empty line, its cells. `fmt` is xlsx or csv."""
    return xlsx_file(value) if fmt == XLSX else csv_file(value)


def data_response(value: Mapping[str, Any], name: str, fmt: str) -> HttpResponse:
    response = HttpResponse(data_file(value, fmt), content_type=CONTENT_TYPES[fmt])
    response["Content-Disposition"] = f'attachment; filename="{name}.{fmt}"'
    return response


def csv_file(value: Mapping[str, Any]) -> bytes:
    """With the byte order mark by which spreadsheets read Chinese rightly; no cell is taken for a formula."""
    text = io.StringIO()
    rows = [*about_rows(value), [], *grid_rows(value)]
    csv.writer(text).writerows([cell if is_number(cell) else inert(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def xlsx_file(value: Mapping[str, Any]) -> bytes:
    """Numbers as numbers that look as on the page, merged cells merged, texts never computed."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    about, rows = about_rows(value), grid_rows(value)
    sheet = book.add_worksheet(sheet_name(about[0][0], 1))
    paint = Paint(book, sheet, len(about) + 1)
    for at, (line,) in enumerate(about):
        sheet.write_string(at, 0, UNPRINTABLE.sub("", line), paint.format(bold=True) if at == 0 else None)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            paint.write(at, column, cell, **({"bold": True} if at == 0 and not is_number(cell) else {}))
    for span in kept_spans(value.get("grid") or {}):
        paint.merge(span, rows[span["row"]][span["col"]])
    widen(sheet, rows)
    book.close()
    return stream.getvalue()


class Paint:
    """Writes cells of a table that begins at row `top` of the sheet; the file keeps each look once."""

    def __init__(self, book: Any, sheet: Any, top: int) -> None:
        self.book, self.sheet, self.top = book, sheet, top
        self.looks: dict[str, Any] = {}

    def format(self, **look: Any) -> Any:
        key = repr(sorted(look.items()))
        if look and key not in self.looks:
            self.looks[key] = self.book.add_format(look)
        return self.looks.get(key)

    def write(self, row: int, column: int, cell: str, **look: Any) -> None:
        if not is_number(cell):
            self.sheet.write_string(self.top + row, column, UNPRINTABLE.sub("", cell), self.format(**look))
            return
        look |= {"num_format": code} if (code := look_of(cell)) else {}
        part = 100 if cell.strip()[-1] in "%％" else 1
        self.sheet.write_number(self.top + row, column, round((number(cell) or 0) / part, 12), self.format(**look))

    def merge(self, span: Mapping[str, int], cell: str) -> None:
        look = {"bold": True, "align": "center", "valign": "vcenter"}
        row, column = self.top + span["row"], span["col"]
        last = row + span["rowspan"] - 1, column + span["colspan"] - 1
        self.sheet.merge_range(row, column, *last, "", self.format(**look))
        self.write(span["row"], column, cell, **look)


def look_of(cell: str) -> str:
    """How a spreadsheet shows the number as it stands on the page; '' where it does so anyway."""
    bare = cell.strip()
    decimals = len(bare.rstrip("%％ ").partition(".")[2])
    digits = ("#,##0" if "," in bare or "，" in bare else "0") + ("." + "0" * decimals if decimals else "")
    digits += "%" if bare[-1] in "%％" else ""
    signed = f"+{digits};-{digits};{digits}" if bare[0] == "+" else digits
    return "" if signed == "0" else signed


def widen(sheet: Any, rows: Rows) -> None:
    for column in range(max(map(len, rows), default=0)):
        width = max((room_for(row[column]) for row in rows if column < len(row)), default=8)
        sheet.set_column(column, column, min(max(width, 8), WIDEST))
