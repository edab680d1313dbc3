"""Tables: a full rectangle of text, with spans and header rows."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from lxml import etree

from cms.library.docx.names import W, has, number, value
from cms.library.docx.structure import Table

LARGEST = 20_000
WIDEST = 60
Cell = tuple[int, int, str, str]


def read_table(
    node: etree._Element, text_of: Callable[[etree._Element], str], lose: Callable[[str, str], None]
) -> Table:
    """The table with every cell as text; nested tables are flattened into their cell and reported."""
    rows: list[list[str]] = []
    open_spans: dict[int, tuple[int, int, int]] = {}
    spans: list[tuple[int, int, int, int]] = []
    shown = shown_rows(node, lose)
    for at, row in enumerate(shown):
        rows.append(read_row(at, row, text_of, open_spans, spans))
        if sum(len(r) for r in rows) > LARGEST:
            lose("table", _("A table was cut off after %(rows)d rows: it is too large for a page.") % {"rows": at})
            break
    spans += [(top, column, height, width) for column, (top, height, width) in open_spans.items()]
    if any(cell.find(f"{W}tbl") is not None for cell in node.iter(f"{W}tc")):
        lose("table", _("A table inside a table was flattened into its cell."))
    width = max((len(row) for row in rows), default=0)
    full = [row + [""] * (width - len(row)) for row in rows]
    return Table(full, header_rows(node, shown), sorted(s for s in spans if s[2] > 1 or s[3] > 1))


def shown_rows(node: etree._Element, lose: Callable[[str, str], None]) -> list[etree._Element]:
    """Without rows that are hidden or whose deletion is tracked, as such text is left out."""
    rows = list(node.iterchildren(f"{W}tr"))
    shown = [row for row in rows if not has(row, "trPr/hidden") and not has(row, "trPr/del")]
    if len(shown) < len(rows):
        lose(
            "table", _("Hidden or deleted rows of a table were left out: %(rows)d.") % {"rows": len(rows) - len(shown)}
        )
    return shown


def read_row(
    at: int,
    row: etree._Element,
    text_of: Callable[[etree._Element], str],
    open_spans: dict[int, tuple[int, int, int]],
    spans: list[tuple[int, int, int, int]],
) -> list[str]:
    cells: list[str] = [""] * min(number(value(row, "trPr/gridBefore")), WIDEST)
    for cell in row.iter(f"{W}tc"):
        if cell.getparent() is not row and not is_wrapped(cell, row):
            continue
        width, column = min(number(value(cell, "tcPr/gridSpan"), 1), WIDEST), len(cells)
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        if goes_on and column in open_spans:
            top, height, span_width = open_spans[column]
            open_spans[column] = (top, height + 1, span_width)
        else:
            close(column, open_spans, spans)
            open_spans[column] = (at, 1, width)
        cells += ["" if goes_on else text_of(cell)] + [""] * (width - 1)
    return cells


def close(column: int, open_spans: dict, spans: list[tuple[int, int, int, int]]) -> None:
    if column in open_spans:
        top, height, width = open_spans.pop(column)
        spans.append((top, column, height, width))


def is_wrapped(cell: etree._Element, row: etree._Element) -> bool:
    """Is the cell held by a content control of this row, and not by a table inside it?"""
    holder = cell.getparent()
    while holder is not row and holder is not None:
        if holder.tag == f"{W}tbl":
            return False
        holder = holder.getparent()
    return True


def header_rows(node: etree._Element, rows: list[etree._Element]) -> int:
    """Rows that Word repeats on each page; else the first row where the table's style sets it off."""
    count = 0
    for row in rows:
        if not has(row, "trPr/tblHeader"):
            break
        count += 1
    look = node.find(f"{W}tblPr/{W}tblLook")
    if not count and look is not None and is_first_row_special(look):
        count = 1
    return min(count, 4, max(len(rows) - 1, 0))


def is_first_row_special(look: etree._Element) -> bool:
    bits = look.get(f"{W}val", "")
    by_bits = bits and all(c in "0123456789abcdefABCDEF" for c in bits) and bool(int(bits, 16) & 0x20)
    return look.get(f"{W}firstRow") == "1" or bool(by_bits)
