"""What each audited act is called. Each app registers its own in `apps.py:ready()`; an unregistered act is refused."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

LABELS: dict[str, str | Promise] = {}
DETAILS: dict[str, Callable[[Mapping[str, Any]], str]] = {}
TWINS: list[tuple[type, frozenset[str]]] = []


def register(code: str, label: str | Promise, detail: Callable[[Mapping[str, Any]], str] | None = None) -> None:
    """`detail` says in words what the data of such an entry hold beyond its label."""
    LABELS[code] = label
    if detail:
        DETAILS[code] = detail


def register_twins(kind: type, *codes: str) -> None:
    """Entries of Wagtail's own on things of this kind, of acts that ours tell better: histories leave them out."""
    TWINS.append((kind, frozenset(codes)))
