"""Registry: what belongs to a course besides its modules and lessons. Apps above register in `apps.py:ready()`."""

from collections.abc import Callable, Iterable
from typing import Any

type Parts = Callable[[Any], Iterable[Any]]
type Check = Callable[[Any], Iterable[str]]

PARTS: list[Parts] = []
CHECKS: list[Check] = []


def register(parts: Parts, check: Check) -> None:
    """`parts(course)` are reviewed and published with the course; `check(lesson)` says what a lesson lacks."""
    if parts not in PARTS:
        PARTS.append(parts)
        CHECKS.append(check)


def parts_of(course: Any) -> list[Any]:
    return [part for parts in PARTS for part in parts(course)]


def faults_of(lesson: Any) -> list[str]:
    return [fault for check in CHECKS for fault in check(lesson)]
