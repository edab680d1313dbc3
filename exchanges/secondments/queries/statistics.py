"""The figures of a year for the political departments of both sides; persons, never grades of persons."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from exchanges.secondments.enums import IN_OFFICE, OVER, ChangeKind, Decision, Direction, Kind
from exchanges.secondments.models import Secondment, TermChange

YEARS_BACK = 5


@dataclass(frozen=True)
class Row:
    """One line of the statistics: different persons by direction, and what happened to terms."""

    label: str
    to_proc: int
    to_ip: int
    other: int
    begun: int
    ended: int
    terminated: int
    renewed: int


def terms_counted(user: Any) -> list[Secondment]:
    """The officer's terms that have begun, with their units; one query."""
    rows = Secondment.objects.managed_by(user).filter(state__in=[*IN_OFFICE, *OVER], person__isnull=False)
    return list(
        rows.filter(starts_on__lte=timezone.localdate())
        .select_related("home_org", "host_org")
        .only("person_id", "kind", "starts_on", "ends_on", "terminated_on", "home_org__system", "host_org__system")
        .order_by()
    )


def renewals(user: Any) -> dict[int, list[tuple[str, int]]]:
    """Year → kinds and numbers of terms renewed in it, by the day on which the new term begins."""
    agreed = TermChange.objects.visible_to(user).filter(kind=ChangeKind.RENEWAL, approved=Decision.APPROVED)
    found = defaultdict(list)
    for pk, kind, end in agreed.values_list("secondment", "secondment__kind", "old_end"):
        found[end.year].append((kind, pk))
    return found


def by_kind(terms: Iterable[Secondment], renewed: dict[int, list[tuple[str, int]]], year: int) -> list[Row]:
    """A row for each kind that occurs in the year, in the order of the kinds."""
    groups: dict[str, list[Secondment]] = defaultdict(list)
    for term in terms:
        if serves_in(term, year):
            groups[term.kind].append(term)
    kinds = [kind for kind in Kind if groups[kind]]
    return [
        row(str(kind.label), groups[kind], year, sum(k == kind for k, _pk in renewed.get(year, []))) for kind in kinds
    ]


def by_year(terms: list[Secondment], renewed: dict[int, list[tuple[str, int]]], year: int) -> list[Row]:
    """The year and those before it, the oldest first."""
    years = range(year - YEARS_BACK + 1, year + 1)
    return [row(str(y), [term for term in terms if serves_in(term, y)], y, len(renewed.get(y, []))) for y in years]


def serves_in(term: Secondment, year: int) -> bool:
    return term.starts_on.year <= year <= term.last_day.year


def row(label: str, terms: list[Secondment], year: int, renewed: int) -> Row:
    people: dict[str, set[int | None]] = defaultdict(set)
    for term in terms:
        people[term.direction].add(term.person_id)
    today = timezone.localdate()
    over = [term for term in terms if term.last_day.year == year and term.last_day < today]
    return Row(
        label,
        to_proc=len(people[Direction.TO_PROCURATORATE]),
        to_ip=len(people[Direction.TO_IP_ADMIN]),
        other=len(people[Direction.OTHER]),
        begun=sum(term.starts_on.year == year for term in terms),
        ended=sum(term.terminated_on is None for term in over),
        terminated=sum(term.terminated_on is not None and term.terminated_on.year == year for term in terms),
        renewed=renewed,
    )
