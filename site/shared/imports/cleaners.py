"""What a cell may hold. A cleaner takes the cell and the batch; it returns the value or a repair, or refuses."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from shared.imports.sheets import as_text

Cleaner = Callable[[Any, Any], Any]

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
# Most cells show none of this and need no closer look.
ODD = re.compile(rf"^[\s=+\-@]|\s$|[\r\n]|{CONTROL.pattern}|{INVISIBLE.pattern}")
COMPUTES = {
    "=": "formula_injection",
    "+": "formula_injection_plus",
    "-": "formula_injection_minus",
    "@": "formula_injection_at",
}


class Refused(Exception):  # noqa: N818  reads as what it says
    """The cell cannot be taken; `code` names the fault."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Repaired:
    """The value was mended; `code` names what was wrong in the file."""

    value: Any
    code: str


def safe_text(raw: str, length: int) -> Any:
    """The checks every text cell goes through: nothing that computes, hides or overflows."""
    if len(raw) <= length and not ODD.search(raw):
        return raw
    if CONTROL.search(raw):
        raise Refused("control_character")
    shown = INVISIBLE.sub("", raw)
    value = re.sub(r"\s*[\r\n]+\s*", " ", shown).strip()
    if value[:1] in COMPUTES:
        raise Refused(COMPUTES[value[:1]])
    if len(value) > length:
        raise Refused("too_long")
    return value if value == raw or not value else Repaired(value, space_fault(raw, shown, value))


def space_fault(raw: str, shown: str, value: str) -> str:
    if shown != raw:
        return "invisible_character"
    if "\n" in raw.strip() or "\r" in raw.strip():
        return "line_break"
    if "\u3000" in raw[: len(raw) - len(raw.lstrip())] + raw[len(raw.rstrip()) :]:
        return "ideographic_space"
    return "trailing_space" if raw != raw.rstrip() else "leading_space"


def plain(value: Any, batch: Any) -> Any:
    return as_text(value)


def person_name(value: Any, batch: Any) -> Any:
    """A Chinese name has no space inside; a name of several parts has the middle dot U+00B7."""
    name = as_text(value)
    joined = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", name)
    if joined != name:
        return Repaired(joined, "inner_space")
    dotted = re.sub(r"[•・‧∙●.．](?=[^\x00-\x7f])", "·", name)
    return name if dotted == name else Repaired(dotted, "middle_dot")


def email(value: Any, batch: Any) -> Any:
    """An address identifies a person, so it is kept in lower case."""
    address = unicodedata.normalize("NFKC", as_text(value))
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("bad_email") from None
    if address != as_text(value):
        return Repaired(address.lower(), "fullwidth_characters")
    return address if address == address.lower() else Repaired(address.lower(), "email_case")


def phone(value: Any, batch: Any) -> Any:
    text = as_text(value)
    narrow = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"[\s-]", "", narrow) if re.match(r"1", narrow) else re.sub(r"\s", "", narrow)
    if not re.fullmatch(r"1\d{10}|0\d{2,3}-?\d{7,8}", digits, re.ASCII):
        raise Refused("bad_phone")
    if digits == text:
        return text
    return Repaired(digits, "fullwidth_digits" if narrow != text else "spaces_in_phone")


SHAPES = [
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), ""),
    (re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"), "date_slash"),
    (re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})"), "date_dot"),
    (re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"), "date_cn"),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), "date_compact"),
]
MONTHS = [
    (re.compile(r"(\d{4})-(\d{1,2})"), ""),
    (re.compile(r"(\d{4})/(\d{1,2})"), "birth_slash"),
    (re.compile(r"(\d{4})\.(\d{1,2})"), "birth_dot"),
    (re.compile(r"(\d{4})年(\d{1,2})月?"), "birth_cn"),
    (re.compile(r"(\d{4})(\d{2})"), "birth_compact"),
]


def date(value: Any, batch: Any) -> Any:
    """A day, written in any of the usual ways; a bare number of Excel's day count is mended."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not 19000101 <= value <= 21001231:
        return Repaired(from_serial(value), "excel_serial")
    text = unicodedata.normalize("NFKC", as_text(value)).removesuffix(" 00:00:00")
    for shape, code in SHAPES:
        if match := shape.fullmatch(text):
            day = real_day(*(int(part) for part in match.groups()))
            return Repaired(day, code or "date_short") if code or text != day.isoformat() else day
    raise Refused("bad_date")


def from_serial(value: float) -> dt.date:
    if not 1 <= value <= 73050:  # 1900 to 2099
        raise Refused("bad_date")
    return dt.date(1899, 12, 30) + dt.timedelta(days=int(value))


def real_day(year: int, month: int, day: int) -> dt.date:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise Refused("impossible_date") from None
    if not 1900 <= year <= 2100:
        raise Refused("impossible_date")
    return found


def birth_month(value: Any, batch: Any) -> Any:
    """Year and month as `1985-08`; the day is not wanted and is dropped."""
    if isinstance(value, dt.date | dt.datetime):
        return Repaired(past_month(value.year, value.month), "birth_with_day")
    text = unicodedata.normalize("NFKC", as_text(value))
    for shape, code in MONTHS:
        if match := shape.fullmatch(text):
            month = past_month(int(match[1]), int(match[2]))
            return Repaired(month, code or "birth_short") if code or text != month else month
    day = date(value, batch)
    found = day.value if isinstance(day, Repaired) else day
    return Repaired(past_month(found.year, found.month), "birth_with_day")


def past_month(year: int, month: int) -> str:
    first = real_day(year, month, 1)
    if first > timezone.localdate():
        raise Refused("future_birth")
    return f"{year:04}-{month:02}"


def choice(code: str, values: dict[str, Any]) -> Cleaner:
    """One of `values` (what the sheet says → what is stored); anything else is the fault `code`."""

    def clean(value: Any, batch: Any) -> Any:
        text = as_text(value)
        if text in values:
            return values[text]
        narrow = unicodedata.normalize("NFKC", text)
        joined = re.sub(r"\s", "", narrow)
        if joined not in values:
            raise Refused(code)
        return Repaired(values[joined], "space_inside" if joined != narrow else "fullwidth_characters")

    return clean


def whole_number(value: Any, batch: Any) -> Any:
    text = unicodedata.normalize("NFKC", as_text(value))
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise Refused("bad_number")
    return int(text)


def decimal(value: Any, batch: Any) -> Any:
    text = unicodedata.normalize("NFKC", as_text(value))
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused("bad_number") from None
    if not number.is_finite() or not 0 <= number < 10**9:
        raise Refused("bad_number")
    return number


def decimal_of(digits: int, places: int) -> Cleaner:
    """A number that the field keeps exactly: what it cannot hold is refused, never rounded."""

    def clean(value: Any, batch: Any) -> Any:
        number = decimal(value, batch)
        if number >= 10 ** (digits - places):
            raise Refused("number_too_large")
        if number != round(number, places):
            raise Refused("too_precise")
        return number

    return clean
