"""Where the table lies in a sheet: title and unit above it, its header rows, notes and source below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cms.blocks.facts import is_labelled, period_of, said_facts
from cms.blocks.sheets.reading import RawSheet, listed, place
from cms.blocks.tables import grid, number
from cms.blocks.units import unit_of

LABEL = re.compile(r"^(?:附?表|table)\s*[\d一二三四五六七八九十]+(?:[-.—–]\d+)*\s*[:：.、]?\s*", re.IGNORECASE)
CONTINUED = re.compile(r"\s*[（(]续表?[)）]\s*$")
UNIT = re.compile(r"[（(]?\s*(?:计量)?(?:单位|unit)\s*[:：]\s*([^）)\s]{1,20})\s*[)）]?\s*$", re.IGNORECASE)
SOURCE = re.compile(r"^(?:资料|数据)?来源\s*[:：]\s*(.+)$|^sources?\s*:\s*(.+)$", re.IGNORECASE | re.DOTALL)
NOTE = re.compile(r"^(?:注|备注|说明|notes?)\s*\d*\s*[:：]\s*(.+)$", re.IGNORECASE | re.DOTALL)
SEE_TABLE = {"见表内", "见表", "如表"}
MOST_HEADER_ROWS = 4
LONGEST_NAME = 8  # a row of its own with more signs is a sentence, not the name of a row without figures


@dataclass
class Layout:
    """Rows and columns are counted from 0, the last one included; `header_rows` from the first row on."""

    top: int
    bottom: int
    left: int
    right: int
    header_rows: int = 1
    title: str = ""
    unit: str = ""
    note: str = ""
    source: str = ""
    period: str = ""
    cutoff: str = ""
    scope: str = ""

    def take(self, text: str) -> None:
        """What a line above or below the table says of its figures; what came first stays."""
        for name, value in said_facts(text).items():
            setattr(self, name, getattr(self, name) or value)


@dataclass
class Cut:
    """The table of a range: its cells, its merged cells, and what the editor should know before she takes it."""

    rows: list[list[str]]
    spans: list[tuple[int, int, int, int]]
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def grid(self, header_rows: int) -> dict[str, Any]:
        first = [row[0] for row in self.rows[header_rows:] if row]
        return grid(self.rows, spans=self.spans, header_column=any(not is_figure(cell) for cell in first if cell))


def found_layout(sheet: RawSheet) -> Layout:
    """The likeliest reading; the editor confirms or corrects it."""
    rows = sheet.rows
    filled = [at for at, row in enumerate(rows) if any(row)]
    layout = Layout(filled[0], filled[-1], 0, max(len(row) for row in rows) - 1)
    read_above(sheet, layout)
    read_below(sheet, layout)
    inside = [at for row in rows[layout.top : layout.bottom + 1] for at, cell in enumerate(row) if cell]
    layout.left, layout.right = min(inside, default=0), max(inside, default=0)
    layout.header_rows = header_rows_of(sheet, layout)
    found = [row[layout.left : layout.right + 1] for row in rows[layout.top : layout.bottom + 1]]
    layout.period = layout.period or period_of(layout.title, found, layout.header_rows)
    return layout


def alone(row: Sequence[str]) -> str:
    """The only text of a row, else ''."""
    filled = [cell for cell in row if cell]
    return filled[0] if len(filled) == 1 else ""


def read_above(sheet: RawSheet, layout: Layout) -> None:
    """The title, and rows that say unit, period and the like, above the first row of several other cells."""
    for at in range(layout.top, layout.bottom + 1):
        filled = [cell for cell in sheet.rows[at] if cell]
        texts = [cell for cell in filled if not is_about(layout, cell)]
        if len(texts) > 1 or (texts and len(filled) > 1):
            layout.top = at
            return
        if texts and not layout.title:
            layout.title = CONTINUED.sub("", LABEL.sub("", take_unit(layout, texts[0]))).strip()
    layout.top = min(layout.top, layout.bottom)


def is_about(layout: Layout, text: str) -> bool:
    """Does a cell above the table say nothing but unit, period, cut-off, scope or source? They are taken."""
    layout.take(text)
    if match := SOURCE.match(text):
        layout.source = layout.source or (match[1] or match[2]).strip()
        return True
    parts = [part for part in re.split(r"[\s；;]+", text) if part]
    return is_labelled(text) or not take_unit(layout, text) or all(is_part(layout, part) for part in parts)


def is_part(layout: Layout, text: str) -> bool:
    return is_labelled(text) or not take_unit(layout, text)


def take_unit(layout: Layout, text: str) -> str:
    """The text without the unit that stands at its end."""
    match = UNIT.search(text)
    if not match:
        return text
    layout.unit = "" if match[1] in SEE_TABLE else match[1]
    return text[: match.start()].strip()


def read_below(sheet: RawSheet, layout: Layout) -> None:
    """Notes and source: rows with one cell each, below the last row of the table."""
    rows, bottom = sheet.rows, layout.bottom
    while bottom > layout.top and is_below(sheet, bottom):
        bottom -= 1
    notes = []
    for row in rows[bottom + 1 : layout.bottom + 1]:
        text = alone(row)
        if match := SOURCE.match(text):
            layout.source = layout.source or (match[1] or match[2]).strip()
        elif text:
            match = NOTE.match(text)
            notes.append(match[1].strip() if match else text)
        layout.take(text)
    layout.note, layout.bottom = " ".join(notes), bottom


def is_below(sheet: RawSheet, at: int) -> bool:
    row = sheet.rows[at]
    if any(r == at for r, _column in sheet.unread):
        return False
    text = alone(row)
    return not any(row) or bool(text and (len(text) > LONGEST_NAME or NOTE.match(text) or SOURCE.match(text)))


def header_rows_of(sheet: RawSheet, layout: Layout) -> int:
    """Rows that merged headings reach over, and rows below them that hold no figure and begin empty."""
    over = [(r, h, w) for r, c, h, w in sheet.merged if r == layout.top and layout.left <= c <= layout.right]
    count = max([1, *(h for _r, h, _w in over)])
    if any(w > 1 for _r, _h, w in over):
        count = max(count, 2)
    limit = min(MOST_HEADER_ROWS, layout.bottom - layout.top)
    while count < limit:
        row = sheet.rows[layout.top + count][layout.left : layout.right + 1]
        if (row and row[0]) or not any(row) or any(is_figure(cell) for cell in row):
            break
        count += 1
    return max(1, min(count, max(limit, 1)))


def is_figure(cell: str) -> bool:
    try:
        return number(cell) is not None
    except ValueError:
        return False


def cut(sheet: RawSheet, layout: Layout) -> Cut:
    """The cells of the range without rows and columns that are empty in it."""
    rows = range(layout.top, min(layout.bottom, len(sheet.rows) - 1) + 1)
    columns = range(layout.left, layout.right + 1)
    text = {(r, c): sheet.rows[r][c] if c < len(sheet.rows[r]) else "" for r in rows for c in columns}
    filled = {at for at, cell in text.items() if cell} | {at for at in sheet.unread if at in text}
    kept_rows = [r for r in rows if r < layout.top + layout.header_rows or any((r, c) in filled for c in columns)]
    kept = [c for c in columns if any((r, c) in filled for r in rows) or is_covered(sheet, c, rows)]
    found = Cut([[text[r, c] for c in kept] for r in kept_rows], spans_in(sheet, kept_rows, kept))
    found.faults = faults_in(sheet, layout, kept_rows, kept)
    found.remarks = remarks_on(sheet, [c for c in columns if c not in kept], found)
    return found


def is_covered(sheet: RawSheet, column: int, rows: range) -> bool:
    """An empty column that a merged heading of several columns reaches over belongs to the table all the same."""
    return any(r in rows and c < column < c + w for r, c, _h, w in sheet.merged)


def spans_in(sheet: RawSheet, rows: list[int], columns: list[int]) -> list[tuple[int, int, int, int]]:
    """The merged cells that lie in the range, counted in it."""
    spans = []
    for r, c, h, w in sheet.merged:
        high = [at for at, row in enumerate(rows) if r <= row < r + h]
        wide = [at for at, column in enumerate(columns) if c <= column < c + w]
        if high and wide and r in rows and c in columns and len(high) * len(wide) > 1:
            spans.append((high[0], wide[0], len(high), len(wide)))
    return spans


def faults_in(sheet: RawSheet, layout: Layout, rows: list[int], columns: list[int]) -> list[str]:
    """What keeps the range from being taken."""
    inside = {at: why for at, why in sheet.unread.items() if at[0] in rows and at[1] in columns}
    empty = [place(r + 1, c) for (r, c), why in sorted(inside.items()) if not why]
    wrong = [f"{place(r + 1, c)} {why}" for (r, c), why in sorted(inside.items()) if why]
    faults = []
    if empty:
        faults.append(
            _(
                "These cells hold formulas without a stored result: %(cells)s. Open the sheet in your office program, "
                "save it and upload it again, or leave their rows out of the range."
            )
            % {"cells": listed(empty)}
        )
    if wrong:
        faults.append(_("These cells show an error instead of a figure: %(cells)s.") % {"cells": listed(wrong)})
    if len(rows) <= layout.header_rows or len(columns) < 2:
        faults.append(_("The range needs a row below its header rows and at least two columns."))
    return faults


def remarks_on(sheet: RawSheet, left_out: list[int], found: Cut) -> list[str]:
    remarks = list(sheet.remarks)
    if left_out:
        letters = [place(1, column)[:-1] for column in left_out]
        remarks.append(_("Empty columns were left out: %(columns)s.") % {"columns": "、".join(letters)})
    signs = sorted({cell for row in found.rows for cell in row if cell in {"—", "…"}})
    if signs:
        remarks.append(
            _("Cells without a figure stay as they are: %(signs)s. Say below the table what the sign means.")
            % {"signs": " ".join(signs)}
        )
    return remarks


def headings_in_one(found: Cut, header_rows: int) -> list[list[str]]:
    """The rows with one header row, as a chart needs it: 建议移送 over 件 becomes 建议移送（件）."""
    head = [list(row) for row in found.rows[:header_rows]]
    for r, c, h, w in found.spans:
        for y in range(r, min(r + h, header_rows)):
            for x in range(c, c + w):
                head[y][x] = head[r][c] if r < header_rows else head[y][x]
    joined = []
    for column in zip(*head, strict=True):
        names = list(dict.fromkeys(name for name in column if name))
        last = names[-1] if len(names) > 1 and unit_of(names[-1]) == names[-1] else ""
        joined.append("·".join(names[:-1]) + f"（{last}）" if last else "·".join(names))
    return [joined, *found.rows[header_rows:]]
