"""What can be found: each app says so once, in its `apps.py`, and who may see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from re import compile as pattern
from typing import Any

from django.db import models
from django.utils.functional import Promise

SOURCES: dict[str, "Source"] = {}
DRAWING = pattern(r"<svg.*?</svg>|<style.*?</style>|<script.*?</script>|<[^>]*>")
INLINE = pattern(r"</?(?:a|b|i|u|em|strong|span|sup|sub|mark)\b[^>]*>")
SPACE = pattern(r"\s*\n\s*")


@dataclass(frozen=True)
class Found:
    """One thing as the index keeps it; `keys` finds it too but is not shown, like a name in pinyin."""

    title: str
    text: str
    url: str
    year: int | None = None
    region_id: int | None = None
    keys: str = ""


@dataclass(frozen=True)
class Source:
    """A kind of thing that is found.

    `rows()` is everything that belongs in the index. `visible(user)` gives the keys of what this user may see, asked
    within every search, but once for all sources that name the same function; None means that everybody sees all rows.
    `follows` says of another model whose acts change what is found: which of our rows belong to an instance of it.
    `named(typed)` gives the keys of what the typed words name outright, like 商标法第57条: that stands first.
    """

    key: str
    label: str | Promise
    rows: Callable[[], models.QuerySet]
    describe: Callable[[Any], Found]
    visible: Callable[[Any], models.QuerySet] | None
    follows: Mapping[type[models.Model], Callable[[Any], models.QuerySet]] = field(default_factory=dict)
    named: Callable[[str], list[int]] | None = None


def register(*sources: Source) -> None:
    SOURCES.update({source.key: source for source in sources})


def touched_by(instance: models.Model) -> dict[str, models.QuerySet]:
    """By source: the rows that an act on this instance may have changed."""
    found: dict[str, models.QuerySet] = {}
    for source in SOURCES.values():
        for model, rows_of in source.follows.items():
            if isinstance(instance, model):
                found[source.key] = rows_of(instance)
    return found


def plain_text(html: str) -> str:
    """The words of a piece of HTML, a line for each block."""
    return SPACE.sub("\n", unescape(DRAWING.sub("\n", INLINE.sub("", html.replace("\r", ""))))).strip()
