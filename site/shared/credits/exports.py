"""Sheets of the training office: who lacks what, and the year for the personnel file; no more of a person than that."""

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator
from itertools import batched
from operator import itemgetter
from typing import IO, Any

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.credits.models import CreditEntry
from shared.credits.queries import Standing, grouped, missing_words, postings_on, required_words, standings_of
from shared.directory.models import Person, Posting
from shared.ui.tables import Column, cells_of, headings

CHUNK = 400


def posting_text(posting: Posting | None, name: str) -> str:
    return str(getattr(posting, name)) if posting else ""


PEOPLE = [
    Column(gettext_lazy("Name"), lambda row: row[0].name),
    Column(gettext_lazy("Unit"), lambda row: posting_text(row[1], "agency")),
    Column(gettext_lazy("Department"), lambda row: posting_text(row[1], "department")),
    Column(gettext_lazy("Rank"), lambda row: posting_text(row[1], "rank")),
    Column(gettext_lazy("Requirement"), lambda row: row[2].requirement.label),
    Column(gettext_lazy("From"), lambda row: row[2].first),
    Column(gettext_lazy("To"), lambda row: row[2].last),
    Column(gettext_lazy("Required"), lambda row: required_words(row[2])),
    Column(gettext_lazy("Hours"), lambda row: row[2].hours),
    Column(gettext_lazy("Days"), lambda row: row[2].days),
    Column(gettext_lazy("Lacking"), lambda row: missing_words(row[2])),
    Column(gettext_lazy("Met"), lambda row: row[2].is_met),
]

DECLARATIONS = [
    Column(gettext_lazy("Name"), "person.name"),
    Column(gettext_lazy("Unit"), "agency"),
    Column(gettext_lazy("Training"), "title"),
    Column(gettext_lazy("Organiser of the training"), "organiser"),
    Column(gettext_lazy("Kind"), lambda row: row.get_category_display()),
    Column(gettext_lazy("From"), "starts_on"),
    Column(gettext_lazy("To"), "ends_on"),
    Column(gettext_lazy("Hours"), "hours"),
    Column(gettext_lazy("Days"), "days"),
    Column(gettext_lazy("State"), lambda row: row.get_state_display()),
    Column(gettext_lazy("Reason"), "refusal"),
]


def people_rows(
    rows: Iterable[tuple[Person, list[Standing]]], on: dt.date
) -> Iterator[tuple[Person, Posting | None, Standing]]:
    """One row per person and requirement."""
    for chunk in batched(rows, CHUNK, strict=False):
        postings = postings_on([person.pk for person, _found in chunk], on)
        for person, found in chunk:
            for standing in found:
                yield person, postings.get(person.pk), standing


# --- the year for the personnel file ----------------------------------------------------------------------------------

type Record = dict[str, Any]


def year_records(people: Iterable[Person], year: int) -> Iterator[Record]:
    """Each person with her entries of the year and her standings at its end; a few questions for hundreds of people."""
    on = min(dt.date(year, 12, 31), max(timezone.localdate(), dt.date(year, 1, 1)))
    for chunk in batched(people, CHUNK, strict=False):
        keys = [person.pk for person in chunk]
        found, postings = standings_of(chunk, on=on), postings_on(keys, on)
        entries = grouped(CreditEntry.objects.filter(person__in=keys, year=year).order_by("occurred_on", "pk"))
        for person in chunk:
            yield record_of(person, postings.get(person.pk), entries.get(person.pk, []), found[person.pk])


def record_of(person: Person, posting: Posting | None, entries: list[CreditEntry], found: list[Standing]) -> Record:
    """Staff number and name say who it is; nothing else personal goes out."""
    return {
        "staff_number": person.user.username if person.user else "",
        "name": person.name,
        "unit": posting_text(posting, "agency"),
        "department": posting_text(posting, "department"),
        "rank": posting_text(posting, "rank"),
        "entries": [entry_record(entry) for entry in entries],
        "standings": [standing_record(standing) for standing in found],
    }


def entry_record(entry: CreditEntry) -> Record:
    return {
        "date": entry.occurred_on,
        "title": entry.title,
        "category": entry.get_category_display(),
        "evidence": entry.get_evidence_display(),
        "hours": entry.hours,
        "days": entry.days,
        "policy_version": entry.policy_version,
        "source": entry.source,
    }


def standing_record(standing: Standing) -> Record:
    return {
        "requirement": standing.requirement.label,
        "from": standing.first,
        "to": standing.last,
        "required": required_words(standing),
        "hours": standing.hours,
        "days": standing.days,
        "lacking": missing_words(standing),
        "met": standing.is_met,
    }


def year_json(records: Iterable[Record], *, year: int, unit: str) -> Iterator[str]:
    """The file piece by piece: nobody has to hold a province in memory."""
    head = {"year": year, "unit": unit, "made_at": timezone.now()}
    yield json.dumps(head, cls=DjangoJSONEncoder, ensure_ascii=False)[:-1] + ', "persons": ['
    for number, found in enumerate(records):
        yield (",\n" if number else "\n") + json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False)
    yield "\n]}\n"


WHO = [
    (gettext_lazy("Staff number"), "staff_number"),
    (gettext_lazy("Name"), "name"),
    (gettext_lazy("Unit"), "unit"),
    (gettext_lazy("Department"), "department"),
    (gettext_lazy("Rank"), "rank"),
]
ENTRY = [
    (gettext_lazy("Date"), "date"),
    (gettext_lazy("Earned by"), "title"),
    (gettext_lazy("Kind"), "category"),
    (gettext_lazy("Evidence"), "evidence"),
    (gettext_lazy("Hours"), "hours"),
    (gettext_lazy("Days"), "days"),
    (gettext_lazy("Policy version"), "policy_version"),
]
STANDING = [
    (gettext_lazy("Requirement"), "requirement"),
    (gettext_lazy("From"), "from"),
    (gettext_lazy("To"), "to"),
    (gettext_lazy("Required"), "required"),
    (gettext_lazy("Hours"), "hours"),
    (gettext_lazy("Days"), "days"),
    (gettext_lazy("Lacking"), "lacking"),
    (gettext_lazy("Met"), "met"),
]


class TwoSheets:
    """Entries and standings side by side; rows go to files on disk as they come."""

    def __init__(self, stream: IO[bytes]) -> None:
        options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        self.book = xlsxwriter.Workbook(stream, options)
        self.bold = self.book.add_format({"bold": True, "bottom": 1})
        self.date = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.sheets: dict[str, tuple[Any, list[Column]]] = {}
        self.rows: dict[str, int] = {}

    def add(self, key: str, title: str, parts: list[tuple[Any, str]]) -> None:
        sheet, columns = self.book.add_worksheet(title), [Column(heading, itemgetter(key)) for heading, key in parts]
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 16)
        for place, text in enumerate(headings(columns)):
            sheet.write_string(0, place, text, self.bold)
        self.sheets[key], self.rows[key] = (sheet, columns), 0

    def write(self, key: str, row: Record) -> None:
        sheet, columns = self.sheets[key]
        self.rows[key] += 1
        for place, cell in enumerate(next(cells_of(columns, [row]))):
            if isinstance(cell, str):
                sheet.write_string(self.rows[key], place, cell)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(self.rows[key], place, cell, self.date)
            else:
                sheet.write_number(self.rows[key], place, cell)


def year_xlsx(records: Iterable[Record]) -> IO[bytes]:
    """A workbook on disk, to be sent and forgotten; text is never a formula."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    book = TwoSheets(file)
    book.add("entries", _("Entries"), [*WHO, *ENTRY])
    book.add("standings", _("Standings"), [*WHO, *STANDING])
    for found in records:
        who = {key: found[key] for _heading, key in WHO}
        for key in book.sheets:
            for row in found[key]:
                book.write(key, {**who, **row})
    book.book.close()
    file.seek(0)
    return file
