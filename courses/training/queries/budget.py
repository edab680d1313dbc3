"""What a class may cost: the fee standard per person and day (rule book 2.5, H5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.training.models import PlanLine, Session
from shared.directory.models import Agency
from shared.regulations.models import LimitRule, places_of
from shared.regulations.queries import rows_of


@dataclass(frozen=True)
class Ceiling:
    """Persons × days × the ceiling of the grade; the days beyond the full ones at their share."""

    people: int
    days: Decimal
    per_day: LimitRule
    full_days: Decimal
    share_beyond: Decimal

    @property
    def beyond(self) -> Decimal:
        return max(self.days - self.full_days, Decimal(0))

    @property
    def total(self) -> Decimal:
        counted = min(self.days, self.full_days) + self.beyond * self.share_beyond
        return (self.people * counted * self.per_day.value).quantize(Decimal("0.01"))

    @property
    def sum_in_words(self) -> str:
        """`60 persons × 5 days × 550 = 165,000 yuan`, with the days beyond at their share."""
        parts = _("%(people)d persons × %(days)s days × %(value)s yuan") % {
            "people": self.people,
            "days": plain(min(self.days, self.full_days)),
            "value": plain(self.per_day.value),
        }
        if self.beyond:
            parts += " + " + _("%(people)d persons × %(days)s days × %(value)s yuan × %(share)s%%") % {
                "people": self.people,
                "days": plain(self.beyond),
                "value": plain(self.per_day.value),
                "share": plain(self.share_beyond * 100),
            }
        return _("%(sum)s = %(total)s yuan") % {"sum": parts, "total": money(self.total)}


def plain(number: Decimal) -> str:
    return f"{Decimal(number).normalize():f}"


def money(amount: Decimal) -> str:
    """1,234,567 or 1,234.50."""
    return f"{amount:,.2f}".removesuffix(".00")


class FeeStandard:
    """The limits read once, for as many classes as a page shows."""

    def __init__(self) -> None:
        self.rules = [rule for rule in rows_of(LimitRule) if rule.code.startswith("training.fee_")]

    def rule(self, code: str, on: dt.date, jurisdiction: str) -> LimitRule | None:
        """The rule in force on the day: the most local first, then the newest."""
        places = places_of(jurisdiction)
        found = [r for r in self.rules if r.code == code and r.jurisdiction in places and r.is_in_force(on)]
        return max(found, key=lambda r: (r.jurisdiction, r.valid_from or dt.date.min), default=None)

    def ceiling(self, grade: str, people: int, days: Decimal, *, on: dt.date, jurisdiction: str = "") -> Ceiling | None:
        """The most that a class may cost, or None where no verified source names the grade's ceiling."""
        codes = (f"fee_ceiling_{grade}", "fee_full_days", "fee_share_beyond")
        per_day, full_days, share = (self.rule(f"training.{code}", on, jurisdiction) for code in codes)
        if per_day is None or full_days is None or share is None:
            return None
        return Ceiling(people, Decimal(days), per_day, full_days.value, share.value)

    def of_line(self, line: PlanLine) -> Ceiling | None:
        place = jurisdiction_of(line.hosts)
        return self.ceiling(line.grade, line.people, line.days_paid, on=line.first_day, jurisdiction=place)

    def of_session(self, session: Session, people: int) -> Ceiling | None:
        place = session.region.code if session.region else jurisdiction_of(session.hosts)
        return self.ceiling(session.grade, people, session.days_paid, on=session.starts_on, jurisdiction=place)


def jurisdiction_of(hosts: Sequence[Agency]) -> str:
    """The region whose own fee table may hold: that of the first host that has one."""
    return next((host.region.code for host in hosts if host.region), "")
