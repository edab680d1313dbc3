"""What is required of a person by her rank and career, and what she has of it (N4, A20)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from shared.credits.enums import Category, Cycle
from shared.credits.models import CareerEvent, CreditEntry, HourRequirement
from shared.directory.models import Person, Posting, Rank
from shared.regulations.models import places_of
from shared.regulations.queries import add_months, rows_of

NOTHING, ONE_DAY = Decimal(0), dt.timedelta(days=1)
OF_ENTRY = ["person", "category", "hours", "days", "starts_on", "occurred_on", "title", "policy_version", "source"]


class Station(NamedTuple):
    """What of a posting the requirements look at: rank and place."""

    series: str
    rank: str
    region: str


NOWHERE = Station("", "", "")


def station_of(posting: Posting | None) -> Station:
    if posting is None:
        return NOWHERE
    region = posting.agency.region
    return Station(posting.rank_series, posting.rank.strip(), region.code if region else "")


@dataclass(frozen=True)
class Standing:
    """One requirement and what a person has of it between two days; hours, days or months, any one is enough (H2).

    Complete when handed out: sums are worked out once.
    """

    requirement: HourRequirement
    first: dt.date
    last: dt.date
    required_hours: Decimal | None
    required_days: Decimal | None
    entries: list[CreditEntry] = field(default_factory=list)
    event: CareerEvent | None = None

    @cached_property
    def hours(self) -> Decimal:
        return sum((entry.hours for entry in self.entries), NOTHING)

    @cached_property
    def days(self) -> Decimal:
        return sum((entry.days for entry in self.entries), NOTHING)

    @cached_property
    def span(self) -> int:
        """Calendar days in training: the days of every entry from its first to its last, none counted twice."""
        count, reached = 0, dt.date.min
        for first, last in sorted((first_day(entry), entry.occurred_on) for entry in self.entries):
            if last > reached:
                count += (last - max(first, reached + ONE_DAY)).days + 1
                reached = last
        return count

    @cached_property
    def required_span(self) -> int | None:
        """The months asked for, as the calendar has them from the first day in training on."""
        if not self.requirement.months:
            return None
        begin = min((first_day(entry) for entry in self.entries), default=self.first)
        return (add_months(begin, self.requirement.months) - begin).days

    @cached_property
    def met_by(self) -> str:
        """`hours`, `days` or `months`; '' while none of them is reached."""
        if self.required_hours is not None and self.hours >= self.required_hours:
            return "hours"
        if self.required_days is not None and self.days >= self.required_days:
            return "days"
        return "months" if self.required_span is not None and self.span >= self.required_span else ""

    @property
    def is_met(self) -> bool:
        return self.met_by != ""

    @property
    def missing_hours(self) -> Decimal | None:
        """None where the requirement has no hours."""
        if self.required_hours is None:
            return None
        return NOTHING if self.is_met else self.required_hours - self.hours

    @property
    def missing_days(self) -> Decimal | None:
        if self.required_days is None:
            return None
        return NOTHING if self.is_met else self.required_days - self.days

    @property
    def missing_span(self) -> int | None:
        if self.required_span is None:
            return None
        return 0 if self.is_met else self.required_span - self.span

    @property
    def percent(self) -> int:
        """Of whichever measure is nearest to being met; 100 only when it is."""
        pairs: list[tuple[Decimal | int, Decimal | int | None]] = [
            (self.hours, self.required_hours),
            (self.days, self.required_days),
            (self.span, self.required_span),
        ]
        share = max((Decimal(have) / need for have, need in pairs if need), default=NOTHING)
        return 100 if self.is_met else min(99, int(share * 100))


def first_day(entry: CreditEntry) -> dt.date:
    """Of an entry without one: so many days up to its last as it has days of training."""
    return entry.starts_on or entry.occurred_on - dt.timedelta(days=max(int(entry.days) - 1, 0))


def standings(person: Person, on: dt.date | None = None) -> list[Standing]:
    """What `person` has and lacks on a day (today): this year, the period of years, and what her career asks once."""
    return standings_of([person], on=on)[person.pk]


def standings_of(people: Iterable[Person], on: dt.date | None = None) -> dict[int, list[Standing]]:
    """The standings of many people at the cost of three queries."""
    on = on or timezone.localdate()
    keys = [person.pk for person in people]
    postings = postings_on(keys, on)
    events = events_until(keys, postings, on)
    book = RuleBook()
    asked = {key: book.asked_of(postings.get(key), events.get(key, []), on) for key in keys}
    entries = entries_between(keys, [standing for found in asked.values() for standing in found])
    for key, found in asked.items():
        for standing in found:
            standing.entries.extend(e for e in entries.get(key, []) if counts(e, standing))
    return {key: sorted((s for s in found if is_current(s, on)), key=place) for key, found in asked.items()}


def place(standing: Standing) -> tuple[bool, bool, bool, str]:
    """The year first, then the period, self-study apart, then what an event asked for."""
    rule = standing.requirement
    apart = rule.counted == {Category.ONLINE_SELF_STUDY}
    return standing.event is not None, apart, rule.cycle == Cycle.PERIOD, rule.code


def is_current(standing: Standing, on: dt.date) -> bool:
    """What an event asked for stays until the end of the year in which its time ran out, and longer while unmet."""
    return standing.event is None or standing.last.year >= on.year or not standing.is_met


def counts(entry: CreditEntry, standing: Standing) -> bool:
    return standing.first <= entry.occurred_on <= standing.last and entry.category in standing.requirement.counted


def grouped(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def entries_between(keys: list[int], asked: list[Standing]) -> dict[int, list[CreditEntry]]:
    if not asked:
        return {}
    first, last = min(s.first for s in asked), max(s.last for s in asked)
    rows = CreditEntry.objects.filter(person__in=keys, occurred_on__range=(first, last)).only(*OF_ENTRY)
    return grouped(rows.order_by("occurred_on", "pk"))


def events_until(keys: list[int], postings: dict[int, Any], on: dt.date) -> dict[int, list[CareerEvent]]:
    """What happened in each career up to that day; most have nothing on record, which their posting has said."""
    asked = [key for key in keys if key not in postings or postings[key].has_events]
    rows = CareerEvent.objects.filter(person__in=asked, happened_on__lte=on)
    return grouped(rows.order_by("happened_on", "pk"))


def postings_on(keys: list[int], on: dt.date) -> dict[int, Any]:
    """Where each served on that day, the latest where postings overlap; and has her career events on record?"""
    rows = Posting.objects.valid_on(on).filter(person__in=keys).select_related("agency__region")
    rows = rows.annotate(has_events=Exists(CareerEvent.objects.filter(person=OuterRef("person")).order_by()))
    found: dict[int, Any] = {}
    for posting in rows:
        found.setdefault(posting.person_id, posting)
    return found


def posting_of(person: Person, on: dt.date | None = None) -> Posting | None:
    """Where the person serves on that day (today)."""
    return postings_on([person.pk], on or timezone.localdate()).get(person.pk)


class RuleBook:
    """The requirements and the list of ranks, read once for many people."""

    def __init__(self) -> None:
        self.rules = rows_of(HourRequirement)
        self.positions = positions()
        self.known: dict[tuple[Station, dt.date, str], list[HourRequirement]] = {}

    def asked_of(self, posting: Posting | None, events: list[CareerEvent], on: dt.date) -> list[Standing]:
        """What comes round every year or every few years, and what each event asks for once."""
        station = station_of(posting)
        found = [standing_of(rule, *period_of(rule, on)) for rule in self.regular(station, on)]
        for event in events:  # by the rule of the day of the event
            for rule in self.in_force(station, event.happened_on, event.kind):
                first = add_months(event.happened_on, -(rule.months_before or 0))
                found.append(standing_of(rule, first, add_months(event.happened_on, rule.months_after or 0), event))
        return found

    def regular(self, station: Station, on: dt.date) -> list[HourRequirement]:
        """What comes round every year or every few years."""
        return self.in_force(station, on, "")

    def in_force(self, station: Station, on: dt.date, event: str) -> list[HourRequirement]:
        """Of each code the row that applies to people of this rank and place: the most local, then the newest."""
        key = (station, on, event)
        if key not in self.known:
            self.known[key] = self.found(*key)
        return self.known[key]

    def found(self, station: Station, on: dt.date, event: str) -> list[HourRequirement]:
        places = places_of(station.region)
        chosen: dict[str, HourRequirement] = {}
        for rule in self.rules:
            if rule.event != event or rule.jurisdiction not in places or not rule.is_in_force(on):
                continue
            best = chosen.get(rule.code)
            if self.applies(rule, station) and (best is None or weight(rule) > weight(best)):
                chosen[rule.code] = rule
        return list(chosen.values())

    def applies(self, rule: HourRequirement, station: Station) -> bool:
        """Does this rank lie in the rule's range? None does that the list of ranks lacks."""
        if not rule.rank_series:
            return True
        own = self.positions.get((station.series, station.rank))
        if station.series != rule.rank_series or own is None:
            return False
        highest = self.positions.get((rule.rank_series, rule.rank_from), 0)
        lowest = self.positions.get((rule.rank_series, rule.rank_to), own)
        return highest <= own <= lowest


def standing_of(rule: HourRequirement, first: dt.date, last: dt.date, event: CareerEvent | None = None) -> Standing:
    hours, days = rule.hours, rule.days
    if event and not any(rule.amounts):
        hours, days = event.hours, event.days
    return Standing(rule, first, last, hours, days, event=event)


def period_of(rule: HourRequirement, on: dt.date) -> tuple[dt.date, dt.date]:
    """The calendar year of `on`, or the period of years in which it lies, counted from the first year of a period."""
    first, years = on.year, 1
    if rule.cycle == Cycle.PERIOD and rule.cycle_years and rule.cycle_start:
        years = rule.cycle_years
        first -= (on.year - rule.cycle_start) % years
    return dt.date(first, 1, 1), dt.date(first + years - 1, 12, 31)


def weight(rule: HourRequirement) -> tuple[str, dt.date]:
    return rule.jurisdiction, rule.valid_from or dt.date.min


def positions() -> dict[tuple[str, str], int]:
    return {(rank.series, rank.name): rank.position for rank in rows_of(Rank)}


def rank_is_known(posting: Posting | None) -> bool:
    """Is the rank in the list, so that a requirement by rank can be told?"""
    return posting is not None and (posting.rank_series, posting.rank.strip()) in positions()
