"""What an answer is worth: a share between 0 and 1, by the kind of the question."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from courses.assessment.enums import Kind, MultipleRule

PLACES = Decimal("0.0001")
FULL = Decimal("99.9")  # thirds are written as 33.33333
ENDS = " 。．.，,;；!！?？:：、"


def normalised(text: str, *, is_case_sensitive: bool = False) -> str:
    """Full-width is half-width, spaces and a final full stop do not matter, nor does case unless it is asked for."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    spaced = re.sub(r"\s+", " ", re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", narrow))
    bare = spaced.strip(ENDS) or spaced
    return bare if is_case_sensitive else bare.casefold()


def share_of(
    kind: str, options: list[dict[str, Any]], given: Any, *, rule: str, is_case_sensitive: bool = False
) -> Decimal:
    """`given` is a list of places of chosen options, or the typed text."""
    if kind == Kind.SHORT:
        return typed_share(options, str(given or ""), is_case_sensitive=is_case_sensitive)
    chosen = {place for place in given or [] if 0 <= place < len(options)}
    fractions = [Decimal(str(option["fraction"])) for option in options]
    if kind == Kind.MULTIPLE and rule == MultipleRule.EXACT:
        return Decimal(chosen == {place for place, fraction in enumerate(fractions) if fraction > 0})
    if kind != Kind.MULTIPLE and len(chosen) != 1:
        return Decimal(0)
    return whole(sum((fractions[place] for place in chosen), Decimal(0)))


def typed_share(options: list[dict[str, Any]], given: str, *, is_case_sensitive: bool) -> Decimal:
    """The best of the alternatives that fit; `*` in an alternative stands for anything."""
    typed = normalised(given, is_case_sensitive=is_case_sensitive)
    if not typed:
        return Decimal(0)
    fitting = [
        Decimal(str(option["fraction"]))
        for option in options
        if fits(normalised(option["text"], is_case_sensitive=is_case_sensitive), typed)
    ]
    return whole(max(fitting, default=Decimal(0)))


def fits(pattern: str, typed: str) -> bool:
    """`*` stands for anything, `\\*` for itself. Piece by piece: no pattern makes this slow."""
    first, *others = (piece.replace("\\*", "*") for piece in re.split(r"(?<!\\)\*", pattern))
    if not others:
        return first == typed
    *middle, last = others
    if not typed.startswith(first):
        return False
    place = len(first)
    for piece in middle:
        found = typed.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return typed.endswith(last) and len(typed) - len(last) >= place


def whole(percent: Decimal) -> Decimal:
    if percent >= FULL:
        return Decimal(1)
    return max(percent / 100, Decimal(0)).quantize(PLACES)
