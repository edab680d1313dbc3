"""Who may read the log. Roles live above this app, so whoever owns them registers the test in `apps.py:ready()`."""

from collections.abc import Callable
from typing import Any

READERS: list[Callable[[Any], bool]] = []


def register_reader(test: Callable[[Any], bool]) -> None:
    if test not in READERS:
        READERS.append(test)


def can_read_audit_log(user: Any) -> bool:
    return user.is_authenticated and any(test(user) for test in READERS)
