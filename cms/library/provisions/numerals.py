"""Numbers of articles as statutes write them: 第一百二十三条之一, 第57条."""

import re

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMBER = r"(?:[零〇一二两三四五六七八九十百千]{1,12}|[0-9０-９]{1,4})"
ADDRESS = re.compile(r"([1-9][0-9]{0,3})(?:-([1-9][0-9]?))?")


def read_number(text: str) -> int | None:
    """`一百二十三`, `十`, `57` as a number; None for what is none."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign in UNITS:
            total += (digit or 1) * UNITS[sign]
            digit = 0
        elif sign in DIGITS and digit == 0:
            digit = DIGITS[sign]
        else:
            return None
    return (total + digit) or None


def write_number(number: int) -> str:
    """57 as 五十七, below ten thousand."""
    signs, written, pending = "零一二三四五六七八九", "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if pending and written else "") + signs[digit] + name
        pending = not digit
    return written.removeprefix("一") if written.startswith("一十") else written


def article_name(number: int, suffix: int = 0) -> str:
    return f"第{write_number(number)}条" + (f"之{write_number(suffix)}" if suffix else "")


def article_slug(number: int, suffix: int = 0) -> str:
    """The article in an address: 57, or 219-1 for 第二百一十九条之一."""
    return f"{number}-{suffix}" if suffix else str(number)


def read_article_name(slug: str) -> tuple[int, int] | None:
    """Number and suffix of an address part; None where it names no article."""
    found = ADDRESS.fullmatch(slug)
    return (int(found[1]), int(found[2] or 0)) if found else None
