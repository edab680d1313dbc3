"""An importer says which columns its sheet has, what each cell may hold, and how rows are taken over.

A new one subclasses `Importer`, is registered in its app's `apps.py:ready()` and has a command of three lines
(`shared.imports.commands.ImportCommand`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.imports.cleaners import Cleaner, Refused, Repaired, plain, safe_text
from shared.imports.enums import FaultAction, Outcome
from shared.imports.sheets import Formula, Merged, Sheet, SheetError, as_text, read_book

HEADER_WITHIN = 20


@dataclass(frozen=True)
class Column:
    """One column: `key` names the value in the record, `header` is what the sheet's first row says.

    `also` lists other headers that are accepted; an empty cell of a `required` column refuses its row.
    A column with `expected=False` may be missing from the sheet altogether.
    """

    key: str
    header: str
    clean: Cleaner = plain
    required: bool = False
    also: tuple[str, ...] = ()
    length: int = 200
    expected: bool = True

    def safe(self, cell: Any, batch: Any) -> Any:
        if isinstance(cell, Formula):
            raise Refused("formula_injection")
        return safe_text(cell, self.length) if isinstance(cell, str) else cell

    @property
    def names(self) -> tuple[str, ...]:
        return (self.header, *self.also)


@dataclass(frozen=True)
class Table:
    """The columns of one sheet. With several tables in a file the sheet is found by name, then by its header."""

    key: str
    columns: tuple[Column, ...]
    sheets: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one cell. `row` is the row number people see in the sheet."""

    row: int
    column: str
    fault: str
    action: str
    value_in_file: str
    value: str
    sheet: str = ""


@dataclass(eq=False)
class Record:
    """One row of one table: cleaned `values` by column key, `in_file` as the sheet shows them."""

    table: Table
    sheet: str
    row: int
    values: dict[str, Any] = field(default_factory=dict)
    in_file: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    refused: bool = False
    repaired: bool = False
    outcome: str = Outcome.SAME

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)


@dataclass
class Batch:
    """One file being read: its records by table, its faults, and what cleaners looked up."""

    by: Any
    records: dict[str, list[Record]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    only: set[int] | None = None
    found: dict[str, Any] = field(default_factory=dict)

    def once[T](self, name: str, load: Callable[[], T]) -> T:
        """Look something up once per file: `batch.once("agencies", load_agencies)`."""
        if name not in self.found:
            self.found[name] = load()
        return self.found[name]

    def all(self) -> Iterator[Record]:
        for records in self.records.values():
            yield from records

    def valid(self, table: str = "") -> list[Record]:
        """Rows to take over: not refused and, if somebody chose rows, chosen. Without `table`: the first one."""
        records = self.records[table or next(iter(self.records))]
        return [r for r in records if not r.refused and (self.only is None or r.row in self.only)]

    def refuse(self, record: Record, key: str, code: str) -> None:
        """Leave the row out, because of the cell of column `key`."""
        record.refused = True
        record.outcome = Outcome.REFUSED
        self.fault(record, key, code, FaultAction.REFUSE, "")

    def repair(self, record: Record, key: str, code: str, value: Any) -> None:
        record.values[key] = value
        record.repaired = True
        self.fault(record, key, code, FaultAction.REPAIR, as_text(value))

    def fault(self, record: Record, key: str, code: str, action: str, value: str) -> None:
        header = record.headers.get(key, key)
        self.faults.append(
            Fault(record.row, header, code, action, record.in_file.get(key, ""), value, sheet=record.sheet)
        )

    def created(self, record: Record) -> None:
        record.outcome = Outcome.CREATED

    def updated(self, record: Record) -> None:
        record.outcome = Outcome.UPDATED

    def counts(self) -> dict[str, int]:
        """read, created, updated, repaired, refused: rows, not cells."""
        rows = [r for r in self.all() if self.only is None or r.row in self.only]
        return {
            "read": len(rows),
            "created": sum(r.outcome == Outcome.CREATED for r in rows),
            "updated": sum(r.outcome == Outcome.UPDATED for r in rows),
            "repaired": sum(r.repaired and not r.refused for r in rows),
            "refused": sum(r.refused for r in rows),
        }


class Importer:
    """Subclass: set `kind`, `label`, `tables`; write `may`, `save`, and `check` where rows depend on each other."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    about: ClassVar[str | Promise] = ""
    tables: ClassVar[tuple[Table, ...]]
    accept: ClassVar[str] = ".xlsx,.csv"
    accepted: ClassVar[str | Promise] = gettext_lazy(
        "An .xlsx file, or a .csv file in UTF-8 or GB18030, of at most 20 MB."
    )

    def read(self, data: bytes, file_name: str, batch: "Batch") -> dict[str, list[Record]]:
        """The records of every table. Override where the file is no sheet; raise SheetError where it cannot be read."""
        book = read_book(data, file_name)
        return {table.key: list(records_of(table, book, batch)) for table in self.tables}

    def may(self, user: Any) -> bool:
        """May this user import such sheets at all? Rows outside her agencies are refused in `check`."""
        return bool(user.is_superuser)

    def check(self, batch: Batch) -> None:
        """Find faults that one cell alone does not show: `batch.refuse(record, "email", "duplicate_email")`."""

    def save(self, batch: Batch) -> None:
        """Write `batch.valid()` in bulk; say `batch.created(record)` or `batch.updated(record)` for each change."""
        raise NotImplementedError

    def describe(self, record: Record) -> str:
        """A few words by which a person recognises the row in the preview."""
        return " · ".join(as_text(v) for v in list(record.values.values())[:3] if as_text(v))


IMPORTERS: dict[str, Importer] = {}


def register(*importers: type[Importer]) -> None:
    for importer in importers:
        IMPORTERS[importer.kind] = importer()


def importers_for(user: Any) -> list[Importer]:
    return [importer for importer in IMPORTERS.values() if importer.may(user)]


def read_batch(importer: Importer, data: bytes, file_name: str, *, by: Any, only: Iterable[int] | None = None) -> Batch:
    """Read and check a file; nothing is written. Raises SheetError when the file as a whole cannot be read."""
    batch = Batch(by=by, only=None if only is None else set(only))
    batch.records.update(importer.read(data, file_name, batch))
    if not any(batch.records.values()):
        raise SheetError(_("The sheet has a header but no rows below it."))
    importer.check(batch)
    places = {sheet: n for n, sheet in enumerate(dict.fromkeys(r.sheet for r in batch.all()))}
    batch.faults.sort(key=lambda f: (places[f.sheet], f.row))
    return batch


def run_import(
    importer: Importer,
    data: bytes,
    file_name: str,
    *,
    by: Any = None,
    dry_run: bool = False,
    only: Iterable[int] | None = None,
) -> Batch:
    """Read a file and take its valid rows over, all or none; with `dry_run` find out what would change."""
    batch = read_batch(importer, data, file_name, by=by, only=only)
    with transaction.atomic():
        importer.save(batch)
        if dry_run:
            transaction.set_rollback(True)
    return batch


# --- from cells to records -------------------------------------------------------------------------------------------


def records_of(table: Table, book: list[Sheet], batch: Batch) -> Iterator[Record]:
    found = find_header(table, book)
    if found is None:
        return
    sheet, start, places = found
    headers = {key: as_text(sheet.rows[start][1][place]).strip() for key, place in places.items()}
    batch.unread += [
        text
        for place, cell in enumerate(sheet.rows[start][1])
        if (text := as_text(cell).strip()) and place not in places.values()
    ]
    columns = [(column, places[column.key]) for column in table.columns if column.key in places]
    for number, cells in sheet.rows[start + 1 :]:
        if any(cell != "" and not isinstance(cell, Merged) and as_text(cell).strip() for cell in cells):
            record = Record(table, sheet.name, number, headers=headers)
            for column, place in columns:
                clean_cell(record, column, cells[place] if place < len(cells) else "", batch)
            yield record


def find_header(table: Table, book: list[Sheet]) -> tuple[Sheet, int, dict[str, int]] | None:
    """Return the sheet, the index of its header row and where each column stands; say which column is missing."""
    best: tuple[Sheet, int, dict[str, int]] | None = None
    named = [s for s in book if s.name in table.sheets]
    for sheet in named or book:
        for index, (_number, cells) in enumerate(sheet.rows[:HEADER_WITHIN]):
            places = place_columns(table, cells)
            if len(places) > (len(best[2]) if best else 0):
                best = sheet, index, places
    missing = [c.header for c in table.columns if c.expected and (best is None or c.key not in best[2])]
    if missing and table.optional and (best is None or not named):
        return None
    if best is None or len(missing) == len([c for c in table.columns if c.expected]):
        raise SheetError(
            _("No header row was found within the first %(rows)d rows. The sheet needs the columns %(columns)s.")
            % {"rows": HEADER_WITHIN, "columns": "、".join(c.header for c in table.columns if c.expected)}
        )
    if missing:
        raise SheetError(
            _("The header row %(row)d lacks: %(columns)s.")
            % {"row": best[0].rows[best[1]][0], "columns": "、".join(missing)}
        )
    return best


def place_columns(table: Table, cells: list[Any]) -> dict[str, int]:
    texts = ["" if isinstance(cell, Formula | Merged) else as_text(cell).strip().lstrip("\ufeff") for cell in cells]
    places: dict[str, int] = {}
    for column in table.columns:
        at = [place for place, text in enumerate(texts) if text in column.names]
        if len(at) > 1:
            raise SheetError(_("The column “%(column)s” stands in the header twice.") % {"column": column.header})
        if at:
            places[column.key] = at[0]
    return places


def clean_cell(record: Record, column: Column, cell: Any, batch: Batch) -> None:
    """Put the cleaned cell into the record, with a fault for each thing mended or refused."""
    record.in_file[column.key] = as_text(cell)
    record.values[column.key] = None
    try:
        for step in (shown, column.safe, column.clean):
            cell = step(cell, batch)
            if isinstance(cell, Repaired):
                batch.repair(record, column.key, cell.code, cell.value)
                cell = cell.value
            if cell == "" or cell is None:
                break
    except Refused as fault:
        batch.refuse(record, column.key, fault.code)
        return
    if cell == "" or cell is None:
        if column.required:
            batch.refuse(record, column.key, f"missing_{column.key}")
        return
    record.values[column.key] = cell


def shown(cell: Any, batch: Batch) -> Any:
    return Repaired(cell.value, "merged_cells") if isinstance(cell, Merged) else cell
