import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from shared.audit.actions import record
from shared.credits.models import CreditEntry
from shared.directory.models import Person
from shared.regulations.queries import credit_policy


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
) -> CreditEntry:
    """Post what `source` earned, once: a second call returns the first entry unchanged.

    Whichever of `hours` and `days` is missing is converted by the credit policy in force on `occurred_on` (H3);
    raises CreditPolicy.DoesNotExist when there is none and ValueError when both are missing.
    """
    if hours is None and days is None:
        raise ValueError("post_hours needs hours or days.")
    policy = credit_policy(on=occurred_on, jurisdiction=jurisdiction)
    if hours is None:
        hours = Decimal(days or 0) * policy.hours_per_day
    if days is None:
        days = (Decimal(hours) / policy.hours_per_day).quantize(Decimal("0.01"))
    entry, created = CreditEntry.objects.get_or_create(
        source=source,
        defaults={
            "person": person,
            "category": category,
            "hours": hours,
            "days": days,
            "occurred_on": occurred_on,
            "year": occurred_on.year,
            "title": title,
            "policy": policy,
            "policy_version": policy.version,
            "posted_by": by,
        },
    )
    if created:
        record("credits.post", entry, by=by, hours=str(hours), days=str(days), document=source)
    return entry
