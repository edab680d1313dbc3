from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from shared.audit.queries import Entry
from shared.ui import tables
from shared.ui.tables import Column

COLUMNS = [
    Column(_("Time"), "at"),
    Column(_("Who"), "who"),
    Column(_("Act"), "what"),
    Column(_("Kind"), "kind"),
    Column(_("Object"), "subject"),
    Column(_("From state"), "from_state"),
    Column(_("To state"), "to_state"),
    Column(_("Reason"), "reason"),
    Column(_("Document"), "document"),
]


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries as CSV, line by line; no cell is taken for a formula by a spreadsheet."""
    return tables.csv_lines(COLUMNS, entries)
