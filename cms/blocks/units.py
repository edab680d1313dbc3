"""What a column or a row counts, so that cases and persons are never added up."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

COUNTED = (
    "件次|件|人次|人|期|次|起|个|家|项|户|名|份|场|批|学时|课时|小时|天|日|分|万元|亿元|元|%|％|‰"
    "|cases?|persons?|person-times|sessions?|hours?|days?|per cent|yuan"
)
IN_BRACKETS = re.compile(rf"[（(]\s*(?:单位[:：]\s*)?({COUNTED})\s*[)）]\s*$", re.IGNORECASE)
ALONE = re.compile(rf"^(?:{COUNTED})$", re.IGNORECASE)
BY_NAME = [
    (re.compile(r"人次数?$|person-times$", re.IGNORECASE), "人次"),
    (re.compile(r"人数$|persons$", re.IGNORECASE), "人"),
    (re.compile(r"件数$|案件数量?$|cases$", re.IGNORECASE), "件"),
    (re.compile(r"率$|占比$|比例$|比重$|增减$|同比$|环比$|rate$|share$|per cent$", re.IGNORECASE), "%"),
]
SAME = {"％": "%", "per cent": "%", "case": "件", "cases": "件", "person": "人", "persons": "人", "名": "人"}
TOTAL = re.compile(r"^(?:合计|总计|小计|共计|累计|总数|总和|total|subtotal|sub-total|sum)(?:$|[\s（(])", re.IGNORECASE)
SEVERAL_UNITS = re.compile(r"[/、,，;；和及与+＋]")
UNIT_COLUMN = re.compile(r"^(?:计量)?单位$|^unit$", re.IGNORECASE)

Rows = Sequence[Sequence[Any]]


def unit_of(*headings: str) -> str:
    """The unit that the headings over a column, or before a row, name; '' where they name none."""
    for heading in map(bare, reversed(headings)):
        if match := IN_BRACKETS.search(heading):
            return one_word(match[1])
        if ALONE.match(heading):
            return one_word(heading)
    for heading in map(bare, reversed(headings)):
        for pattern, unit in BY_NAME:
            if pattern.search(heading):
                return unit
    return ""


def one_word(unit: str) -> str:
    return SAME.get(unit.lower(), unit)


def bare(text: Any) -> str:
    words = str(text or "").strip()
    return "".join(words.split()) if re.search(r"[\u4e00-\u9fff]", words) else words


def is_total(heading: Any) -> bool:
    return bool(TOTAL.match(bare(heading)))


def heads(rows: Rows, header_rows: int, spans: Iterable[Mapping[str, int]] = ()) -> list[list[str]]:
    """For each column the headings over it from top to bottom, those of merged cells included."""
    head = [[str(cell or "") for cell in row] for row in rows[:header_rows]]
    for span in spans:
        top, left = span["row"], span["col"]
        if top < len(head) and left < len(head[top]):
            for row in range(top, min(top + span["rowspan"], len(head))):
                for column in range(left, min(left + span["colspan"], len(head[row]))):
                    head[row][column] = head[top][left]
    width = max((len(row) for row in head), default=0)
    return [list(dict.fromkeys(row[at] for row in head if at < len(row) and row[at])) for at in range(width)]


def total_fault(grid: Mapping[str, Any] | None, header_rows: int, unit: str = "") -> str:
    """A sentence where a total adds up what is counted in different units, else ''. `unit` is the whole table's."""
    rows = (grid or {}).get("data") or []
    columns = heads(rows, header_rows, (grid or {}).get("mergeCells") or [])
    declared = {one_word(part) for part in SEVERAL_UNITS.split(unit) if ALONE.match(part)}
    return column_total_fault(columns, declared) or row_total_fault(rows, header_rows, columns)


def column_total_fault(columns: list[list[str]], declared: set[str]) -> str:
    """A column 合计 beside columns of several units; one that says its own unit adds up that unit alone."""
    totals = [at for at, names in enumerate(columns) if any(map(is_total, names))]
    if not totals or all(unit_of(*columns[at]) for at in totals):
        return ""
    units = {unit_of(*names) for at, names in enumerate(columns) if at and at not in totals} - {"", "%"}
    return mixed(next(name for name in columns[totals[0]] if is_total(name)), units or declared)


def row_total_fault(rows: Rows, header_rows: int, columns: list[list[str]]) -> str:
    """A row 合计 below rows of several units, which a column 单位 or the rows' own names tell."""
    place = next((at for at, names in enumerate(columns) if any(UNIT_COLUMN.match(bare(n)) for n in names)), None)
    units: set[str] = set()
    for row in rows[header_rows:]:
        name = next((cell for cell in row[:2] if is_total(cell)), None)
        if name:
            if fault := mixed(str(name), units) if not unit_of(name) else "":
                return fault
        elif row:
            own = bare(row[place]) if place is not None and place < len(row) else unit_of(str(row[0] or ""))
            units |= {one_word(own)} - {"", "%"}
    return ""


def mixed(total: str, units: set[str]) -> str:
    if len(units) < 2:
        return ""
    return _("“%(total)s” adds up different units (%(units)s). Cases and persons are never added up: leave it out.") % {
        "total": total.strip(),
        "units": "、".join(sorted(units)),
    }
