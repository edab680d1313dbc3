"""How many people each unit has sent and hosted in a year (features B17)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from exchanges.secondments.enums import IN_OFFICE, OVER
from exchanges.secondments.models import Secondment
from shared.directory.models import Agency


@dataclass(frozen=True)
class Served:
    """What the balance needs of one term that began."""

    home: int
    host: int
    person: int
    starts_on: dt.date
    last_day: dt.date

    def falls_into(self, year: int) -> bool:
        return self.starts_on.year <= year <= self.last_day.year


@dataclass
class Balance:
    """One unit in one year: different persons, and terms that began in it."""

    agency: Agency
    year: int
    sent: set[int] = field(default_factory=set)
    hosted: set[int] = field(default_factory=set)
    begun_sent: int = 0
    begun_hosted: int = 0

    @property
    def sent_count(self) -> int:
        return len(self.sent)

    @property
    def hosted_count(self) -> int:
        return len(self.hosted)

    @property
    def difference(self) -> int:
        """Above 0 where the unit has received more people than it has sent."""
        return len(self.hosted) - len(self.sent)


def terms_served(user: Any) -> list[Served]:
    """Every term in office or over that the officer may see; one query."""
    rows = Secondment.objects.managed_by(user).filter(state__in=[*IN_OFFICE, *OVER], person__isnull=False)
    values = rows.order_by().values_list("home_org", "host_org", "person", "starts_on", "ends_on", "terminated_on")
    today = timezone.localdate()
    found = [Served(home, host, person, start, ended or end) for home, host, person, start, end, ended in values]
    return [term for term in found if term.starts_on <= today]


def years_of(terms: Iterable[Served]) -> list[int]:
    """The years for which there is something to count, the present one first; none lies ahead."""
    this_year = timezone.localdate().year
    first = min((term.starts_on.year for term in terms), default=this_year)
    return list(range(this_year, min(first, this_year) - 1, -1))


def balances(terms: Iterable[Served], years: Iterable[int]) -> list[Balance]:
    """A row for each unit and year in which somebody served; by year, then by the code of the unit."""
    terms, wanted = list(terms), list(years)
    agencies = Agency.objects.in_bulk({term.home for term in terms} | {term.host for term in terms})
    rows: dict[tuple[int, int], Balance] = {}
    for term in terms:
        for year in (y for y in wanted if term.falls_into(y)):
            home = rows.setdefault((year, term.home), Balance(agencies[term.home], year))
            host = rows.setdefault((year, term.host), Balance(agencies[term.host], year))
            home.sent.add(term.person)
            host.hosted.add(term.person)
            begun = term.starts_on.year == year
            home.begun_sent += begun
            host.begun_hosted += begun
    return sorted(rows.values(), key=lambda row: (-row.year, row.agency.code))
