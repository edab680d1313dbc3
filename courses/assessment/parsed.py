"""What both question formats are read into, and what every question has to fulfil."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from courses.assessment.enums import Kind

LONGEST_NAME, LONGEST_TEXT, LONGEST_ANSWER = 120, 4000, 1000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
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
    is_case_sensitive: bool = False
    marks: float | None = None
    hint: str | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    repairs: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, part: str, code: str) -> None:
        self.faults.append((part, code))

    def repair(self, part: str, code: str) -> None:
        if (part, code) not in self.repairs:
            self.repairs.append((part, code))


def split_category(path: str) -> list[str]:
    """`$course$/top/证据//鉴定/2026` → ["证据/鉴定", "2026"]; two strokes stand for one inside a name."""
    parts = [part.replace("\0", "/").strip() for part in path.replace("//", "\0").split("/")]
    if parts and re.fullmatch(r"\$\w+\$", parts[0]):
        parts = parts[1:]
    return [part for part in parts if part and part != "top"]


BREAKS = {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
LOST = {"img", "table", "math", "video", "audio", "object", "iframe", "svg", "script"}
PLAIN = BREAKS | {"span", "html", "body"}


def text_of_html(source: str, parsed: Parsed, part: str) -> str:
    """The words of a piece of HTML; what cannot be said in words refuses the question, mere looks are dropped."""
    if not source.strip():
        return ""
    try:
        tree = html.fragment_fromstring(source, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        parsed.refuse(part, "bad_html")
        return ""
    words: list[str] = []
    for element in tree.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in LOST:
            parsed.refuse(part, "has_picture")
        elif tag and tag not in PLAIN:
            parsed.repair(part, "formatting_dropped")
    collect(tree, words)
    lines = [re.sub(r"[ \t\r\n]+", " ", line).strip(" ") for line in "".join(words).split("\v")]
    return "\n".join(line for line in lines if line)


def collect(element: Any, words: list[str]) -> None:
    breaks = element.tag in BREAKS
    words.append("\v" if breaks else "")
    words.append((element.text or "") if isinstance(element.tag, str) else "")
    for child in element:
        collect(child, words)
        words.append(child.tail or "")
    words.append("\v" if breaks else "")


def check_all(questions: list[Parsed]) -> None:
    """Find what is wrong with each question by itself and among the others."""
    seen: set[tuple[str, str]] = set()
    for parsed in questions:
        check_one(parsed)
        key = ("/".join(split_category(parsed.category)[:1]), parsed.name)
        if parsed.name and key in seen:
            parsed.refuse("name", "question_twice")
        seen.add(key)


def check_one(parsed: Parsed) -> None:
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
    if CONTROL.search(
        parsed.name + parsed.text + parsed.feedback + "".join(o.text + o.feedback for o in parsed.options)
    ):
        parsed.refuse("text", "control_character")
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
    Kind.TRUE_FALSE: one_right,
    Kind.MULTIPLE: several_right,
    Kind.SHORT: typed_right,
}
