"""Tables as an office draws them: caption, unit, several header rows, spanning cells, note and source."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

EMPTY = {"", "—", "-", "…", "/"}


def grid(
    rows: Sequence[Sequence[Any]], *, spans: Iterable[tuple[int, int, int, int]] = (), header_column: bool = True
) -> dict[str, Any]:
    """Build the stored value of a grid: `spans` are (row, column, rows, columns), counted from 0."""
    width = max((len(row) for row in rows), default=0)
    return {
        "data": [["" if c is None else str(c) for c in row] + [""] * (width - len(row)) for row in rows],
        "cell": [],
        "mergeCells": [{"row": r, "col": c, "rowspan": h, "colspan": w} for r, c, h, w in spans],
        "first_row_is_table_header": True,
        "first_col_is_header": header_column,
        "table_header_choice": "both" if header_column else "row",
        "table_caption": "",
    }


def number(text: str) -> float | None:
    """Read a cell as a number: `1,155`, `95.9%`, `33 805`; None where it holds none."""
    bare = text.strip().replace(",", "").replace("，", "").replace(" ", "").rstrip("%％")
    if bare in EMPTY:
        return None
    value = float(bare)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


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

    def get_default(self) -> Any:
        return grid([["", "", ""], ["", "", ""], ["", "", ""]])


class StatTableBlock(blocks.StructBlock):
    """A numbered table. The number (表 1) is counted through the paper and is not part of the caption."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=120, help_text=_("Without a number: it is counted."))
    unit = blocks.CharBlock(
        label=_("Unit"), required=False, max_length=20, help_text=_("Leave empty where each column names its own unit.")
    )
    grid = GridBlock(label=_("Table"))
    header_rows = blocks.IntegerBlock(label=_("Header rows"), default=1, min_value=0, max_value=4)
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=400)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=250)

    class Meta:
        label = _("Table")
        icon = "table"
        template = "blocks/table.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        rows = (cleaned.get("grid") or {}).get("data") or []
        if cleaned["header_rows"] and cleaned["header_rows"] >= len(rows):
            raise blocks.StructBlockValidationError(
                block_errors={"header_rows": ValidationError(_("A table needs a row below its header rows."))}
            )
        return cleaned
