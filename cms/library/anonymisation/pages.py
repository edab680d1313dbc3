"""The texts of a page's draft, each with a place that stays when others move, and the way to change it."""

import copy
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.library.anonymisation.scanning import scan
from cms.library.anonymisation.structure import Finding, Piece

TOKEN = re.compile(r"<[^<>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,30});|.", re.DOTALL)
LINK = re.compile(r'href="(?:mailto:|tel:)([^"]*)"')
ENDS = re.compile(r"</(?:p|li|h\d|div)>|<br", re.IGNORECASE)
# Parts of a block that are no words of the page.
NO_WORDS = {"id", "type", "name", "label", "image", "kind", "level", "cutoff", "mergeCells", "cell", "is_ordered"}
NO_FIELDS = {"case_number", "press_contact", "remarks", "scheme"}  # numbers, what is public, what no reader sees
FIELDS_OF_PAGE = {"title", "seo_title", "search_description"}


class Prose:
    """A stored text and what a reader sees of it; `spans[i]` is where the i-th character is stored."""

    def __init__(self, stored: str, *, is_html: bool | None = None) -> None:
        self.stored, self.spans = stored, [(at, at + 1) for at in range(len(stored))]
        self.is_html = stored.lstrip().startswith("<") if is_html is None else is_html
        self.text = self.read() if self.is_html else stored

    def read(self) -> str:
        signs: list[str] = []
        self.spans = []
        for token in TOKEN.finditer(self.stored):
            for sign, span in self.signs_of(token):
                signs.append(sign)
                self.spans.append(span)
        return "".join(signs)

    def signs_of(self, token: re.Match[str]) -> Iterator[tuple[str, tuple[int, int]]]:
        """A character, an entity, the end of a paragraph, or the address that a link writes to."""
        if not token[0].startswith("<") or len(token[0]) == 1:
            shown = html.unescape(token[0]) if len(token[0]) > 1 else token[0]
            yield from ((sign, token.span()) for sign in shown)
        elif link := LINK.search(token[0]):
            start = token.start() + link.start(1)
            yield " ", (start, start)
            yield from ((sign, (start + at, start + at + 1)) for at, sign in enumerate(link[1]))
            yield " ", (start, start)
        elif ENDS.match(token[0]):
            yield "\n", (token.end(), token.end())

    def without(self, found: Iterable[Finding]) -> str:
        """The stored text with each finding's replacement in its place; tags inside a finding stay."""
        stored = self.stored
        for hit in sorted(found, key=lambda h: -h.offset):
            spans = list(dict.fromkeys(self.spans[hit.offset : hit.end]))
            for start, end in reversed(spans[1:]):
                stored = stored[:start] + stored[end:]
            start, end = spans[0]
            new = html.escape(hit.replacement) if self.is_html else hit.replacement
            stored = stored[:start] + new + stored[end:]
        return stored


@dataclass
class Spot:
    """A text of a page: `place` is stable, `label` is for the editor, `put` stores another text there.

    Without `put` it is a text that is not replaced here, as that of a file: `remedy` says what is done instead.
    """

    place: str
    label: str
    prose: Prose
    put: Any = field(repr=False)
    heading: str = ""
    remedy: str = ""

    @property
    def piece(self) -> Piece:
        return Piece(self.place, self.prose.text, self.heading)


def spots_of(page: Any) -> list[Spot]:
    """Every text of the draft: its fields, its streams, its events."""
    spots: list[Spot] = []
    for one in page._meta.get_fields():
        if isinstance(one, StreamField):
            spots += stream_spots(page, one)
        elif is_words(one):
            spots += [spot for spot in [field_spot(page, one)] if spot.prose.text.strip()]
    for at, event in enumerate(page.chronicle.all() if hasattr(page, "chronicle") else []):
        place = f"chronicle:{event.pk or f'new{at}'}"
        spots.append(Spot(place, str(event.printed_date), Prose(event.text), putter(event, "text")))
    return [*spots, slug_spot(page)] if page.slug else spots


def slug_spot(page: Any) -> Spot:
    """The words of the public address. Another address is chosen, not made: links may lead to this one."""
    words = page.slug.replace("-", " ").replace("_", " ")
    remedy = _("This stands in the address of the page: choose another one under “Promote”.")
    return Spot("slug", _("Address of the page"), Prose(words, is_html=False), None, remedy=remedy)


def is_words(one: Any) -> bool:
    return (
        isinstance(one, models.CharField | models.TextField)
        and one.editable
        and not one.choices
        and one.name not in NO_FIELDS
        and (one.model is not Page or one.name in FIELDS_OF_PAGE)
    )


def field_spot(page: Any, one: Any) -> Spot:
    return Spot(one.name, str(one.verbose_name), Prose(getattr(page, one.name) or ""), putter(page, one.name))


def putter(subject: Any, name: str) -> Any:
    return lambda text: setattr(subject, name, text)


def stream_spots(page: Any, one: StreamField) -> Iterator[Spot]:
    """The texts of a stream; putting one there gives the page a new stream of the same blocks."""
    raw = copy.deepcopy(getattr(page, one.name).get_prep_value())

    def put_at(holder: Any, key: Any) -> Any:
        def put(text: str) -> None:
            holder[key] = text
            setattr(page, one.name, one.to_python(raw))

        return put

    for block in raw:
        value = block.get("value")
        name = value.get("name") or value.get("caption") or value.get("title") or "" if isinstance(value, dict) else ""
        label = "：".join(part for part in [str(one.verbose_name), str(name)] if part)
        for holder, key, path, heading in leaves(block, "value", ""):
            if holder[key].strip():
                place = f"{one.name}:{block.get('id', '')}{path}"[:200]
                yield Spot(place, label, Prose(holder[key]), put_at(holder, key), heading)


def leaves(holder: Any, key: Any, path: str) -> Iterator[tuple[Any, Any, str, str]]:
    """Every string below, with the holder to change it in; a cell of a table knows the heading of its column."""
    value = holder[key]
    if isinstance(value, str):
        yield holder, key, path, ""
    elif isinstance(value, dict) and isinstance(value.get("data"), list):
        yield from cells(value["data"], path)
    elif isinstance(value, dict):
        for name in value:
            if name not in NO_WORDS:
                yield from leaves(value, name, f"{path}.{name}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            mark = item.get("id") or at if isinstance(item, dict) else at
            yield from leaves(value, at, f"{path}.{mark}")


def cells(rows: list[list[Any]], path: str) -> Iterator[tuple[Any, Any, str, str]]:
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                heading = rows[0][column] if at and column < len(rows[0]) else ""
                yield row, column, f"{path}:r{at + 1}:c{column + 1}", heading or ""


def scan_page(spots: list[Spot], roster: Iterable[str]) -> list[Finding]:
    return scan([spot.piece for spot in spots], roster=roster)
