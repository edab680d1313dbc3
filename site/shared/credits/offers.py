"""Open places that would earn hours, told by the apps that have them. Each registers a provider in `ready()`.

Offers stand in the order of their days and are never ranked.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Offer:
    """Something a person could join: what, where to enter, when, and what it earns."""

    title: str
    url: str
    starts_on: dt.date | None
    hours: Decimal
    days: Decimal
    category: str
    ends_on: dt.date | None = None


type Provider = Callable[[Any], Iterable[Offer]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def offers_for(person: Any) -> list[Offer]:
    """Everything open to `person`, what begins first standing first, what has no day last."""
    found = [offer for provider in PROVIDERS for offer in provider(person)]
    return sorted(found, key=lambda offer: (offer.starts_on is None, offer.starts_on or dt.date.max, offer.title))
