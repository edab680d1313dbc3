"""Links of provisions in drawn HTML: around text only, never inside a link, a heading, a caption or a footnote mark."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

from cms.library.provisions.numerals import article_slug
from cms.library.provisions.references import Place, Reference, Standing, find_references
from cms.library.provisions.register import Register
from cms.library.provisions.texts import paragraphs_of

PIECE = re.compile(r"<(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>|[^<]+|<")
OWN_LINK = re.compile(r'<a class="law" href="[^"<>]*">([^<]*)</a>')
TAG = re.compile(r"</?([a-zA-Z][\w-]*)")
CLOSED = {"a", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "summary", "svg", "button", "script", "style"}
FLOWING = {"b", "i", "em", "strong", "sup", "sub", "span", "a", "u", "small", "mark"}
VOID = {"br", "img", "hr", "embed", "wbr", "input"}

Find = Callable[[str], list[Reference]]


@dataclass
class Piece:
    """A run of text and where it begins in the flow; what may not be linked still tells which law is meant."""

    place: int
    offset: int
    text: str
    is_open: bool


def link_html(html: str, find: Find, register: Register) -> tuple[str, list[Reference]]:
    """The HTML with links, and the references of its text. Links made here before are made anew."""
    parts = PIECE.findall(unlinked(html))
    pieces = flow(parts)
    found = find("".join(piece.text for piece in pieces))
    for piece in pieces:
        here = within(found, piece.offset, piece.offset + len(piece.text)) if piece.is_open else []
        if here:
            parts[piece.place] = linked(piece, here, register)
    return "".join(parts), found


def unlinked(html: str) -> str:
    """The HTML without the links made here."""
    return OWN_LINK.sub(r"\1", html)


def flow(parts: list[str]) -> list[Piece]:
    """The text as it is read; what ends a paragraph is a line break in it, a footnote mark is nothing."""
    pieces: list[Piece] = []
    closed: list[str] = []
    offset, mark = 0, 0
    for place, part in enumerate(parts):
        tag = TAG.match(part)
        if tag is None:
            text, is_open = ("" if mark else unescape(part)), not closed and not mark
        else:
            name, ends = tag[1].lower(), part.startswith("</")
            mark += (("fnref" in part) or bool(mark)) and name == "sup" and not ends
            mark -= bool(mark) and name == "sup" and ends
            if name in CLOSED and not part.endswith("/>"):
                if not ends:
                    closed.append(name)
                elif name in closed:
                    del closed[len(closed) - 1 - closed[::-1].index(name) :]
            text, is_open = ("" if name in FLOWING else "\n"), False
        if text:
            pieces.append(Piece(place, offset, text, is_open))
            offset += len(text)
    return pieces


def linked(piece: Piece, here: list[Reference], register: Register) -> str:
    """The piece with its links; of a reference that begins in another piece the part from 第…条 on."""
    made, at = "", 0
    end = piece.offset + len(piece.text)
    for reference in here:
        start = reference.start if reference.start >= piece.offset else reference.mark
        if start < piece.offset + at or reference.end > end:
            continue
        first, last = start - piece.offset, reference.end - piece.offset
        href = address(reference.place, register)
        words = escape(piece.text[first:last], quote=False)
        made += f'{escape(piece.text[at:first], quote=False)}<a class="law" href="{href}">{words}</a>'
        at = last
    return made + escape(piece.text[at:], quote=False)


def within(found: list[Reference], start: int, end: int) -> list[Reference]:
    """Those whose 第…条 lies here, by bisection: a text may have many pieces."""
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if found[middle].mark < start else (low, middle)
    here = low
    while here < len(found) and found[here].mark < end:
        here += 1
    return found[low:here]


def address(place: Place, register: Register) -> str:
    """Where the place stands: the newest version by its short address, an older one by its day."""
    law = register.by_slug(place.law)
    version = next((v for v in law.versions if v.key == place.version), None) if law else None
    days = f"at/{version.address}/" if version and version.address else ""
    name = article_slug(*place.article)
    anchor = f"#{anchor_of(name, place.paragraph, place.item)}" if place.paragraph else ""
    return f"/laws/{place.law}/{days}{name}/{anchor}"


def anchor_of(article: str, paragraph: int | None, item: int | None = None) -> str:
    return f"a{article}-k{paragraph}" + (f"-x{item}" if item else "")


def article_html(text: str, standing: Standing, register: Register) -> tuple[str, list[Reference]]:
    """An article's text with an address for each paragraph and item, and links to what it refers to."""
    name = article_slug(*standing.article)
    starts: list[int] = []
    html, offset = "", 0
    for n, paragraph in enumerate(paragraphs_of(text), 1):
        starts.append(offset)
        html += f'<p id="{anchor_of(name, n)}">{escape(paragraph.text, quote=False)}</p>'
        offset += len(paragraph.text) + 2
        for number, item in paragraph.items:
            lines = escape(item, quote=False).replace("\n", "<br>")
            html += f'<p class="item" id="{anchor_of(name, n, number)}">{lines}</p>'
            offset += len(item) + 2
    inside = Standing(standing.law, standing.version, standing.article, tuple(starts))
    newest = inside.version is inside.law.version_on(None)
    day = None if newest else inside.version.starts_on
    return link_html(html, lambda flow: find_references(flow, register, day=day, inside=inside), register)
