"""The rules in force. Every page asks for some, they change a few times a year: each process keeps the small tables.

A changed rule holds everywhere after REGULATIONS_KEPT_SECONDS at the latest.
"""

import datetime as dt
import time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

from shared.regulations.enums import Basis, DayKind
from shared.regulations.models import CalendarDay, CreditPolicy, DeadlineRule, LimitRule, Rule, places_of

_kept: dict[type[models.Model], tuple[float, Any]] = {}


def rows_of[M: models.Model](model: type[M]) -> list[M]:
    """All rows of one of the small tables, read again when they have been kept too long. Not to be changed."""
    read_at, rows = _kept.get(model, (0.0, None))
    if rows is None or time.monotonic() - read_at >= settings.REGULATIONS_KEPT_SECONDS:
        rows = list(model._default_manager.all())
        _kept[model] = (time.monotonic(), rows)
    return rows


def forget(model: type[models.Model]) -> None:
    """Read this table again at the next question; other processes do so by themselves."""
    _kept.pop(model, None)


def special_days() -> dict[dt.date, str]:
    """Holidays and make-up working days of the editable calendar."""
    return {row.day: row.kind for row in rows_of(CalendarDay)}


def nearest_in_force[R: Rule](model: type[R], on: dt.date, jurisdiction: str, code: str) -> list[R]:
    """All rows of a template: those of the most local place that has any on that day, in the table's order."""
    places = places_of(jurisdiction)
    found = [r for r in rows_of(model) if r.code == code and r.jurisdiction in places and r.is_in_force(on)]
    nearest = max((r.jurisdiction for r in found), default="")
    return [r for r in found if r.jurisdiction == nearest]


def in_force[R: Rule](model: type[R], on: dt.date, jurisdiction: str = "", code: str | None = None) -> R | None:
    """The most local rule, then the newest, as `RuleQuerySet.in_force` orders them."""
    places = places_of(jurisdiction)
    found = [
        r for r in rows_of(model) if (code is None or r.code == code) and r.jurisdiction in places and r.is_in_force(on)
    ]
    return max(found, key=lambda r: (r.jurisdiction, r.valid_from or dt.date.min), default=None)


def is_working_day(day: dt.date, special: dict[dt.date, str] | None = None) -> bool:
    """Weekdays, less the holidays, plus the make-up days of the editable calendar."""
    if special is None:
        special = special_days()
    kind = special.get(day)
    return kind == DayKind.MAKEUP if kind else day.weekday() < 5


def shift(start: dt.date, amount: int, basis: str, special: dict[dt.date, str] | None = None) -> dt.date:
    """The day `amount` calendar or working days after `start` (before it when negative). `start` itself is not counted.

    Months keep the day of the month, or the last day of a shorter month. `special` is the whole calendar where the
    caller has it already. Raises ValueError for hours.
    """
    if basis == Basis.CALENDAR_DAYS:
        return start + dt.timedelta(days=amount)
    if basis == Basis.MONTHS:
        return add_months(start, amount)
    if basis != Basis.WORKING_DAYS:
        raise ValueError(f"A day cannot be moved by {basis!r}.")
    step = dt.timedelta(days=1 if amount > 0 else -1)
    if special is None:
        special = special_days()
    day, left = start, abs(amount)
    while left:
        day += step
        left -= is_working_day(day, special)
    return day


def add_months(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(start.day, last))


def deadline_rule(code: str, *, on: dt.date, jurisdiction: str = "") -> DeadlineRule:
    """The rule in force; raises DeadlineRule.DoesNotExist naming the code when none is."""
    rule = in_force(DeadlineRule, on, jurisdiction, code)
    if rule is None:
        raise DeadlineRule.DoesNotExist(f"No deadline rule {code!r} is in force on {on}.")
    return rule


def deadline(code: str, *, start: dt.date, jurisdiction: str = "", before: bool = False) -> dt.date:
    """The day a step is due, counted after `start` (or before it) by the rule `code`."""
    rule = deadline_rule(code, on=start, jurisdiction=jurisdiction)
    return shift(start, -rule.amount if before else rule.amount, rule.basis)


class Deadlines:
    """The deadlines of many rows at the cost of two queries: all rules whose code begins with `prefix`."""

    def __init__(self, prefix: str) -> None:
        self.rules = [rule for rule in rows_of(DeadlineRule) if rule.code.startswith(prefix)]
        self.special = special_days()

    def rule(self, code: str, *, on: dt.date, jurisdiction: str = "") -> DeadlineRule | None:
        """The rule in force as `deadline_rule` finds it, or None."""
        places = places_of(jurisdiction)
        found = [r for r in self.rules if r.code == code and r.jurisdiction in places and r.is_in_force(on)]
        return max(found, key=lambda r: (r.jurisdiction, r.valid_from or dt.date.min), default=None)

    def due(self, code: str, *, start: dt.date, jurisdiction: str = "", before: bool = False) -> dt.date | None:
        rule = self.rule(code, on=start, jurisdiction=jurisdiction)
        if rule is None:
            return None
        return shift(start, -rule.amount if before else rule.amount, rule.basis, self.special)


def limit_rule(code: str, *, on: dt.date, jurisdiction: str = "") -> LimitRule:
    """The limit in force, with its source; raises LimitRule.DoesNotExist naming the code when none is."""
    rule = in_force(LimitRule, on, jurisdiction, code)
    if rule is None:
        raise LimitRule.DoesNotExist(f"No limit {code!r} is in force on {on}.")
    return rule


def limit(code: str, *, on: dt.date, jurisdiction: str = "") -> Decimal:
    """The value of a limit in force; raises LimitRule.DoesNotExist naming the code when none is."""
    return limit_rule(code, on=on, jurisdiction=jurisdiction).value


def credit_policy(*, on: dt.date, jurisdiction: str = "") -> CreditPolicy:
    policy = in_force(CreditPolicy, on, jurisdiction)
    if policy is None:
        raise CreditPolicy.DoesNotExist(f"No credit policy is in force on {on}.")
    return policy
