"""What came of a term: trainings, lectures, outputs. Apps that know of some register a provider in `ready()`."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """One training, lecture or output of a person: in which section, on which day, for how many hours, its page."""

    section: str
    title: str
    on: dt.date
    hours: Decimal | None = None
    url: str = ""


type Provider = Callable[[Any, dt.date, dt.date], Iterable[Outcome]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """`provider(person, first_day, last_day)` gives what of her falls on these days, in one or two queries."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def outcomes_on(person: Any, first_day: dt.date, last_day: dt.date) -> list[Outcome]:
    """Everything that falls on these days, the earliest first."""
    found = [outcome for provider in PROVIDERS for outcome in provider(person, first_day, last_day)]
    return sorted(found, key=lambda outcome: (outcome.on, outcome.title))
