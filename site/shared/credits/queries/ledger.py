from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from shared.credits import sources
from shared.credits.enums import Category
from shared.credits.models import CreditEntry
from shared.directory.models import Person


@dataclass
class Group:
    """The entries of one kind in one year, with their sums."""

    label: str
    entries: list[CreditEntry] = field(default_factory=list)

    @property
    def hours(self) -> Decimal:
        return sum((entry.hours for entry in self.entries), Decimal(0))

    @property
    def days(self) -> Decimal:
        return sum((entry.days for entry in self.entries), Decimal(0))


@dataclass
class LedgerYear:
    """One year of a ledger: its kinds in their fixed order, and the sums of the year."""

    year: int
    groups: list[Group]

    @property
    def hours(self) -> Decimal:
        return sum((group.hours for group in self.groups), Decimal(0))

    @property
    def days(self) -> Decimal:
        return sum((group.days for group in self.groups), Decimal(0))


def ledger_years(person: Person, first: int | None = None, last: int | None = None) -> list[LedgerYear]:
    """The ledger by year and kind, the latest year first; all years, or those from `first` to `last`."""
    rows = CreditEntry.objects.filter(person=person).select_related("policy").order_by("occurred_on", "pk")
    if first is not None:
        rows = rows.filter(year__gte=first)
    if last is not None:
        rows = rows.filter(year__lte=last)
    years: dict[int, dict[str, Group]] = {}
    for entry in rows:
        kinds = years.setdefault(entry.year, {})
        kinds.setdefault(entry.category, Group(entry.get_category_display())).entries.append(entry)
    order = [str(category) for category in Category]
    return [
        LedgerYear(year, [kinds[kind] for kind in order if kind in kinds])
        for year, kinds in sorted(years.items(), reverse=True)
    ]


def with_addresses(years: Iterable[LedgerYear]) -> list[LedgerYear]:
    """Give every entry the page of what earned it (`address`, '' where there is none)."""
    years = list(years)
    entries = [entry for year in years for group in year.groups for entry in group.entries]
    addresses = sources.addresses_of(entry.source for entry in entries)
    for entry in entries:
        entry.address = addresses.get(entry.source, "")
    return years
