"""Captions, units, notes and sources that stand around a table or a figure, and belong to it."""

import re

from cms.blocks.facts import is_labelled, period_of, said_facts
from cms.library.docx.structure import Block, Chart, Paragraph, Picture, Table, marked

LABEL = re.compile(
    r"^(?P<kind>附?表|附?图|table|figure|fig\.?|chart)(?=[\s\d一二三四五六七八九十])\s*"
    r"(?P<number>[\d一二三四五六七八九十]+(?:[-.—–][\d]+)*)?[\s:：.、]*(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
UNITS = (
    "件|人|人次|次|期|学时|课时|元|万元|亿元|%|％|个|家|篇|起|项|户|名|份|场|批|天|小时|件/人"
    "|cases|persons|person-times|sessions|hours|days|per cent|yuan"
)
UNIT_AT_END = re.compile(rf"\s*[（(](?:单位[:：]\s*)?({UNITS})[)）]\s*$", re.IGNORECASE)
UNIT_LINE = re.compile(
    r"^[（(]?(?:计量)?单位\s*[:：]\s*(\S{1,20}?)[)）]?$|^[（(]?Unit\s*:\s*([\w% -]{1,20}?)[)）]?$", re.IGNORECASE
)
NOTE = re.compile(r"^(?:注|备注|说明|notes?)\s*[:：]\s*(.+)$", re.IGNORECASE | re.DOTALL)
SOURCE = re.compile(r"^(?:(?:资料|数据)?来源|sources?)\s*[:：]\s*(.+)$", re.IGNORECASE | re.DOTALL)
BESIDE = re.compile(r"[\s\u3000；;]+")
LONGEST_CAPTION = 120
LONGEST_NOTE = 400
LONGEST_SOURCE = 250

Shown = Table | Picture | Chart


def attach(blocks: list[Block]) -> list[Block]:
    """The same blocks with the lines around each table and figure taken into it."""
    left: list[Block] = []
    waiting = list(blocks)
    while waiting:
        block = waiting.pop(0)
        if isinstance(block, Shown):
            take_before(block, left)
            take_after(block, waiting)
            take_years(block)
        left.append(block)
    return left


def take_before(shown: Shown, left: list[Block]) -> None:
    """Lines of unit, period and the like, then a caption, right above."""
    while left and isinstance(left[-1], Paragraph) and take_about(shown, left[-1]):
        left.pop()
    if left and isinstance(left[-1], Paragraph) and take_caption(shown, left[-1]):
        left.pop()


def take_after(shown: Shown, waiting: list[Block]) -> None:
    """A caption (of a figure), notes and sources right below."""
    takers = [take_note, take_source, take_about]
    if not isinstance(shown, Table):
        takers.insert(0, take_caption)
    while waiting and isinstance(waiting[0], Paragraph) and any(take(shown, waiting[0]) for take in takers):
        waiting.pop(0)


def take_about(shown: Shown, line: Paragraph) -> bool:
    """A line that says nothing but unit, period, cut-off, scope or source, one of them or several side by side."""
    if isinstance(shown, Picture):
        return False
    parts = [line.text] if UNIT_LINE.match(line.text) else [p for p in BESIDE.split(line.text) if p]
    if not parts or not all(UNIT_LINE.match(part) or SOURCE.match(part) or is_labelled(part) for part in parts):
        return False
    for part in parts:
        if match := UNIT_LINE.match(part):
            shown.unit = shown.unit or match[1] or match[2] or ""
        elif match := SOURCE.match(part):
            shown.source = shown.source or match[1].strip()[:LONGEST_SOURCE]
        take_said(shown, part)
    return True


def take_said(shown: Shown, text: str) -> None:
    """What a line says of the figures; what was said first stays."""
    if isinstance(shown, Picture):
        return
    for name, value in said_facts(text).items():
        setattr(shown, name, getattr(shown, name) or value)


def take_years(shown: Shown) -> None:
    """A period that only the caption, or the names of rows and columns, tell."""
    if not isinstance(shown, Picture) and not shown.period:
        shown.period = period_of(shown.caption, shown.rows, getattr(shown, "header_rows", 1))


def take_caption(shown: Shown, line: Paragraph) -> bool:
    """Is the line this one's caption? Its label says table or figure; without a label Word's style must say so."""
    match = LABEL.match(line.text)
    is_for = match and (("表" in match["kind"] or match["kind"].lower() == "table") == isinstance(shown, Table))
    sure = line.is_caption or bool(match and match["number"] and len(line.text) <= 80 and line.text[-1] not in "。；.;")
    if not sure or (match and not is_for) or (shown.caption and not isinstance(shown, Chart)):
        return False
    caption = LABEL.match(marked(line.runs))
    text = caption["rest"].strip() if caption else marked(line.runs)
    if len(text) > LONGEST_CAPTION:
        return False
    if not isinstance(shown, Picture) and (unit := UNIT_AT_END.search(text)):
        shown.unit, text = shown.unit or unit[1], text[: unit.start()]
    shown.caption = text
    shown.printed = printed_label(match)
    return True


def printed_label(match: re.Match[str] | None) -> str:
    """“表2” or “Table-2”: what the text of the file calls it by, written as a name."""
    if not match or not match["number"] or not re.fullmatch(r"[\d-]+", match["number"]):
        return ""
    return match["kind"] + ("" if match["kind"][-1] in "表图" else "-") + match["number"]


def take_note(shown: Shown, line: Paragraph) -> bool:
    match = NOTE.match(marked(line.runs))
    text = match[1] if match else marked(line.runs) if line.is_small and not SOURCE.match(line.text) else ""
    whole = f"{shown.note}\n{text}".strip()
    if not text or len(whole) > LONGEST_NOTE:
        return False
    shown.note = whole
    take_said(shown, text)
    return True


def take_source(shown: Shown, line: Paragraph) -> bool:
    match = SOURCE.match(marked(line.runs))
    if not match or shown.source or len(match[1]) > LONGEST_SOURCE:
        return False
    shown.source = match[1].strip()
    take_said(shown, match[1])
    return True
