"""Who is otherwise engaged. Apps that know of somebody's days register a provider in `apps.py:ready()`."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Engagement:
    """Days on which a person is needed or away elsewhere. One that blocks leaves no room for anything else."""

    person_id: int
    starts_on: dt.date
    ends_on: dt.date
    label: str | Promise
    is_blocking: bool


type Provider = Callable[[Sequence[int], dt.date, dt.date], Iterable[Engagement]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider(person_ids, first_day, last_day)` gives what falls on these days, in one query for all of them."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def engagements_of(person_ids: Sequence[int], first_day: dt.date, last_day: dt.date) -> dict[int, list[Engagement]]:
    """Everything that falls on these days, by person: what blocks stands first, then by day."""
    found: dict[int, list[Engagement]] = {}
    if not person_ids:
        return found
    for provider in PROVIDERS:
        for engagement in provider(person_ids, first_day, last_day):
            found.setdefault(engagement.person_id, []).append(engagement)
    for rows in found.values():
        rows.sort(key=lambda row: (not row.is_blocking, row.starts_on, row.ends_on))
    return found
