"""What both question formats are read into, and what every question has to fulfil."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from courses.assessment.enums import Kind

LONGEST_NAME, LONGEST_TEXT, LONGEST_ANSWER = 120, 4000, 1000
# What no XML, and some databases, cannot hold; and the characters that stand in for escaped signs while GIFT is read.
STAND_INS = [chr(0xFDD0 + n) for n in range(8)]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdd7\ufffe\uffff]")
LONGEST_CATEGORY, LONGEST_TAG, DEEPEST = 200, 60, 200
FULL = 99.9  # thirds are written as 33.33333


@dataclass
class Option:
    """One answer on offer, with its share of the mark in percent."""

    text: str
    fraction: float = 0.0
    feedback: str = ""


@dataclass
class Parsed:
    """One question of a file. What a format cannot say is None and is left as it is in the bank."""

    line: int
    name: str = ""
    kind: str = ""
    text: str = ""
    category: str = ""
    feedback: str = ""
    options: list[Option] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    is_case_sensitive: bool | None = None
    is_retired: bool | None = None
    marks: float | None = None
    hint: str | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    repairs: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, part: str, code: str) -> None:
        self.faults.append((part, code))

    def repair(self, part: str, code: str) -> None:
        if (part, code) not in self.repairs:
            self.repairs.append((part, code))


def tidy(text: str) -> str:
    """Every line without the spaces around it: what both formats can say."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return "\n".join(line.strip() for line in lines)


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def split_category(path: str) -> list[str]:
    """`$course$/top/证据//鉴定/2026` → ["证据/鉴定", "2026"]; two strokes stand for one inside a name."""
    parts = [in_one_line(part.replace("\0", "/")) for part in path.replace("\0", "").replace("//", "\0").split("/")]
    if parts and re.fullmatch(r"\$\w+\$", parts[0]):
        parts = parts[1:]
    if parts and parts[0] == "top":
        parts = parts[1:]
    return [part for part in parts if part]


def joined_category(bank: str, category: str) -> str:
    """The other way round, for every title and category that can be stored."""
    names = category.split("/")
    if any(not name or name != in_one_line(name) for name in names):
        names = [category]  # a stroke at an end or beside another belongs to the name
    written = [name.replace("/", "//") for name in [bank, *names] if name]
    return "$course$/top/" + "/".join(" " + name if name.startswith("/") else name for name in written)


BREAKS = {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
LOST = {"img", "table", "math", "video", "audio", "object", "iframe", "svg", "script"}
PLAIN = BREAKS | {"span", "html", "body"}


def text_of_html(source: str, parsed: Parsed, part: str) -> str:
    """The words of a piece of HTML; what cannot be said in words refuses the question, mere looks are dropped."""
    if not source.strip():
        return ""
    try:
        tree = html.fragment_fromstring(source, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):  # the last is how lxml says that there are two bodies
        parsed.refuse(part, "bad_html")
        return ""
    words: list[str] = []
    for element in tree.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in LOST:
            parsed.refuse(part, "has_picture")
        elif tag and tag not in PLAIN:
            parsed.repair(part, "formatting_dropped")
    if not collect(tree, words):
        parsed.refuse(part, "bad_html")
    lines = [re.sub(r"[ \t\r\n]+", " ", line).strip(" ") for line in "".join(words).split("\v")]
    return "\n".join(line for line in lines if line)


def collect(element: Any, words: list[str], depth: int = 0) -> bool:
    """The words and where they break; False for what is nested deeper than any text is."""
    if depth > DEEPEST:
        return False
    breaks = element.tag in BREAKS
    words.append("\v" if breaks else "")
    words.append((element.text or "") if isinstance(element.tag, str) else "")
    for child in element:
        if not collect(child, words, depth + 1):
            return False
        words.append(child.tail or "")
    words.append("\v" if breaks else "")
    return True


def check_all(questions: list[Parsed], stem: str = "") -> None:
    """Find what is wrong with each question by itself and among the others; `stem` names a bank without a name."""
    seen: set[tuple[str, str]] = set()
    for parsed in questions:
        settle(parsed)
        check_one(parsed)
        path = split_category(parsed.category)
        if len((path or [stem])[0]) > LONGEST_NAME or len("/".join(path[1:])) > LONGEST_CATEGORY:
            parsed.refuse("category", "too_long")
        key = ((path or [stem])[0], parsed.name)
        if parsed.name and key in seen:
            parsed.refuse("name", "question_twice")
        seen.add(key)


def settle(parsed: Parsed) -> None:
    """The same words whichever format they came in."""
    parsed.name, parsed.text, parsed.feedback = in_one_line(parsed.name), tidy(parsed.text), tidy(parsed.feedback)
    parsed.hint = None if parsed.hint is None else tidy(parsed.hint)
    parsed.tags = list(dict.fromkeys(filter(None, map(in_one_line, parsed.tags))))
    for option in parsed.options:
        option.text, option.feedback = tidy(option.text), tidy(option.feedback)
    if parsed.kind == Kind.TRUE_FALSE:
        for option in parsed.options:
            option.text = option.text.casefold()
        parsed.options.sort(key=lambda option: option.text != "true")


def check_one(parsed: Parsed) -> None:
    said = [parsed.name, parsed.text, parsed.feedback, parsed.hint or "", parsed.category, *parsed.tags]
    if CONTROL.search("".join(said) + "".join(o.text + o.feedback for o in parsed.options)):
        parsed.refuse("text", "control_character")
    if parsed.faults:
        return
    if not parsed.name:
        parsed.refuse("name", "missing_name")
    if len(parsed.name) > LONGEST_NAME:
        parsed.refuse("name", "too_long")
    if not parsed.text:
        parsed.refuse("text", "missing_text")
    if len(parsed.text) > LONGEST_TEXT or len(parsed.feedback) > LONGEST_TEXT or len(parsed.hint or "") > LONGEST_TEXT:
        parsed.refuse("text", "too_long")
    if any(len(tag) > LONGEST_TAG for tag in parsed.tags):
        parsed.refuse("name", "tag_too_long")
    check_options(parsed)


def check_options(parsed: Parsed) -> None:
    if any(not option.text for option in parsed.options):
        parsed.refuse("answers", "empty_answer")
    if any(len(option.text) > LONGEST_ANSWER or len(option.feedback) > LONGEST_TEXT for option in parsed.options):
        parsed.refuse("answers", "too_long")
    if any(not -100 <= option.fraction <= 100 for option in parsed.options):
        parsed.refuse("answers", "bad_weight")
    texts = [option.text for option in parsed.options]
    if parsed.kind != Kind.SHORT and len(set(texts)) < len(texts):
        parsed.refuse("answers", "answer_twice")
    if parsed.kind in ENOUGH and not parsed.faults:
        code = ENOUGH[parsed.kind](parsed.options)
        if code:
            parsed.refuse("answers", code)


def one_right(options: list[Option]) -> str:
    if len(options) < 2:
        return "too_few_answers"
    return "" if any(o.fraction >= FULL for o in options) else "no_right_answer"


def true_or_false(options: list[Option]) -> str:
    """Exactly one of the two is right; the other is worth nothing."""
    found = [(option.text, option.fraction) for option in options]
    return "" if found in ([("true", 100), ("false", 0)], [("true", 0), ("false", 100)]) else "not_true_or_false"


def several_right(options: list[Option]) -> str:
    if len(options) < 2:
        return "too_few_answers"
    whole = sum(o.fraction for o in options if o.fraction > 0)
    if whole == 0:
        return "no_right_answer"
    return "" if FULL <= whole <= 200 - FULL else "weights_not_whole"


def typed_right(options: list[Option]) -> str:
    if not options:
        return "no_answers"
    return "" if any(o.fraction >= FULL for o in options) else "no_right_answer"


ENOUGH: dict[str, Callable[[list[Option]], str]] = {
    Kind.SINGLE: one_right,
    Kind.TRUE_FALSE: true_or_false,
    Kind.MULTIPLE: several_right,
    Kind.SHORT: typed_right,
}
