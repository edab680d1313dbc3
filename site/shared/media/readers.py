"""Who may see a file: the apps that show files say so once, in their `apps.py`. What nobody answers for is closed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

READERS: dict[str, "Readers"] = {}


@dataclass(frozen=True)
class Readers:
    """The readers of the files that one app shows: `is_public` for everybody, `may_see` for this request besides."""

    key: str
    is_public: Callable[[Any], bool]
    may_see: Callable[[HttpRequest, Any], bool]


def register(readers: Readers) -> None:
    READERS[readers.key] = readers


def is_public(file: Any) -> bool:
    return any(readers.is_public(file) for readers in READERS.values())


def may_see(request: HttpRequest, file: Any) -> bool:
    return any(readers.may_see(request, file) for readers in READERS.values())
