"""What a column or a row counts: cases and persons are never added up, and no figure stands without its unit."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

COUNTED = (
    "件次|万件|件|万人次|万人|人次|人|期|次|起|个百分点|百分点|个月|个|家|篇|项|户|名|份|场|批|台|套|枚|吨|公里|平方米"
    "|学时|课时|小时|分钟|天|日|分|倍|万元|亿元|万美元|美元|元|%|％|‰"
    "|cases?|persons?|person-times|sessions?|hours?|days?|per cent|yuan"
)
IN_BRACKETS = re.compile(rf"[（(]\s*(?:单位[:：]\s*)?((?:{COUNTED})(?:/(?:{COUNTED}))?)\s*[)）]\s*$", re.IGNORECASE)
ALONE = re.compile(rf"^(?:{COUNTED})$", re.IGNORECASE)
BY_NAME = [
    (re.compile(r"人次数?$|person-times$", re.IGNORECASE), "人次"),
    (re.compile(r"人数$|persons$", re.IGNORECASE), "人"),
    (re.compile(r"件数$|案件数量?$|cases$", re.IGNORECASE), "件"),
    (re.compile(r"学时数?$|课时数?$"), "学时"),
    (re.compile(r"期数$"), "期"),
    (re.compile(r"天数$"), "天"),
    (re.compile(r"率$|占比$|比例$|比重$|增减$|同比$|环比$|rate$|share$|per cent$", re.IGNORECASE), "%"),
]
SAME = {
    "％": "%",
    "per cent": "%",
    "百分点": "%",
    "个百分点": "%",
    "case": "件",
    "cases": "件",
    "person": "人",
    "persons": "人",
    "名": "人",
}
TOTAL = re.compile(r"^(?:合计|总计|小计|共计|累计|总数|总和|total|subtotal|sub-total|sum)(?:$|[\s（(])", re.IGNORECASE)
SEVERAL_UNITS = re.compile(r"[/、,，;；和及与+＋]")
UNIT_COLUMN = re.compile(r"^(?:计量)?单位$|^unit$", re.IGNORECASE)
NUMBERED = re.compile(
    r"^(?:序号|编号|号码?|排名|位次|名次|周次?|年份?|年度|月份?|季度|日期|时间|no\.?|#|year|month|date|article)$"
    r"|(?:日期|编号|号码|电话|邮编|代码|文号|案号|条文|条款|版本|期限|时限|phone|code)$",
    re.IGNORECASE,
)
OBJECTS = "|".join(
    unit for unit in COUNTED.split("|") if unit not in {"期", "学时", "课时", "小时", "分钟", "天", "日", "分", "个月"}
)
AMOUNT = r"(?:约|近|超|逾)?[+\-−±]?(?!0\d)\d+(?:[,，\s]\d{3})*(?:\.\d+)?\s*[万亿]?"
NUMBER = re.compile(rf"^{AMOUNT}$")
WITH_UNITS = re.compile(rf"^(?:{AMOUNT}\s*(?:{OBJECTS})[、，/\s]?)+(?:以上|余|左右)?$", re.IGNORECASE)
A_YEAR = re.compile(r"^(?:19|20)\d\d$")
MOST_NAMED = 5

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
    units = {unit_of(*names) for at, names in enumerate(columns) if at and at not in totals}
    if "" in units:
        units |= declared
    return mixed(next(name for name in columns[totals[0]] if is_total(name)), units - {"", "%"})


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


def figure_columns(
    grid: Mapping[str, Any] | None, header_rows: int, unit: str = ""
) -> dict[str, list[tuple[Any, str]]]:
    """The columns that hold figures: what each is called, with its cells as (row, text).

    No figures are the names of the rows, what only numbers something (序号, 年份, 电话), and a column of nothing but
    years where neither it nor the table names a unit.
    """
    rows = (grid or {}).get("data") or []
    columns = heads(rows, header_rows, (grid or {}).get("mergeCells") or [])
    width = max((len(row) for row in rows), default=0)
    found: dict[str, list[tuple[Any, str]]] = {}
    for at in range(1 if width > 1 else 0, width):
        names = columns[at] if at < len(columns) else []
        cells = [(row, str(row[at]).strip()) for row in rows[header_rows:] if at < len(row) and row[at]]
        figures = [(row, cell) for row, cell in cells if NUMBER.match(cell) or WITH_UNITS.match(cell)]
        only_years = not unit and not unit_of(*names) and all(A_YEAR.match(cell) for _row, cell in figures)
        if figures and not only_years and not (names and NUMBERED.search(bare(names[-1]))):
            name = "·".join(names) or _("column %(number)d") % {"number": at + 1}
            found.setdefault(name, []).extend(figures)
    return found


def without_unit(grid: Mapping[str, Any] | None, header_rows: int, unit: str = "") -> list[str]:
    """The columns of figures whose unit nothing says: neither the table as a whole nor heading, cells or rows."""
    if unit and not SEVERAL_UNITS.search(unit):
        return []
    rows = (grid or {}).get("data") or []
    columns = heads(rows, header_rows, (grid or {}).get("mergeCells") or [])
    place = next((at for at, names in enumerate(columns) if any(UNIT_COLUMN.match(bare(n)) for n in names)), None)
    return [
        name
        for name, figures in figure_columns(grid, header_rows, unit).items()
        if not unit_of(*name.split("·")) and not all(row_names_unit(row, cell, place) for row, cell in figures)
    ]


def row_names_unit(row: Sequence[Any], cell: str, place: int | None) -> bool:
    """Does the cell itself, a column 单位, or the name of the row say what is counted?"""
    own = place is not None and place < len(row) and bool(bare(row[place]))
    return own or bool(WITH_UNITS.match(cell)) or any(unit_of(str(name or "")) for name in row[:2])
