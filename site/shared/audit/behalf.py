"""For whom somebody acts: the app that knows deputies says so once, and every act then carries it."""

from collections.abc import Callable
from typing import Any

from django.db import models

type Finder = Callable[[Any], Any]
type Teller = Callable[[str, models.Model, Any, Any], None]

FINDERS: list[Finder] = []
TELLERS: list[Teller] = []


def register(find: Finder, tell: Teller) -> None:
    """`find(by)` returns whom `by` stands in for in what she does now, or None; `tell(action, subject, by, absent)`."""
    if find not in FINDERS:
        FINDERS.append(find)
        TELLERS.append(tell)


def absent_behind(by: Any) -> Any:
    """The account for whom `by` acts, or None when she acts for herself."""
    return next((absent for find in FINDERS if by is not None and (absent := find(by))), None)


def tell_absent(action: str, subject: models.Model, by: Any, absent: Any) -> None:
    for tell in TELLERS:
        tell(action, subject, by, absent)
