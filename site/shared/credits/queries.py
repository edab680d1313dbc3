import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from shared.credits.enums import Category
from shared.credits.models import CreditEntry
from shared.directory.models import Person
from shared.regulations.models import CreditPolicy
from shared.regulations.queries import credit_policy, limit


@dataclass(frozen=True)
class YearSummary:
    """What one person has and still lacks in one year; met by hours or by days, either is enough (H2)."""

    year: int
    hours: Decimal
    days: Decimal
    required_hours: Decimal
    required_days: Decimal
    policy: CreditPolicy | None

    @property
    def is_met(self) -> bool:
        return self.hours >= self.required_hours or self.days >= self.required_days

    @property
    def missing_hours(self) -> Decimal:
        return Decimal(0) if self.is_met else self.required_hours - self.hours

    @property
    def percent(self) -> int:
        """Of the requirement, by whichever of hours and days is nearer to it; at most 100."""
        share = max(self.hours / self.required_hours, self.days / self.required_days)
        return min(100, int(share * 100))


def year_summary(person: Person, year: int | None = None) -> YearSummary:
    """Hours and days of `year` (this one by default), self-study apart from what the yearly requirement counts."""
    year = year or timezone.localdate().year
    day = min(dt.date(year, 12, 31), max(timezone.localdate(), dt.date(year, 1, 1)))
    entries = CreditEntry.objects.filter(person=person).of_year(year).exclude(category=Category.ONLINE_SELF_STUDY)
    total = entries.aggregate(hours=Sum("hours"), days=Sum("days"))
    return YearSummary(
        year=year,
        hours=total["hours"] or Decimal(0),
        days=total["days"] or Decimal(0),
        required_hours=limit("credits.year_hours", on=day),
        required_days=limit("credits.year_days", on=day),
        policy=current_policy(day),
    )


def current_policy(day: dt.date) -> CreditPolicy | None:
    try:
        return credit_policy(on=day)
    except CreditPolicy.DoesNotExist:
        return None
