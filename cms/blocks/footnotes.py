"""Footnotes: a marker in the text, the note in a list of its own chapter.

Anywhere in running text, a list item, a table cell or a caption the characters `[^2]` stand for a footnote; the note
itself is an item `FootnoteBlock(mark="2", text="<p>…</p>")` of the chapter's field `footnotes`. A mark is a run of
letters, digits, `-` or `_`, unique in its chapter. Being plain text, a marker survives import, editing, copying between
paragraphs, comparison of revisions, the web page and the PDF. What the reader sees is a running number in order of
first appearance, not the mark.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.text import INLINE

MARKER = re.compile(r"\[\^([\w-]{1,20})\]")


class FootnoteBlock(blocks.StructBlock):
    mark = blocks.RegexBlock(
        regex=r"^[\w-]{1,20}$",
        label=_("Mark"),
        help_text=_("The text refers to it as [^mark], for example [^2]."),
        error_messages={"invalid": _("A mark is made of letters, digits and hyphens only.")},
    )
    text = blocks.RichTextBlock(label=_("Footnote"), features=[f for f in INLINE if f != "document-link"])

    class Meta:
        label = _("Footnote")
        icon = "help"


def marks_in(text: str) -> list[str]:
    """The marks in order of first appearance."""
    return list(dict.fromkeys(MARKER.findall(text)))


def texts(value: Any) -> Iterable[str]:
    """Every piece of text in a stream's raw data, in reading order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)
