"""What an officer sees, as CSV or XLSX for the office; no cell is ever computed by the program that opens it."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from exchanges.secondments.models import Secondment

COMPUTES = ("=", "+", "-", "@", "\t", "\r")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def header() -> list[str]:
    return [
        _("Number"),
        _("Person"),
        _("Home unit code"),
        _("Home unit"),
        _("Host unit code"),
        _("Host unit"),
        _("Direction"),
        _("Kind"),
        _("Position"),
        _("State"),
        _("First day"),
        _("Last day"),
        _("Term number"),
        _("Pledge signed on"),
        _("Ended early on"),
        _("Reason of termination"),
        _("Appraisal grade"),
        _("Cases joined"),
        _("Questions answered"),
    ]


def row(secondment: Secondment) -> list[Any]:
    s = secondment
    return [
        s.number,
        s.person.name if s.person else "",
        s.home_org.code,
        s.home_org.name,
        s.host_org.code,
        s.host_org.name,
        str(s.direction.label),
        s.get_kind_display(),
        s.position,
        s.get_state_display(),
        s.starts_on,
        s.ends_on,
        s.term_number,
        s.pledge_signed_on,
        s.terminated_on,
        s.get_termination_reason_display(),
        s.get_grade_display(),
        s.cases_joined,
        s.questions_answered,
    ]


def safe(value: Any) -> Any:
    """Text that a spreadsheet would compute gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(COMPUTES) else value


def as_csv(secondments: Iterable[Secondment]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(header())
    writer.writerows([safe(value) for value in row(s)] for s in secondments)
    return ("\ufeff" + stream.getvalue()).encode()


def as_xlsx(secondments: Iterable[Secondment]) -> bytes:
    """Strings stay strings: nothing becomes a formula, a link or a number by itself."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(_("Secondments"))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, header(), book.add_format({"bold": True}))
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(header()) - 1, 14)
        for number, s in enumerate(secondments, start=1):
            for column, value in enumerate(row(s)):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
                elif value is not None:
                    sheet.write(number, column, value)
    return stream.getvalue()
