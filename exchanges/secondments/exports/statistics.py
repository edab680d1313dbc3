"""The statistics of a year as a workbook: figures by kind, by year and by unit, each with its chart."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.queries import balances, terms_served
from exchanges.secondments.queries.statistics import Row, by_kind, by_year, renewals, terms_counted
from shared.ui.tables import simple

COLOURS = {"to_proc": "#1D5B8A", "to_ip": "#A3322B", "other": "#5F6B7A"}


def statistics_book(user: Any, year: int) -> bytes:
    """Every text is written as text, so that nothing in it is computed."""
    terms, renewed = terms_counted(user), renewals(user)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        heading = _("Persons by kind in %(year)s") % {"year": year}
        kinds = by_kind(terms, renewed, year)
        fill(book, _("By kind"), heading, figures_head(_("Kind")), [figures(r) for r in kinds], "column")
        heading = _("Persons by year up to %(year)s") % {"year": year}
        years = by_year(terms, renewed, year)
        fill(book, _("By year"), heading, figures_head(_("Year")), [figures(r) for r in years], "line")
        heading = _("Sent and hosted in %(year)s") % {"year": year}
        rows = [[b.agency.name, b.sent_count, b.hosted_count] for b in balances(terms_served(user), [year])]
        fill(book, _("By unit"), heading, [_("Unit"), _("Persons sent"), _("Persons hosted")], rows, "bar")
    return stream.getvalue()


def figures_head(first: str) -> list[str]:
    return [
        first,
        _("IP administration to procuratorate"),
        _("procuratorate to IP administration"),
        _("within one side or with another body"),
        _("Terms begun"),
        _("Terms that ended"),
        _("Terms ended early"),
        _("Terms renewed"),
    ]


def figures(row: Row) -> list[Any]:
    return [row.label, row.to_proc, row.to_ip, row.other, row.begun, row.ended, row.terminated, row.renewed]


def fill(book: Any, name: str, heading: str, head: list[str], rows: Sequence[list[Any]], chart: str) -> None:
    """Heading, source and day, the table from the fourth row on, and the chart of its first figures beside it."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    sheet.write_string(0, 0, heading, book.add_format({"bold": True, "font_size": 14}))
    source = _("Different persons in the terms that the reader may see, as of %(day)s")
    sheet.write_string(1, 0, source % {"day": timezone.localdate().isoformat()})
    for place, text in enumerate(head):
        sheet.write_string(3, place, text, bold)
    for number, cells in enumerate(rows, start=4):
        for place, cell in enumerate(cells):
            write(sheet, number, place, simple(cell))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(head) - 1, 14)
    sheet.freeze_panes(4, 1)
    if rows:
        add_chart(book, sheet, name, heading, head, len(rows), chart)


def write(sheet: Any, row: int, place: int, cell: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, place, cell)
    else:
        sheet.write_number(row, place, cell)


def add_chart(book: Any, sheet: Any, name: str, heading: str, head: list[str], rows: int, kind: str) -> None:
    """Two or three series of persons; the table beside it says the same in figures."""
    chart = book.add_chart({"type": kind})
    shades = list(COLOURS.values())
    for place in range(1, min(len(head), 4)):
        shade = {"color": shades[place - 1]}
        chart.add_series(
            {
                "name": [name, 3, place],
                "categories": [name, 4, 0, 3 + rows, 0],
                "values": [name, 4, place, 3 + rows, place],
                "fill": shade,
                "line": shade,
            }
        )
    chart.set_title({"name": heading, "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "0", "min": 0})
    chart.set_size({"width": 760, "height": 360 if kind != "bar" else max(360, rows * 34)})
    sheet.insert_chart(6 + rows, 0, chart, {"description": heading})
