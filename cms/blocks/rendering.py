"""From blocks to the HTML of a reading page, once per publication instead of once per request."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.blocks.footnotes import MARKER
from cms.blocks.numbering import NAMED, REFERENCE, Numbers, Text, anchor_of, count_through

TAG = re.compile(r"(<[^>]*>)")
SILENT = re.compile(r"(<title.*?</title>|<desc.*?</desc>)", re.DOTALL)


@dataclass
class Rendered:
    html: str = ""
    title: str = ""
    headings: list[dict[str, str]] = field(default_factory=list)


def render_stream(
    stream: Any,
    footnotes: Any = (),
    *,
    numbers: Numbers | None = None,
    chapter: str = "",
    tables_before: int = 0,
    figures_before: int = 0,
    with_data: bool = True,
    part: str = "",
) -> Rendered:
    """Draw a text with numbered headings, tables and figures, references to them, and its footnotes below.

    `numbers` are those of the whole paper that `chapter` belongs to; without them the text is counted alone. Where all
    its chapters stand on one page, `part` keeps their footnotes apart, and references lead to places on that page.
    """
    if numbers is None:
        alone = Text(list(stream.raw_data), chapter=chapter)
        numbers = count_through([alone], get_language() or "", tables=tables_before, figures=figures_before)
    result, parts = Rendered(title=numbers.titles.get(chapter, "")), []
    for block in stream:
        identity = block.id or ""
        anchor = anchor_of(block.block_type, identity)
        number = numbers.of.get(identity, "") if block.block_type in NAMED else ""
        if block.block_type == "heading":
            result.headings.append({"id": anchor, "text": number, "level": block.value["level"]})
        context = {"anchor": anchor, "number": number, "data_url": f"data/{identity}" if with_data else ""}
        parts.append(block.render(context=context))
    here = "" if part else chapter
    html = in_text("\n".join(parts), REFERENCE, lambda match, is_text: reference(match, is_text, numbers, here))
    result.html = with_footnotes(html, footnotes, part)
    return result


def in_text(html: str, pattern: re.Pattern[str], put: Callable[[re.Match[str], bool], str]) -> str:
    """Replace what the pattern finds; `put` is told whether it stands in the text or in an attribute or drawing."""
    if not pattern.search(html):
        return html
    parts = []
    for at, stretch in enumerate(SILENT.split(html)):
        for place, part in enumerate(TAG.split(stretch)):
            is_text = not (at % 2 or place % 2)
            parts.append(pattern.sub(lambda match, is_text=is_text: put(match, is_text), part))
    return "".join(parts)


def reference(match: re.Match[str], is_text: bool, numbers: Numbers, chapter: str) -> str:
    """“表2” as a link; a name that nothing has stays visible as it was written."""
    place = numbers.named.get(match[1])
    if place is None:
        return match[0]
    if not is_text:
        return place.words
    elsewhere = f"../{place.chapter}/" if place.chapter and chapter not in {"", place.chapter} else ""
    return format_html('<a class="ref" href="{}#{}">{}</a>', elsewhere, place.anchor, place.words)


def with_footnotes(html: str, footnotes: Any, part: str = "") -> str:
    """Replace the markers by links to the notes, number them in order of appearance, and add the notes."""
    notes = {note.value["mark"]: note.value["text"] for note in footnotes}
    order: list[str] = []
    times: dict[str, int] = {}

    def link(match: re.Match[str], is_text: bool) -> str:
        mark = match.group(1)
        if mark not in notes:
            return match.group(0)
        if not is_text:
            return ""
        if mark not in order:
            order.append(mark)
        times[mark] = times.get(mark, 0) + 1
        n = order.index(mark) + 1
        again = f"-{times[mark]}" if times[mark] > 1 else ""
        return format_html(
            '<sup class="fnref"><a id="fnref-{0}{1}{2}" href="#fn-{0}{1}" aria-label="{3}">{1}</a></sup>',
            *(part, n, again, _("Footnote %(n)s") % {"n": n}),
        )

    text = in_text(html, MARKER, link)
    if not order:
        return text
    listed = [{"number": i, "text": notes[mark]} for i, mark in enumerate(order, 1)]
    return text + render_to_string("blocks/footnotes.html", {"notes": listed, "part": part})
