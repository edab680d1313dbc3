"""A cell as its number format shows it."""

import datetime as dt
import re
from typing import Any

LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
DECIMALS = re.compile(r"0\.(0+)")
YEAR_ALONE = range(1900, 2101)


def shown(value: Any, code: str, *, is_first: bool = False) -> str:
    """The text of a cell. `is_first`: nothing stands before it in its row, so that 2021 there is a year."""
    match value:
        case None | "":
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return number_text(float(value), code, is_first=is_first)
        case dt.datetime() | dt.date():
            return day_text(value, code)
        case dt.time():
            return value.isoformat("minutes")
        case _:
            return str(value)


def number_text(value: float, code: str, *, is_first: bool) -> str:
    kind = LITERAL.sub("", code.split(";")[0])
    decimals = DECIMALS.search(kind)
    places = len(decimals[1]) if decimals else 0
    if "%" in kind:
        return f"{value * 100:.{places}f}%"
    if not re.search(r"[0#]", kind):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    grouped = "," if ",#" in kind or ",0" in kind else ""
    if is_first and value.is_integer() and int(value) in YEAR_ALONE:
        grouped = ""
    text = f"{value:{grouped}.{places}f}"
    return f"+{text}" if kind.lstrip().startswith("+") and value > 0 else text


def day_text(value: Any, code: str) -> str:
    """A month where the format shows no day, else the whole day; with its time only where the format shows it."""
    kind = LITERAL.sub(lambda match: match[0].strip('"\\') if match[0][0] != "[" else "", code).lower()
    year, month, day = value.year, value.month, value.day
    if "年" in kind:
        return f"{year}年{month}月" + (f"{day}日" if "d" in kind else "")
    if "d" not in kind and "y" in kind:
        return f"{year}年{month}月"
    if "月" in kind and "y" not in kind:
        return f"{month}月{day}日"
    has_time = isinstance(value, dt.datetime) and value.time() != dt.time()
    return value.isoformat(" ", "minutes") if has_time else f"{year}-{month:02}-{day:02}"
