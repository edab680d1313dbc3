"""Tables as an office draws them: caption, unit, several header rows, spanning cells, note and source."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

from cms.blocks.fields import NameBlock
from cms.blocks.units import MOST_NAMED, figure_columns, total_fault, without_unit

EMPTY = {"", "—", "-", "…", "/"}
TOLD = ("period", "cutoff", "scope", "source")  # what a statistic says of itself besides its unit
# Signs between digits group thousands and nothing else: «12，13» are two numbers, «0012» is a code.
BLANKS = " \u00a0\u2009\u202f"
WHOLE = rf"(?:\d{{1,3}}(?:[,，]\d{{3}})+|\d{{1,3}}(?:[{BLANKS}]\d{{3}})+|\d+)"
NUMERIC = re.compile(rf"[+-]?(?![0０][,，{BLANKS}]*\d){WHOLE}(?:\.\d+)?[{BLANKS}]?[%％]?")
MOST_DIGITS = 15  # a sheet computes with no more: what is longer (an account, a code) would become another number


def grid(
    rows: Sequence[Sequence[Any]], *, spans: Iterable[tuple[int, int, int, int]] = (), header_column: bool = True
) -> dict[str, Any]:
    """Build the stored value of a grid: `spans` are (row, column, rows, columns), counted from 0."""
    width = max((len(row) for row in rows), default=0)
    data = [["" if c is None else str(c) for c in row] + [""] * (width - len(row)) for row in rows]
    merged = [{"row": r, "col": c, "rowspan": h, "colspan": w} for r, c, h, w in spans]
    return {
        "data": data,
        "cell": [],
        "mergeCells": kept_spans({"data": data, "mergeCells": merged}),
        "first_row_is_table_header": True,
        "first_col_is_header": header_column,
        "table_header_choice": "both" if header_column else "row",
        "table_caption": "",
    }


def kept_spans(grid: Mapping[str, Any]) -> list[dict[str, int]]:
    """The merged cells inside the grid that lie over none before them: pages and sheets can show no others."""
    data = grid.get("data") or []
    height, width = len(data), max((len(row) for row in data), default=0)
    taken: set[tuple[int, int]] = set()
    found = []
    for span in grid.get("mergeCells") or []:
        try:
            r, c, h, w = (int(span[key]) for key in ("row", "col", "rowspan", "colspan"))
        except (KeyError, TypeError, ValueError):
            continue
        h, w = min(h, height - max(r, 0)), min(w, width - max(c, 0))
        places = {(r + y, c + x) for y in range(h) for x in range(w)}
        if min(r, c) >= 0 and len(places) > 1 and taken.isdisjoint(places):
            taken |= places
            found.append({"row": r, "col": c, "rowspan": h, "colspan": w})
    return found


def number(text: str) -> float | None:
    """Read a cell as a number: `1,155`, `95.9%`, `33 805`; None where it holds none, ValueError where it is a text."""
    words = text.strip()
    if words.rstrip("%％").rstrip() in EMPTY:
        return None
    if not NUMERIC.fullmatch(words) or sum(sign.isdigit() for sign in words) > MOST_DIGITS:
        raise ValueError(text)
    return float(re.sub(rf"[,，%％{BLANKS}]", "", words))


def is_number(text: str) -> bool:
    """Does a cell hold one number? So pages align it, sheets compute with it, and the interface gives it."""
    try:
        return number(text) is not None
    except ValueError:
        return False


def table_rows(grid: Mapping[str, Any] | None, header_rows: int | None) -> list[list[dict[str, Any]]]:
    """Cells with their tag and spans; cells covered by a span are left out."""
    data = (grid or {}).get("data") or []
    spans = {(m["row"], m["col"]): (m["rowspan"], m["colspan"]) for m in kept_spans(grid or {})}
    covered = {
        (r + y, c + x) for (r, c), (h, w) in spans.items() for y in range(h) for x in range(w) if (y, x) != (0, 0)
    }
    first_is_heading = bool((grid or {}).get("first_col_is_header"))
    return [
        [
            cell(text or "", r < (header_rows or 0), first_is_heading and c == 0, spans.get((r, c), (1, 1)))
            for c, text in enumerate(row)
            if (r, c) not in covered
        ]
        for r, row in enumerate(data)
    ]


def cell(text: str, in_head: bool, is_row_heading: bool, span: tuple[int, int]) -> dict[str, Any]:
    scope = "col" if in_head else "row"
    if in_head and span[1] > 1:
        scope = "colgroup"
    return {
        "text": text,
        "tag": "th" if in_head or is_row_heading else "td",
        "scope": scope if in_head or is_row_heading else "",
        "rowspan": span[0],
        "colspan": span[1],
        "is_number": is_number(text),
    }


WHEN_FIGURES = _("Required where the table holds figures.")


class GridBlock(TableBlock):
    """Wagtail's sheet, with merging of cells; paste from a spreadsheet works."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "table_options",
            {
                "contextMenu": [
                    *["row_above", "row_below", "---------", "col_left", "col_right", "---------"],
                    *["remove_row", "remove_col", "---------", "mergeCells", "---------", "undo", "redo"],
                ],
                "mergeCells": True,
            },
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return cleaned and {**cleaned, "mergeCells": kept_spans(cleaned)}

    def get_default(self) -> Any:
        return grid([["", "", ""], ["", "", ""], ["", "", ""]])


class StatTableBlock(blocks.StructBlock):
    """A numbered table. The number (表 1) is counted through the paper and is not part of the caption.

    One that holds figures is a statistic: it says its unit, period, cut-off, scope and source.
    """

    caption = blocks.CharBlock(label=_("Caption"), max_length=120, help_text=_("Without a number: it is counted."))
    unit = blocks.CharBlock(
        label=_("Unit"), required=False, max_length=20, help_text=_("Leave empty where each column names its own unit.")
    )
    period = blocks.CharBlock(label=_("Period"), required=False, max_length=60, help_text=WHEN_FIGURES)
    cutoff = blocks.DateBlock(label=_("Cut-off date"), required=False, help_text=WHEN_FIGURES)
    scope = blocks.CharBlock(label=_("Scope"), required=False, max_length=120, help_text=WHEN_FIGURES)
    grid = GridBlock(label=_("Table"))
    header_rows = blocks.IntegerBlock(label=_("Header rows"), default=1, min_value=0, max_value=4)
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=400)
    source = blocks.CharBlock(label=_("Source of the figures"), required=False, max_length=250, help_text=WHEN_FIGURES)
    label = NameBlock()

    class Meta:
        label = _("Table")
        icon = "table"
        template = "blocks/table.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        rows = table_rows(value["grid"], value["header_rows"])
        split = value["header_rows"] or 0
        context = super().get_context(value, parent_context)
        return {**context, "head": rows[:split], "rows": rows[split:], "told": told(value)}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        rows = (cleaned.get("grid") or {}).get("data") or []
        if self.is_deferred_validation:
            return cleaned
        if cleaned["header_rows"] and cleaned["header_rows"] >= len(rows):
            raise blocks.StructBlockValidationError(
                block_errors={"header_rows": ValidationError(_("A table needs a row below its header rows."))}
            )
        if found := {name: ValidationError(fault) for name, fault in statistic_faults(cleaned).items()}:
            raise blocks.StructBlockValidationError(block_errors=found)
        return cleaned


def told(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a table says of its figures above them, each with its name."""
    names = {
        "unit": gettext("Unit"),
        "period": gettext("Period"),
        "scope": gettext("Scope"),
        "cutoff": gettext("Cut-off"),
    }
    return [(label, str(value[name])) for name, label in names.items() if value.get(name)]


def statistic_faults(value: Mapping[str, Any]) -> dict[str, str]:
    """By field what a table lacks as a statistic; nothing for a table of words."""
    about = value.get("grid"), value.get("header_rows") or 0, value.get("unit") or ""
    faults = {}
    if fault := total_fault(*about):
        faults["grid"] = fault
    figures = figure_columns(*about)
    if names := without_unit(*about):
        message = gettext(
            "Name one unit for the whole table, or the unit in the heading of each column of figures: %(columns)s."
        )
        faults["unit"] = message % {"columns": "、".join(names[:MOST_NAMED])}
    for name in TOLD if figures else ():
        if not value.get(name):
            faults[name] = gettext("“%(column)s” holds figures, and a statistic needs this.") % {
                "column": next(iter(figures))
            }
    return faults
