"""Who has met what, for thousands of people at once: sums by the database, judged as `standings` judges them.

Careers with events, and people whose days in training might add up to the months asked for, are looked at entry by
entry as on their own page; for everybody else a few sums are enough. A test compares both ways person by person.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, DurationField, ExpressionWrapper, F, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Round

from shared.credits.models import CareerEvent, CreditEntry, HourRequirement
from shared.credits.queries.standings import NOWHERE, RuleBook, Station, period_of, standings_of
from shared.directory.models import Person, Posting

SHORTEST_MONTH = 28
type Window = tuple[dt.date, dt.date, frozenset[str], bool]
type Sums = dict[str, Any]


def people_chosen(people: QuerySet[Person], *, on: dt.date, code: str = "", status: str = "") -> list[int]:
    """The keys of those who match, in the order of `people`; so many questions, however many people there are."""
    keys = list(people.values_list("pk", flat=True))
    verdicts = verdicts_of(people.order_by().values("pk"), keys, on)
    return [key for key in keys if matches([met for c, met in verdicts[key] if not code or c == code], code, status)]


def matches(met: list[bool], code: str, status: str) -> bool:
    """Unmet: at least one requirement is; met: there are some and all of them are."""
    if status == "unmet":
        return not all(met)
    if status == "met":
        return bool(met) and all(met)
    return bool(met) or not code


def verdicts_of(people: QuerySet, keys: list[int], on: dt.date) -> dict[int, list[tuple[str, bool]]]:
    """The code of each requirement of each person, and whether it is met."""
    stations = stations_on(people, on)
    book = RuleBook()
    asked = {station: book.regular(station, on) for station in {NOWHERE, *stations.values()}}
    windows = sorted({window_of(rule, on) for rules in asked.values() for rule in rules}, key=repr)
    sums = sums_of(people, windows)
    closely = set(CareerEvent.objects.filter(person__in=people, happened_on__lte=on).values_list("person", flat=True))
    found: dict[int, list[tuple[str, bool]]] = {}
    for key in keys:
        own = sums.get(key, {})
        verdicts = [
            (rule.code, is_met(rule, own, windows.index(window_of(rule, on))))
            for rule in asked[stations.get(key, NOWHERE)]
        ]
        if any(met is None for _code, met in verdicts):
            closely.add(key)
        found[key] = [(code, bool(met)) for code, met in verdicts]
    for key, rows in standings_of(Person.objects.filter(pk__in=closely), on).items() if closely else ():
        found[key] = [(standing.requirement.code, standing.is_met) for standing in rows]
    return found


def window_of(rule: HourRequirement, on: dt.date) -> Window:
    return *period_of(rule, on), rule.counted, bool(rule.months)


def stations_on(people: QuerySet, on: dt.date) -> dict[int, Station]:
    """Rank and region of each on that day, the latest where postings overlap."""
    columns = ("person", "rank_series", "rank", "agency__region__code")
    found: dict[int, Station] = {}
    for person, series, rank, region in Posting.objects.valid_on(on).filter(person__in=people).values_list(*columns):
        found.setdefault(person, Station(series, rank.strip(), region or ""))
    return found


def sums_of(people: QuerySet, windows: list[Window]) -> dict[int, Sums]:
    """Of each person and window: hundredths of hours and days as whole numbers, exact on every database."""
    if not windows:
        return {}
    first, last = min(w[0] for w in windows), max(w[1] for w in windows)
    rows = CreditEntry.objects.filter(person__in=people, occurred_on__range=(first, last)).order_by().values("person")
    columns: dict[str, Sum | Count] = {}
    for number, window in enumerate(windows):
        columns |= columns_of(number, window)
    found: Any = rows.annotate(**columns)
    return {row["person"]: row for row in found}


def columns_of(number: int, window: Window) -> dict[str, Sum | Count]:
    first, last, counted, by_months = window
    within = Q(occurred_on__range=(first, last), category__in=sorted(counted))
    sums: dict[str, Sum | Count] = {
        f"hours_{number}": Sum(hundredths("hours"), filter=within),
        f"days_{number}": Sum(hundredths("days"), filter=within),
    }
    if not by_months:
        return sums
    length = ExpressionWrapper(F("occurred_on") - F("starts_on"), output_field=DurationField())
    return sums | {
        f"undated_{number}": Sum(hundredths("days"), filter=within & Q(starts_on=None)),
        f"length_{number}": Sum(length, filter=within & Q(starts_on__isnull=False)),
        f"entries_{number}": Count("pk", filter=within),
    }


def hundredths(name: str) -> Cast:
    number = ExpressionWrapper(F(name) * 100, output_field=DecimalField(max_digits=12, decimal_places=2))
    return Cast(Round(number), IntegerField())


def is_met(rule: HourRequirement, sums: Sums, number: int) -> bool | None:
    """By hours or by days; None where only a closer look tells whether the months are reached."""
    if reaches(sums.get(f"hours_{number}"), rule.hours) or reaches(sums.get(f"days_{number}"), rule.days):
        return True
    if rule.months and days_at_most(sums, number) >= rule.months * SHORTEST_MONTH:
        return None
    return False


def reaches(have: int | None, need: Decimal | None) -> bool:
    return need is not None and (have or 0) >= need * 100


def days_at_most(sums: Sums, number: int) -> int:
    """More calendar days in training than these there cannot have been: every entry counted as if none overlapped."""
    length = sums.get(f"length_{number}") or dt.timedelta(0)
    undated = (sums.get(f"undated_{number}") or 0) // 100
    return length.days + undated + (sums.get(f"entries_{number}") or 0)
