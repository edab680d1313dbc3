"""The piece of a text that shows why it was found, with the words marked."""

import re
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shared.search.tokens import fold

WIDTH, BEFORE, MOST_HITS = 130, 24, 400
SPACE = re.compile(r"\s+")
SENTENCE_END = "。！？；\n"


@lru_cache(maxsize=4096)
def folded_sign(sign: str) -> str:
    """One sign for one sign, so that a place in the folded text is the same place in the text."""
    return (fold(sign) or sign)[:1]


def same_places(text: str) -> str:
    folded = fold(text)
    return folded if len(folded) == len(text) else "".join(map(folded_sign, text))


def hits(text: str, terms: list[str]) -> list[tuple[int, int]]:
    """Where the terms stand, the longer before the shorter."""
    if not terms:
        return []
    wanted = re.compile("|".join(map(re.escape, terms)))
    return [match.span() for match in wanted.finditer(same_places(text))][:MOST_HITS]


def extract(text: str, terms: list[str]) -> SafeString:
    """About two lines around the place where most different terms stand together; escaped, the terms in <mark>."""
    found = hits(text, terms)
    start = begin_of(text, best_start(text, found)) if found else 0
    end = min(start + WIDTH, len(text))
    inside = [(max(a, start), b) for a, b in found if a >= start and b <= end]
    shown = marked_between(text, inside, start, end)
    return format_html("{}{}{}", "…" if start else "", shown, "…" if end < len(text) else "")


def marked(text: str, terms: list[str]) -> SafeString:
    return marked_between(text, hits(text, terms), 0, len(text))


def best_start(text: str, found: list[tuple[int, int]]) -> int:
    """The hit after which most different words follow within the width."""
    best, most = found[0][0], 0
    for at, (start, _end) in enumerate(found):
        near = {text[a:b] for a, b in found[at : at + 40] if b <= start + WIDTH - BEFORE}
        weight = sum(len(word) for word in near)
        if weight > most:
            best, most = start, weight
    return best


def begin_of(text: str, hit: int) -> int:
    """A little before the hit, at the beginning of its sentence where that is near."""
    earliest = max(hit - BEFORE, 0)
    ends = [text.rfind(sign, earliest, hit) for sign in SENTENCE_END]
    return max(ends) + 1 if max(ends) >= 0 else earliest


def marked_between(text: str, found: list[tuple[int, int]], start: int, end: int) -> SafeString:
    pieces: list[tuple[SafeString]] = []
    for a, b in found:
        pieces.append((format_html("{}<mark>{}</mark>", flat(text[start:a]), flat(text[a:b])),))
        start = b
    return format_html("{}{}", format_html_join("", "{}", pieces), flat(text[start:end]))


def flat(text: str) -> str:
    return SPACE.sub(" ", text)
