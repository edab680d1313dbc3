"""A cell as its number format shows it.

The figures of a table are what the office's sheet shows: rounded half away from zero from the fifteen digits that an
office program keeps, scaled, with the format's own words (12.3万). A scaled figure must not pass for one in the
unscaled unit: where the words of the format name the scale, the cell says it itself; where they do not, a reader of
tables gets `1,235 [÷1000]`, and the table is taken only if its unit or a heading of the figure names the scale (千元);
where both name it (12.3万 under 万元) it is not taken either.
A format that is not known here gives `�[code]`, which keeps the range from being taken: no figure is guessed.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from cms.blocks.sheets.codes import Section, UnknownFormatError, number_section, text_section
from cms.blocks.sheets.days import day_text

YEAR_ALONE = range(1900, 2101)
UNREAD = re.compile("\ufffd" + r"\[(.*)\]", re.DOTALL)
SCALED = re.compile(r"(.+) \[÷(10+)\]")
SCALES = {
    1_000: r"千(?!万|亿)|thousand|(?<![a-z])k(?![a-z])",
    10_000: r"(?<![十百千])万(?!亿)",
    100_000: "十万",
    1_000_000: "百万|million",
    10_000_000: "千万",
    100_000_000: "(?<![十百千万])亿",
    1_000_000_000: "十亿|billion",
}
WIDEST = 11  # signs that an unformatted figure has in its cell, the point among them
LONG = Context(prec=400)


def shown(value: Any, code: str, *, is_first: bool | None = None) -> str:
    """The text of a cell. A reader of tables says whether the cell `is_first`, with nothing before it in its row.

    Then 2021 there is a year and has no separator, and figures that are scaled without a word say so.
    """
    try:
        match value:
            case None | "":
                return ""
            case str():
                return text_of(value, code)
            case bool():
                return "TRUE" if value else "FALSE"
            case int() | float():
                text, scale = number_text(decimal(value), code or "General", is_first=bool(is_first))
                return text if is_first is None or not scale else f"{text} [÷{scale}]"
            case dt.date() | dt.time() | dt.timedelta():
                return day_text(value, code or "General")
            case _:
                return str(value)
    except UnknownFormatError:
        return f"\ufffd[{code}]"


def unread_code(text: str) -> str:
    """The format of a cell that could not be read; '' if it could."""
    match = UNREAD.fullmatch(text)
    return match[1] if match else ""


def split_scale(text: str) -> tuple[str, int]:
    """A figure as it is shown, and by what it was divided without a word: (1,235, 1000); 0 for any other cell."""
    match = SCALED.fullmatch(text)
    return (match[1], int(match[2])) if match else (text, 0)


def names_scale(words: str, scale: int) -> bool:
    """Do these words (a unit, a heading) say that figures were divided so?"""
    return bool(re.search(SCALES.get(scale, "(?!)"), words, re.IGNORECASE))


def decimal(value: float) -> Decimal:
    """The fifteen digits that count."""
    found = Decimal(f"{value:.15g}")
    if not found.is_finite():
        raise UnknownFormatError
    return found


def text_of(value: str, code: str) -> str:
    section = text_section(code)
    if section is None:
        return value
    if any(kind not in {"text", "cell"} for kind, _text in section.parts):
        raise UnknownFormatError
    return "".join(value if kind == "cell" else text for kind, text in section.parts)


def number_text(value: Decimal, code: str, *, is_first: bool) -> tuple[str, int]:
    """What is shown, and by what it was divided if no word says it (else 0)."""
    section, sign = number_section(code, value)
    if any(section.has(kind) for kind in ("unknown", "cell")):
        raise UnknownFormatError
    if not section.has("digit"):
        if any(section.has(kind) for kind in ("point", "comma", "percent")):
            raise UnknownFormatError
        return sign + "".join(general(abs(value)) if kind == "general" else text for kind, text in section.parts), 0
    pattern = Pattern(section)
    text = sign + pattern.filled(abs(value), is_year=is_first and value in YEAR_ALONE)
    scale = 10**pattern.moved
    return text, 0 if scale == 1 or names_scale(section.words(), scale) else scale


def general(value: Decimal) -> str:
    """As in a column that is wide enough: rounded to eleven signs, but never as a power of ten."""
    whole = max(value.adjusted() + 1, 1)
    if value == value.to_integral_value() or whole > WIDEST:
        return f"{value:f}"
    places = max(WIDEST - 1 - whole, 0) if value >= Decimal("0.0001") else 5 - value.adjusted()
    text = f"{rounded(value, places):f}"
    return text.rstrip("0").rstrip(".") if places else text


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, LONG)


class Pattern:
    """The placeholders of a section, and what its commas, percent signs and points between them do."""

    def __init__(self, section: Section) -> None:
        self.parts = section.parts
        kinds = [kind for kind, _text in self.parts]
        if kinds.count("point") > 1 or "general" in kinds:
            raise UnknownFormatError
        self.point = kinds.index("point") if "point" in kinds else len(kinds)
        self.whole = [at for at, kind in enumerate(kinds) if kind == "digit" and at < self.point]
        self.decimals = [at for at, kind in enumerate(kinds) if kind == "digit" and at > self.point]
        commas = [at for at, kind in enumerate(kinds) if kind == "comma"]
        groups = [at for at in commas if self.whole and self.whole[0] < at < self.whole[-1]]
        self.thousands = len(commas) - len(groups)
        self.is_grouped = bool(groups)
        self.percents = kinds.count("percent")
        is_misplaced = any(kinds[at - 1 : at] not in (["digit"], ["comma"]) for at in commas)
        if is_misplaced or any(at < last for at in commas if at > self.point for last in self.decimals[-1:]):
            raise UnknownFormatError
        inside = range(self.whole[0], self.whole[-1]) if self.whole else range(0)
        if self.is_grouped and any(kinds[at] not in {"digit", "comma"} for at in inside):
            raise UnknownFormatError
        literal = [at for at in inside if kinds[at] == "text" and "." in self.parts[at][1]]
        self.moved = 3 * self.thousands + sum(at > literal[-1] for at in self.whole if literal)

    def filled(self, value: Decimal, *, is_year: bool) -> str:
        """0!.0, for 123456: divided by 1000 it is 123, and the point stands before the last digit."""
        number = rounded(value.scaleb(2 * self.percents - 3 * self.thousands, LONG), len(self.decimals))
        whole, _point, fraction = f"{number:f}".partition(".")
        texts = dict(zip(self.whole, self.in_front(whole.lstrip("0"), is_year=is_year), strict=True))
        texts |= dict(zip(self.decimals, self.behind(fraction), strict=True))
        texts |= {at: "" for at, (kind, _text) in enumerate(self.parts) if kind == "comma"}
        if not self.whole:
            texts[self.point] = f"{whole.lstrip('0')}."
        return "".join(texts.get(at, text) for at, (_kind, text) in enumerate(self.parts))

    def in_front(self, digits: str, *, is_year: bool) -> list[str]:
        """One text for each placeholder before the point; digits beyond them stand at the first."""
        marks = "".join(self.parts[at][1] for at in self.whole)
        if not marks:
            return []
        spare = max(len(digits) - len(marks), 0)
        padding = marks[: max(len(marks) - len(digits), 0)]
        zeros = padding.find("0") if "0" in padding else len(padding)
        pads = ["0" if at >= zeros else " " * (mark == "?") for at, mark in enumerate(padding)]
        texts = [*pads, digits[: spare + 1], *digits[spare + 1 :]] if digits else pads
        if not self.is_grouped or is_year:
            return texts
        joined = "".join(texts)
        bare = joined.lstrip(" ")
        grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", bare)
        return [" " * (len(joined) - len(bare)) + grouped, *[""] * (len(marks) - 1)]

    def behind(self, digits: str) -> list[str]:
        """One text for each placeholder behind the point: zeros at the end only where the format asks for them."""
        texts = list(digits)
        for at in reversed(range(len(texts))):
            mark = self.parts[self.decimals[at]][1]
            if mark == "0" or texts[at] != "0":
                break
            texts[at] = " " * (mark == "?")
        return texts
