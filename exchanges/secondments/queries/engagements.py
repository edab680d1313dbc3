"""On which days a secondment needs its person, told to whoever plans something else for her."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import APPOINTED
from exchanges.secondments.models import Secondment
from shared.directory.engagements import Engagement
from shared.ui.prepared import Prepared

TERMS = Prepared(
    lambda people, last_day: (
        Secondment.objects.filter(person__in=people, state__in=APPOINTED, starts_on__lte=last_day)
        .order_by()
        .values_list("person", "is_full_time", "starts_on", "ends_on", "terminated_on", "host_org__name")
    )
)


def terms_on(person_ids: Sequence[int], first_day: dt.date, last_day: dt.date) -> list[Engagement]:
    """The first and the last day of a term are spent at the host; a full-time term around them is a hint."""
    rows = TERMS(list(person_ids), last_day)
    return [engagement for row in rows for engagement in engagements(row, first_day, last_day)]


def engagements(row: tuple[Any, ...], first_day: dt.date, last_day: dt.date) -> Iterator[Engagement]:
    person, is_full_time, starts_on, ends_on, terminated_on, host = row
    ends_on = terminated_on or ends_on
    if first_day <= starts_on <= last_day:
        yield Engagement(person, starts_on, starts_on, named(_("reports for duty at"), host), True)
    if first_day <= ends_on <= last_day:
        yield Engagement(person, ends_on, ends_on, named(_("hands over and leaves"), host), True)
    if is_full_time and starts_on <= first_day and ends_on >= last_day:
        yield Engagement(person, starts_on, ends_on, named(_("serves full-time at"), host), False)


def named(words: Any, host: str) -> Any:
    return format_lazy("{words} {host}", words=words, host=host)
