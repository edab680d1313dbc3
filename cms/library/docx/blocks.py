"""From the structure of a Word file to the blocks of a page, as the stream field stores them."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.utils.html import escape
from django.utils.translation import gettext as _

from cms.blocks.tables import grid, is_number, statistic_faults
from cms.library.docx.structure import Block, Chapter, Chart, Heading, ItemList, Paragraph, Picture, Run, Table, marked

LONGEST_TITLE = 120
LONGEST_ALT = 400
LONGEST_UNIT = {"table": 20, "figure": 10}

RUNNING = {"paragraph", "items", "quote", "note"}
MENTION = re.compile(
    r"((?:附?[表图]\s?|\b(?:Table|Figure|Chart)\s)\d{1,3}(?:-\d{1,3})?)"
    r"(?![\d.]\d|[-\w])(?![^<]*>)",  # the whole number, and not inside a tag
    re.ASCII,
)

Raw = dict[str, Any]
PictureKey = Callable[[Picture], int]
PlaceLink = Callable[[str], int | None]


def stream(chapter: Chapter, picture_key: PictureKey, place_link: PlaceLink) -> list[Raw]:
    """The blocks of a chapter; paragraphs that follow one another become one block."""
    raw: list[Raw] = []
    under = chapter.title
    for block in chapter.blocks:
        if isinstance(block, Heading):
            under = block.text
        made = one_block(block, under, picture_key, place_link)
        if raw and made["type"] == "paragraph" == raw[-1]["type"]:
            raw[-1]["value"] += made["value"]
        else:
            raw.append({**made, "id": str(uuid4())})
    return raw


def one_block(block: Block, under: str, picture_key: PictureKey, place_link: PlaceLink) -> Raw:
    if isinstance(block, Heading):
        return {"type": "heading", "value": {"text": block.text, "level": str(min(max(block.level, 2), 4))}}
    if isinstance(block, ItemList):
        return {"type": "items", "value": items(block, place_link)}
    if isinstance(block, Table):
        return table(block, under)
    if isinstance(block, Picture):
        return {"type": "picture", "value": picture(block, picture_key)}
    if isinstance(block, Chart):
        return {"type": "figure", "value": figure(block, under)}
    text = html(block.runs, place_link)
    if block.is_quote:
        return {"type": "quote", "value": {"text": text, "attribution": ""}}
    return {"type": "paragraph", "value": text}


def items(block: ItemList, place_link: PlaceLink) -> Raw:
    return {
        "is_ordered": block.is_ordered,
        "items": [
            {
                "type": "item",
                "id": str(uuid4()),
                "value": {"text": html(item.runs, place_link), "level": str(item.level)},
            }
            for item in block.items
        ],
    }


def table(block: Table, under: str) -> Raw:
    """A table, or a note where Word used a single cell as a frame."""
    if len(block.rows) == 1 and len(block.rows[0]) == 1:
        return {"type": "note", "value": {"title": block.caption[:80], "text": html([Run(block.rows[0][0])])}}
    return {
        "type": "table",
        "value": {
            "caption": (block.caption or under)[:LONGEST_TITLE],
            "unit": block.unit[: LONGEST_UNIT["table"]],
            "period": block.period,
            "cutoff": block.cutoff or None,
            "scope": block.scope,
            "grid": grid(block.rows, spans=block.spans, header_column=names_rows(block)),
            "header_rows": block.header_rows,
            "note": block.note,
            "source": block.source,
            "label": block.printed,
        },
    }


def names_rows(block: Table) -> bool:
    """Does the first column name what the others count?"""
    first = [row[0] for row in block.rows[block.header_rows :] if row and row[0]]
    return bool(first) and not any(is_number(cell) for cell in first)


def picture(block: Picture, picture_key: PictureKey) -> Raw:
    return {
        "image": picture_key(block),
        "alt": block.alt[:LONGEST_ALT],
        "caption": block.caption[:LONGEST_TITLE],
        "note": block.note,
        "source": block.source,
        "label": block.printed,
    }


def figure(block: Chart, under: str) -> Raw:
    return {
        "title": (block.caption or under)[:LONGEST_TITLE],
        "kind": block.kind,
        "grid": grid(block.rows),
        "unit": block.unit[: LONGEST_UNIT["figure"]],
        "period": block.period,
        "cutoff": block.cutoff or None,
        "scope": block.scope,
        "source": block.source,
        "source_url": "",
        "note": block.note,
        "alt": block.alt[:LONGEST_ALT],
        "label": block.printed,
    }


def with_references(raw: list[Raw], printed: set[str]) -> list[Raw]:
    """“见表2” in the running text becomes a reference to the table that the file calls 表2."""

    def refer(match: re.Match[str]) -> str:
        name = re.sub(r"\s", "", match[1]) if match[1][0] in "附表图" else re.sub(r"\s+", "-", match[1])
        return f"[#{name}]" if name in printed else match[0]

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return value if value.startswith("http") else MENTION.sub(refer, value)
        if isinstance(value, list):
            return [walk(part) for part in value]
        return {k: walk(v) for k, v in value.items()} if isinstance(value, dict) else value

    return [{**one, "value": walk(one["value"])} if one["type"] in RUNNING else one for one in raw]


def footnotes(notes: dict[str, list[Run]], chapter: Chapter) -> list[Raw]:
    """The notes that this chapter refers to."""
    used = words(chapter)
    return [
        {"type": "footnote", "id": str(uuid4()), "value": {"mark": mark, "text": html(runs)}}
        for mark, runs in notes.items()
        if f"[^{mark}]" in used
    ]


def words(chapter: Chapter) -> str:
    """All text of a chapter with its footnote markers."""
    return chapter.title + "".join(text for block in chapter.blocks for text in texts(block))


def texts(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [marked(block.runs)]
    if isinstance(block, Heading):
        return [block.text]
    if isinstance(block, ItemList):
        return [marked(item.runs) for item in block.items]
    cells = [] if isinstance(block, Picture) else [cell for row in block.rows for cell in row]
    return [block.caption, block.note, block.source, *cells]


def html(runs: list[Run], place_link: PlaceLink = lambda anchor: None) -> str:
    return f"<p>{''.join(run_html(run, place_link) for run in runs)}</p>"


def run_html(run: Run, place_link: PlaceLink) -> str:
    if run.note:
        return f"[^{run.note}]"
    text = str(escape(run.text)).replace("\n", "<br/>").replace("\t", " ")
    for tag in [name for name, on in (("b", run.bold), ("i", run.italic), (run.raised, run.raised)) if on]:
        text = f"<{tag}>{text}</{tag}>"
    if run.href:
        return f'<a href="{escape(run.href)}">{text}</a>'
    page = place_link(run.anchor) if run.anchor else None
    return f'<a linktype="page" id="{page}">{text}</a>' if page else text


def missing_caption_losses(chapter: Chapter) -> list[str]:
    """Sentences on tables without a caption of their own: the heading above them was taken."""
    return [
        _("A table under “%(heading)s” has no caption; the heading was taken.") % {"heading": chapter.title}
        for block in chapter.blocks
        if isinstance(block, Table | Chart) and not block.caption and len(block.rows) > 1
    ]


def missing_fact_losses(raw: list[Raw]) -> list[str]:
    """A sentence on each table or figure of numbers whose file does not say what a statistic has to."""
    words = {
        "unit": _("Unit"),
        "period": _("Period"),
        "cutoff": _("Cut-off date"),
        "scope": _("Scope"),
        "source": _("Source of the figures"),
    }
    found = []
    for one in raw:
        value = one["value"]
        if one["type"] == "figure":
            missing = [name for name in words if not value[name]]
        else:
            missing = [name for name in statistic_faults(value) if name in words] if one["type"] == "table" else []
        if missing:
            message = _(
                "The file does not say this of the figures in “%(title)s”: %(facts)s. Fill it in before review."
            )
            title = value.get("caption") or value.get("title")
            found.append(
                message % {"title": title, "facts": "、".join(words[name] for name in words if name in missing)}
            )
    return found
