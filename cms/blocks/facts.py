"""What the lines around a table say of its figures: the period they cover, the day they were taken, whose they are."""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

LONGEST_PERIOD, LONGEST_SCOPE = 60, 120
MONTHS = [name.lower() for name in calendar.month_name]
YEAR, TO = r"(?:19|20)\d{2}", r"\s*[—–\-~～－至到]+\s*"
PERIOD = re.compile(
    rf"(?:统计(?:期间|期|时间|时段|区间)|数据期间|(?<!\w)期间|\bperiod)\s*[为是:：]\s*([^，,。；;\u3000\n]*{YEAR}[^，,。；;\u3000\n]*)",
    re.IGNORECASE,
)
PERIOD_OF_TITLE = re.compile(
    rf"{YEAR}年?{TO}{YEAR}年?度?|{YEAR}年(?:度|上半年|下半年|第?[一二三四1-4]季度|\d{{1,2}}月?{TO}\d{{1,2}}月|\d{{1,2}}月)?"
)
YEARS_ALONE = re.compile(rf"(?<!\d){YEAR}(?:\s*[-–—]\s*{YEAR})?(?!\d)")
A_YEAR = re.compile(rf"^({YEAR})年?度?$")
CUT_OFF = re.compile(r"截[止至]\D{0,8}(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})")
CUT_OFF_MONTH = re.compile(r"截[止至]\D{0,8}(\d{4})年(?:(\d{1,2})月[底末]?|年?[底末])")
DAY_ENGLISH = rf"(?:(\d{{1,2}}) ({'|'.join(MONTHS[1:])}) (\d{{4}})|(\d{{4}})-(\d\d)-(\d\d))"
CUT_OFF_ENGLISH = re.compile(rf"(?:cut-?off(?: date)?|as (?:of|at)|up to)\W{{1,3}}{DAY_ENGLISH}", re.IGNORECASE)
SCOPE = re.compile(
    r"(?:(?:统计|地域|数据)(?:范围|口径)|(?<!\w)(?:范围|口径)|\bscope)\s*[为是:：]\s*([^，,。；;\u3000\n]{2,120})",
    re.IGNORECASE,
)
SCOPE_BY_NAME = re.compile(r"(?<!\w)(全[国省市区县州])(?:统计)?口径")
LABELLED = re.compile(
    r"^[（(]?(?:统计|数据|地域)?(?:期间|期|时间|时段|区间|范围|口径|截[止至]|period|scope|cut-?off|as (?:of|at)\b)",
    re.IGNORECASE,
)


def is_labelled(text: str) -> bool:
    """Does a line say nothing but facts about figures, beginning with what it says?"""
    return bool(LABELLED.match(text) and said_facts(text))


def said_facts(text: str) -> dict[str, str]:
    """Period, cut-off (as ISO 8601) and scope as far as a line says them in so many words."""
    found = {"period": "", "cutoff": cutoff_in(text), "scope": ""}
    if match := PERIOD.search(text):
        found["period"] = match[1].strip()[:LONGEST_PERIOD]
    if match := SCOPE.search(text) or SCOPE_BY_NAME.search(text):
        found["scope"] = match[1].strip()[:LONGEST_SCOPE]
    return {name: value for name, value in found.items() if value}


def cutoff_in(text: str) -> str:
    if match := CUT_OFF.search(text):
        return day_text(match[1], match[2], match[3])
    if match := CUT_OFF_MONTH.search(text):
        return day_text(match[1], match[2] or "12", "")
    if match := CUT_OFF_ENGLISH.search(text):
        month = str(MONTHS.index(match[2].lower())) if match[2] else match[5]
        return day_text(match[3] or match[4], month, match[1] or match[6])
    return ""


def day_text(year: str, month: str, day: str) -> str:
    """As ISO 8601; without a day the last one of the month, '' for a day that no calendar has."""
    try:
        last = calendar.monthrange(int(year), int(month))[1]
        return dt.date(int(year), int(month), int(day or last)).isoformat()
    except (ValueError, calendar.IllegalMonthError):
        return ""


def period_of(title: str, rows: Sequence[Sequence[Any]], header_rows: int) -> str:
    """The period that a title begins or ends with, else the years that a table names its rows or columns by."""
    is_chinese = bool(re.search(r"[\u4e00-\u9fff]", title))
    for match in (PERIOD_OF_TITLE if is_chinese else YEARS_ALONE).finditer(title):
        before, after = title[: match.start()], title[match.end() :]
        if not before.strip() or not after.strip(" ）)") or not is_chinese:
            return match[0]
    return years_of(rows, header_rows)


def years_of(rows: Sequence[Sequence[Any]], header_rows: int) -> str:
    """“2021—2023年” where every row, or more than one column, is named by its year."""
    named = [str(row[0] or "").strip() for row in rows[header_rows:] if row]
    years = [match[1] for name in named if (match := A_YEAR.match(name))]
    if not years or len(years) < len(named):
        cells = [str(cell or "").strip() for row in rows[:header_rows] for cell in row]
        years = [match[1] for cell in cells if (match := A_YEAR.match(cell))]
        if len(set(years)) < 2:
            return ""
    first, last = min(years), max(years)
    return f"{first}年" if first == last else f"{first}—{last}年"
