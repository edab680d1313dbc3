import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared.audit.actions import record
from shared.credits.enums import Category, Evidence
from shared.credits.models import CreditEntry
from shared.directory.models import Person
from shared.regulations.queries import credit_policy

LABELS = {"credits.post": _("Hours posted")}
CENT = Decimal("0.01")


@transaction.atomic
def post_hours(
    person: Person,
    *,
    hours: Decimal | None = None,
    days: Decimal | None = None,
    category: str,
    source: str,
    title: str,
    occurred_on: dt.date,
    by: Any,
    jurisdiction: str = "",
    starts_on: dt.date | None = None,
    evidence: str = "",
) -> CreditEntry:
    """Post what `source` earned, once: a second call returns the first entry unchanged.

    Whichever of `hours` and `days` is missing is converted by the credit policy in force on `occurred_on` (H3);
    raises CreditPolicy.DoesNotExist when there is none and ValueError when both are missing. `occurred_on` is the last
    day, or a moment, whose day and year are those of Beijing. Self-study rests on a passed assessment (N4).
    """
    if hours is None and days is None:
        raise ValueError("post_hours needs hours or days.")
    day = day_of(occurred_on)
    policy = credit_policy(on=day, jurisdiction=jurisdiction)
    if hours is None:
        hours = (Decimal(days or 0) * policy.hours_per_day).quantize(CENT)
    if days is None:
        days = (Decimal(hours) / policy.hours_per_day).quantize(CENT)
    entry, created = CreditEntry.objects.get_or_create(
        source=source,
        defaults={
            "person": person,
            "category": category,
            "evidence": evidence or evidence_of(category),
            "hours": hours,
            "days": days,
            "starts_on": starts_on,
            "occurred_on": day,
            "year": day.year,
            "title": title,
            "policy": policy,
            "policy_version": policy.version,
            "posted_by": by,
        },
    )
    if created:
        record("credits.post", entry, by=by, hours=str(hours), days=str(days), document=source)
    return entry


def day_of(moment: dt.date) -> dt.date:
    """The day in Beijing: half past midnight there belongs to the new day and year, whatever UTC says."""
    return timezone.localtime(moment).date() if isinstance(moment, dt.datetime) else moment


def evidence_of(category: str) -> Evidence:
    return Evidence.ASSESSMENT if category == Category.ONLINE_SELF_STUDY else Evidence.ATTENDANCE
