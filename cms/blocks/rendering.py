"""From blocks to the HTML of a reading page, once per publication instead of once per request."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cms.blocks.footnotes import MARKER

TABLES = {"table"}
FIGURES = {"figure", "picture"}


@dataclass
class Rendered:
    html: str = ""
    headings: list[dict[str, str]] = field(default_factory=list)


def count_blocks(stream: Any, kinds: set[str]) -> int:
    """How many blocks of these kinds a stream holds, without building their values."""
    return sum(1 for child in stream.raw_data if child["type"] in kinds)


def render_stream(
    stream: Any, footnotes: Any = (), *, tables_before: int = 0, figures_before: int = 0, with_data: bool = True
) -> Rendered:
    """Draw a text with numbered tables and figures, headings that can be linked to, and its footnotes below."""
    result, parts = Rendered(), []
    tables, figures = tables_before, figures_before
    for block in stream:
        tables += block.block_type in TABLES
        figures += block.block_type in FIGURES
        anchor = f"{block.block_type}-{(block.id or '')[:8]}"
        if block.block_type == "heading":
            result.headings.append({"id": anchor, "text": block.value["text"], "level": block.value["level"]})
        parts.append(
            block.render(
                context={
                    "anchor": anchor,
                    "number": tables if block.block_type in TABLES else figures,
                    "data_url": f"data/{block.id}" if with_data else "",
                }
            )
        )
    result.html = with_footnotes("\n".join(parts), footnotes)
    return result


def with_footnotes(html: str, footnotes: Any) -> str:
    """Replace the markers by links to the notes, number them in order of appearance, and add the notes."""
    notes = {note.value["mark"]: note.value["text"] for note in footnotes}
    order: list[str] = []
    times: dict[str, int] = {}

    def link(match: re.Match[str]) -> str:
        mark = match.group(1)
        if mark not in notes:
            return match.group(0)
        if mark not in order:
            order.append(mark)
        times[mark] = times.get(mark, 0) + 1
        n = order.index(mark) + 1
        again = f"-{times[mark]}" if times[mark] > 1 else ""
        return format_html(
            '<sup class="fnref"><a id="fnref-{}{}" href="#fn-{}" aria-label="{}">{}</a></sup>',
            *(n, again, n, _("Footnote %(n)s") % {"n": n}, n),
        )

    text = MARKER.sub(link, html)
    if not order:
        return text
    listed = [{"number": i, "text": notes[mark]} for i, mark in enumerate(order, 1)]
    return text + render_to_string("blocks/footnotes.html", {"notes": listed})
