"""The text of an article as paragraphs (款) and items (项): every line is one of them."""

import re
from dataclasses import dataclass, field

from cms.library.provisions.numerals import NUMBER, read_number

ITEM = re.compile(rf"[（(]\s?({NUMBER})\s?[)）]\s*")
SUB_ITEM = re.compile(r"(?:[0-9０-９]{1,2}\s?[.．、]|[（(][0-9]{1,2}[)）])")


@dataclass
class Paragraph:
    """A paragraph with its items; an item may run over several lines."""

    text: str
    items: list[tuple[int, str]] = field(default_factory=list)


def paragraphs_of(text: str) -> list[Paragraph]:
    """A line that begins with （一） is an item of the paragraph above, one with 1. part of the item above."""
    found: list[Paragraph] = []
    for line in filter(None, text.split("\n")):
        item = ITEM.match(line)
        is_numbered = item is not None and not item[1].isdecimal()
        if SUB_ITEM.match(line) and found and found[-1].items:
            number, above = found[-1].items[-1]
            found[-1].items[-1] = (number, f"{above}\n{line}")
        elif item is not None and is_numbered:
            found = found or [Paragraph("")]
            found[-1].items.append((read_number(item[1]) or 0, line))
        else:
            found.append(Paragraph(line))
    return found


def shape_of(text: str) -> list[int]:
    """How many items each paragraph has: what a reference may point at."""
    return [len(paragraph.items) for paragraph in paragraphs_of(text)]
