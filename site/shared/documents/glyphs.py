"""Which characters our fonts can draw: asked before typesetting, so that no document ever shows an empty box."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from fontTools.ttLib import TTFont

FONTS = Path(settings.FONTS)
SVG_TEXT = re.compile(r"<(?:[\w-]+:)?text\b.*?</(?:[\w-]+:)?text>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SHOWN = 10


class MissingGlyphsError(Exception):
    """Characters that no font of the project covers; str() names each one, its code point and where it stands."""

    def __init__(self, missing: Mapping[str, list[str]]) -> None:
        self.missing = dict(missing)
        comma = pgettext("between places", ", ")
        named = [
            _("“%(character)s” (%(code)s) in %(places)s")
            % {
                "character": character,
                "code": f"U+{ord(character):04X}",
                "places": comma.join(places[:3]),
            }
            for character, places in list(self.missing.items())[:SHOWN]
        ]
        if len(self.missing) > SHOWN:
            named.append(_("and %(count)d more") % {"count": len(self.missing) - SHOWN})
        sentence = ngettext(
            "The fonts have no shape for this character: %(list)s. Replace it, or ask for a font that has it.",
            "The fonts have no shape for these characters: %(list)s. Replace them, or ask for a font that has them.",
            len(self.missing),
        )
        super().__init__(sentence % {"list": _("; ").join(named)})


@cache
def covered_characters() -> frozenset[int]:
    """Code points that at least one of the project's fonts has."""
    covered: set[int] = set()
    for file in sorted(FONTS.glob("*.otf")):
        with TTFont(file, lazy=True) as font:
            covered |= font.getBestCmap().keys()
    return frozenset(covered)


def strings_of(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a JSON-like value with the path that leads to it, for example `people[2].name`."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, bytes):
        yield path, svg_text(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from strings_of(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from strings_of(item, f"{path}[{index}]")


def svg_text(picture: bytes) -> str:
    """The words inside an SVG picture; other pictures have none that we could read."""
    if b"<svg" not in picture[:1000]:
        return ""
    return unescape(TAG.sub("", "".join(SVG_TEXT.findall(picture.decode("utf-8", "replace")))))


def drop_invisible_marks(text: str) -> str:
    """Text without control characters and invisible marks that word processors leave; break hints stay."""
    return "".join(c for c in text if c in "\n\t\u200b\u00ad" or unicodedata.category(c) not in {"Cc", "Cf"})


def missing_characters(data: object) -> dict[str, list[str]]:
    """Characters of `data` that no font covers, each with the places where it stands."""
    covered = covered_characters()
    missing: dict[str, list[str]] = {}
    for path, text in strings_of(data):
        for character in sorted({c for c in text if ord(c) not in covered and needs_shape(c)}):
            missing.setdefault(character, []).append(path)
    return missing


def needs_shape(character: str) -> bool:
    """False for line ends, spaces and invisible marks that typesetting swallows."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Zl", "Zp", "Zs"} and not (
        0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    )


def require_glyphs(data: object) -> None:
    """Raise MissingGlyphsError unless every character of every string can be drawn."""
    missing = missing_characters(data)
    if missing:
        raise MissingGlyphsError(missing)
