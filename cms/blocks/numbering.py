"""Numbers that follow the order: headings 一、（一）1.（1）, tables and figures through a whole text, and references.

Nobody types a number that counts. A heading that begins with a number of its language is numbered, and the number shown
is that of its place; a heading without one (前言) stays without. Tables, figures and pictures are all numbered. Whoever
wants to refer to one gives it a name: the characters `[#name]` anywhere in the text become “表2” with a link to it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cms.blocks.footnotes import texts

REFERENCE = re.compile(r"\[#([\w-]{1,30})\]")
TABLES, FIGURES = {"table"}, {"figure", "picture"}
NAMED = TABLES | FIGURES | {"heading"}
DIGITS = "一二三四五六七八九"
SIGNS = "零一二三四五六七八九十百"
NUMBERED = {
    "zh": re.compile(rf"^\s*(?:[{SIGNS}]+、|[（(][{SIGNS}]+[)）]|\d{{1,2}}[.．、](?!\d)|[（(]\d{{1,2}}[)）])\s*(?=\S)"),
    "en": re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*\.?(?<=\.)\s+|\d{1,2}(?:\.\d{1,2})+\s+|\(\d{1,2}\)\s+)(?=\S)"),
}


@dataclass(frozen=True)
class Place:
    """What a reference leads to: its words, the chapter it stands in, and its anchor there."""

    words: str
    chapter: str
    anchor: str


@dataclass
class Text:
    """A text that is counted through: a chapter with its title, or a page alone (without `chapter`)."""

    blocks: Sequence[Mapping[str, Any]]
    title: str = ""
    chapter: str = ""


@dataclass
class Numbers:
    """`of` by the identity of a block, `titles` by chapter, `named` by the name that a reference uses."""

    of: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    named: dict[str, Place] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)


def anchor_of(kind: str, identity: str) -> str:
    return f"{kind}-{(identity or '')[:8]}"


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; up to 99, more chapters no paper has."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{DIGITS[tens - 1]}十") + (DIGITS[ones - 1] if ones else "")


def bare_title(text: str, language: str) -> tuple[str, bool]:
    """The words without their number, and whether there was one."""
    match = NUMBERED["en" if language == "en" else "zh"].match(text)
    return (text[match.end() :], True) if match else (text.strip(), False)


def number_text(level: int, counts: Sequence[int], language: str) -> str:
    """The number of a heading with what stands behind it; `counts` are those of all levels from the chapter on."""
    here = counts[level - 1]
    if language != "en":
        return {1: f"{chinese(here)}、", 2: f"（{chinese(here)}）", 3: f"{here}. ", 4: f"（{here}）"}[level]
    if level == 4:
        return f"({here}) "
    chain = ".".join(str(n) for n in counts[:level] if n)
    return f"{chain}. " if level == 1 else f"{chain} "


class Counter:
    """Goes through the texts in their order."""

    def __init__(self, language: str, tables: int, figures: int) -> None:
        self.language, self.tables, self.figures = language, tables, figures
        self.counts = [0, 0, 0, 0]
        self.chapters = 0
        self.numbers = Numbers()

    def take(self, text: Text) -> None:
        self.counts = [0, 0, 0, 0]
        title, is_numbered = bare_title(text.title, self.language)
        if is_numbered:
            self.chapters += 1
            self.counts[0] = self.chapters
            title = number_text(1, self.counts, self.language) + title
        self.numbers.titles[text.chapter] = title
        for block in text.blocks:
            if block["type"] in NAMED:
                self.take_block(block, text)

    def take_block(self, block: Mapping[str, Any], text: Text) -> None:
        kind, value, identity = block["type"], block["value"], block.get("id") or ""
        words = self.heading(value) if kind == "heading" else self.shown(kind)
        if kind == "heading":
            self.numbers.of[identity] = words
        else:
            self.numbers.of[identity] = str(self.tables if kind in TABLES else self.figures)
        name = value.get("label") or ""
        if not name:
            return
        if name in self.numbers.named:
            self.numbers.twice.append(name)
        self.numbers.named.setdefault(name, Place(words, text.chapter, anchor_of(kind, identity)))

    def heading(self, value: Mapping[str, Any]) -> str:
        """The heading as it is shown; one without a number begins the count below it anew all the same."""
        level = int(value.get("level") or 2)
        words, is_numbered = bare_title(value.get("text") or "", self.language)
        self.counts[level:] = [0] * (4 - level)
        if not is_numbered:
            return words
        self.counts[level - 1] += 1
        return number_text(level, self.counts, self.language) + words

    def shown(self, kind: str) -> str:
        self.tables += kind in TABLES
        self.figures += kind in FIGURES
        if kind in TABLES:
            words = _("Table %(number)s") % {"number": self.tables}
        else:
            words = _("Figure %(number)s") % {"number": self.figures}
        return words if self.language == "en" else words.replace(" ", "")


def count_through(texts: Iterable[Text], language: str, *, tables: int = 0, figures: int = 0) -> Numbers:
    """Number everything in these texts; `tables` and `figures` are how many stand before them."""
    counter = Counter(language, tables, figures)
    for text in texts:
        counter.take(text)
    return counter.numbers


def names_in(value: Any) -> list[str]:
    """The names that a stream's raw data refers to, in order of first appearance."""
    return list(dict.fromkeys(REFERENCE.findall("\n".join(texts(value)))))


def reference_faults(numbers: Numbers, used: Iterable[str]) -> list[str]:
    """Every reference leads somewhere, every name stands once."""
    faults = []
    if missing := [name for name in dict.fromkeys(used) if name not in numbers.named]:
        faults.append(
            _("The text refers to tables or figures that do not exist: %(names)s.") % {"names": "、".join(missing)}
        )
    if numbers.twice:
        faults.append(
            _("These names for references stand more than once: %(names)s.")
            % {"names": "、".join(dict.fromkeys(numbers.twice))}
        )
    return faults
