import csv
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from shared.audit.queries import Entry

BOM = "\ufeff"  # without it Excel takes Chinese text for another encoding


class Line:
    """A file to csv.writer that hands back each line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries as CSV, line by line; no cell is taken for a formula by a spreadsheet."""
    writer = csv.writer(Line())
    head = [
        _("Time"),
        _("Who"),
        _("Act"),
        _("Kind"),
        _("Object"),
        _("From state"),
        _("To state"),
        _("Reason"),
        _("Document"),
    ]
    yield BOM + writer.writerow(head)
    for entry in entries:
        at = timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds")
        cells = [at, entry.who, entry.what, entry.kind, entry.subject, entry.from_state, entry.to_state]
        yield writer.writerow([harmless(cell) for cell in [*cells, entry.reason, entry.document]])


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
