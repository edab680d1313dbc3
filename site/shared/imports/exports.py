"""The fault report as CSV, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable
from typing import Any, Protocol

from shared.ui.tables import inert

COLUMNS = ["row", "column", "fault", "action", "value_in_file", "value"]


class Writable(Protocol):
    def write(self, text: str, /) -> Any: ...


def write_report(stream: Writable, faults: Iterable[Any], *, with_sheet: bool = False) -> None:
    """One line per fault; the sheet's name follows as a seventh column where a file has several sheets."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*COLUMNS, "sheet"] if with_sheet else COLUMNS)
    for fault in faults:
        cells = [getattr(fault, name) for name in COLUMNS]
        writer.writerow([inert(str(cell)) for cell in ([*cells, fault.sheet] if with_sheet else cells)])
