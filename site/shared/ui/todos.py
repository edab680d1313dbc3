"""What a person has to do, told by the apps that know. Each registers a provider in `apps.py:ready()`."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Todo:
    """One task: what it is, where it is done, until when, and what the button says."""

    title: str | Promise
    url: str
    note: str | Promise = ""
    due: dt.date | None = None
    action_label: str | Promise = ""


type Provider = Callable[[Any], Iterable[Todo]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def todos_for(user: Any) -> list[Todo]:
    """Everything `user` has to do: what is due first stands first, what has no date last."""
    found = [todo for provider in PROVIDERS for todo in provider(user)]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due or dt.date.max, str(todo.title)))
