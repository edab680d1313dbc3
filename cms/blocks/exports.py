"""The data of a table or figure as a file: the very cells of the page, read when they are asked for."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from cms.blocks.tables import NUMERIC, number
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


def is_number(text: str) -> bool:
    """A number as such: a sheet may compute with it, and `-3` is no formula."""
    bare = text.strip()
    if not NUMERIC.match(bare) or (len(bare) > 1 and bare[0] == "0" and bare[1].isdigit()):
        return False
    try:
        return number(bare) is not None
    except ValueError:
        return False


def xlsx_file(value: Mapping[str, Any]) -> bytes:
    """Numbers as numbers that look as on the page, merged cells merged, texts never computed."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet(sheet_name(about_rows(value)[0][0], 1))
    bold = book.add_format({"bold": True})
    formats = {"": None}
    for at, (line,) in enumerate(about_rows(value)):
        sheet.write_string(at, 0, UNPRINTABLE.sub("", line), bold if at == 0 else None)
    top = len(about_rows(value)) + 1
    for at, row in enumerate(grid_rows(value)):
        for column, cell in enumerate(row):
            if not is_number(cell):
                sheet.write_string(top + at, column, UNPRINTABLE.sub("", cell), bold if at == 0 else None)
                continue
            look = look_of(cell)
            if look not in formats:
                formats[look] = book.add_format({"num_format": look})
            part = 100 if cell.strip()[-1] in "%％" else 1
            sheet.write_number(top + at, column, round((number(cell) or 0) / part, 12), formats[look])
    merge(sheet, value, top, book.add_format({"bold": True, "align": "center", "valign": "vcenter"}))
    widen(sheet, grid_rows(value))
    book.close()
    return stream.getvalue()


def look_of(cell: str) -> str:
    """How a spreadsheet shows the number as it stands on the page; '' where it does so anyway."""
    bare = cell.strip()
    decimals = len(bare.rstrip("%％").partition(".")[2])
    digits = ("#,##0" if "," in bare or "，" in bare else "0") + ("." + "0" * decimals if decimals else "")
    digits += "%" if bare[-1] in "%％" else ""
    signed = f"+{digits};-{digits};{digits}" if bare[0] == "+" else digits
    return "" if signed == "0" else signed


def merge(sheet: Any, value: Mapping[str, Any], top: int, look: Any) -> None:
    for span in (value.get("grid") or {}).get("mergeCells") or []:
        rows = grid_rows(value)
        if span["row"] < len(rows) and span["col"] < len(rows[0]) and (span["rowspan"] > 1 or span["colspan"] > 1):
            first, last = top + span["row"], top + span["row"] + span["rowspan"] - 1
            cell = UNPRINTABLE.sub("", rows[span["row"]][span["col"]])
            sheet.merge_range(first, span["col"], last, span["col"] + span["colspan"] - 1, "", look)
            sheet.write_string(first, span["col"], cell, look)


def widen(sheet: Any, rows: Rows) -> None:
    for column in range(max(map(len, rows), default=0)):
        width = max((room_for(row[column]) for row in rows if column < len(row)), default=8)
        sheet.set_column(column, column, min(max(width, 8), WIDEST))
