"""Numbers that follow the order: headings 一、（一）1.（1）, tables and figures through a whole text, and references.

Nobody types a number that counts. A heading that begins with a number of its language is numbered, and the number shown
is that of its place; a heading without one (前言) stays without. Tables, figures and pictures are all numbered. Whoever
wants to refer to one gives it a name: the characters `[#name]` anywhere in the text become “表2” with a link to it.

Some Chinese titles begin with a list that looks like a number: «三、四类商标» (classes 3 and 4), «一、二审案件»,
«十、百千万工程». Such a beginning — numerals that rise, before a word that is counted off in order — is a number only
where it is a chapter's and names the very place the chapter has; elsewhere it belongs to the words. Either way the
reader sees what was typed. A blank says that the number ends there: «三、 四类商标» is numbered anywhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from cms.blocks.footnotes import texts

REFERENCE = re.compile(r"\[#([\w-]{1,30})\]")
TABLES, FIGURES = {"table"}, {"figure", "picture"}
NAMED = TABLES | FIGURES | {"heading"}
DIGITS = "一二三四五六七八九"
SIGNS = "零一二三四五六七八九十百"
POWERS = {"十": "百", "百": "千", "千": "万"}
LISTED = re.compile(rf"\s*([{SIGNS}]+)、((?:[{SIGNS}]+、)*)([{SIGNS}千万]+)([类审级批等线期季月章节条款项编届档]?)")
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
    """1 → 一, 12 → 十二, 105 → 一百零五; from 10,000 on in digits: no paper counts so far."""
    if number > 9999:
        return str(number)
    words, is_gap = "", False
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            words += ("零" if is_gap and words else "") + DIGITS[digit - 1] + sign
        is_gap = not digit
    return words.removeprefix("一") if words.startswith("一十") else words or "零"


NUMERALS = {chinese(number): number for number in range(1, 1000)}


def listed_first(text: str) -> int:
    """The first numeral of a title that begins with a list of numerals in order (see above), else 0."""
    match = LISTED.match(text)
    if not match:
        return 0
    first, between, last, counted = match.groups()
    if POWERS.get(first) == last[0]:
        return NUMERALS[first]
    listed = [NUMERALS.get(word, 0) for word in [first, *between.split("、")[:-1], last]]
    is_rising = all(one < other for one, other in pairwise([0, *listed]))
    return listed[0] if counted and is_rising else 0


def bare_title(text: str, language: str, *, place: int = 0) -> tuple[str, bool]:
    """The words without their number, and whether there was one; `place` is that of a chapter among the numbered."""
    is_english = language == "en"
    match = NUMBERED["en" if is_english else "zh"].match(text)
    if not match or (not is_english and listed_first(text) not in {0, place}):
        return text.strip(), False
    return text[match.end() :], True


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
        title, is_numbered = bare_title(text.title, self.language, place=self.chapters + 1)
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
