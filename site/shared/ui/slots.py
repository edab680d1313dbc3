"""Places on a page where an app that stands above its owner may add links. Each registers them in `apps.py:ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Link:
    label: str | Promise
    href: str


type LinkProvider = Callable[[Any, Any], Iterable[Link]]

SLOTS: dict[str, list[LinkProvider]] = {}


def register_links(slot: str, provider: LinkProvider) -> None:
    """`provider(user, subject)` returns the links this user sees for the subject of the page."""
    providers = SLOTS.setdefault(slot, [])
    if provider not in providers:
        providers.append(provider)


def links_for(slot: str, user: Any, subject: Any) -> list[Link]:
    return [link for provider in SLOTS.get(slot, []) for link in provider(user, subject)]
