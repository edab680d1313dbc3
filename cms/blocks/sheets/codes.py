"""Format codes of cells, taken apart: ECMA-376 part 1, 18.8.31, and what office programs do where it is silent."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<blank>.)|\*(?P<filled>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
COLOUR = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|(?:黑|蓝|青|绿|洋红|红|白|黄)色?|颜色 ?\d+",
    re.IGNORECASE,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
LOCALE = re.compile(r"\$([^-\[\]]*)(?:-[0-9A-Fa-f]{1,4})?")
COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    **{"<": operator.lt, ">": operator.gt, "=": operator.eq},
    **{"<=": operator.le, ">=": operator.ge, "<>": operator.ne},
}
MEANING = {**dict.fromkeys("0#?", "digit"), ".": "point", ",": "comma", "%": "percent", "@": "cell"}
PLAIN = frozenset("$-+():^'{}<>=&~ ")  # stand for themselves; other ASCII signs mean something (fractions, dates)
MOST_SECTIONS = 4


class UnknownFormatError(ValueError):
    """The format says something that is not known here: what the cell shows is not guessed."""


@dataclass
class Section:
    """One of the parts between semicolons: (kind, text) in order, and the condition `[>=100]` of its figures."""

    parts: list[tuple[str, str]] = field(default_factory=list)
    condition: tuple[str, Decimal] | None = None

    def has(self, kind: str) -> bool:
        return any(own == kind for own, _text in self.parts)

    def words(self) -> str:
        return "".join(text for kind, text in self.parts if kind == "text")

    def holds(self, value: Decimal) -> bool:
        return self.condition is not None and COMPARE[self.condition[0]](value, self.condition[1])

    def take(self, token: re.Match[str]) -> None:
        kind, text = token.lastgroup or "", token[token.lastgroup or 0]
        if kind == "bracket":
            self.take_bracket(text)
        elif kind == "sign":
            plain = "text" if text in PLAIN or (not text.isascii() and text.isprintable()) else "unknown"
            self.parts.append((MEANING.get(text, plain), text))
        elif kind != "filled":
            self.parts.append({"blank": ("text", " "), "general": ("general", "")}.get(kind, ("text", text)))

    def take_bracket(self, text: str) -> None:
        if match := CONDITION.fullmatch(text):
            self.condition = match[1], Decimal(match[2])
        elif match := LOCALE.fullmatch(text):
            self.parts.append(("text", match[1]))
        elif not COLOUR.fullmatch(text):
            self.parts.append(("unknown", text))


@lru_cache(maxsize=512)
def sections(code: str) -> tuple[Section, ...]:
    found = [Section()]
    for token in TOKEN.finditer(code):
        if token["sign"] == ";":
            found.append(Section())
        else:
            found[-1].take(token)
    return tuple(found)


def text_section(code: str) -> Section | None:
    """What shows a text: the fourth section, or the last one where it holds @."""
    found = sections(code)
    if len(found) > MOST_SECTIONS:
        raise UnknownFormatError(code)
    return found[-1] if len(found) == MOST_SECTIONS or found[-1].has("cell") else None


def number_section(code: str, value: Decimal) -> tuple[Section, str]:
    """What shows a figure, with the sign that it shows by itself: only a section for all figures shows the minus."""
    found = sections(code)[: len(sections(code)) - (text_section(code) is not None)]
    if not found:
        return Section([("general", "")]), "-" if value < 0 else ""
    if any(section.condition for section in found):
        return conditional(found, value), ""
    if value < 0 and len(found) > 1:
        if len(found) == 2 and not found[1].parts:
            raise UnknownFormatError(code)
        return found[1], ""
    return found[2 if value == 0 and len(found) > 2 else 0], "-" if value < 0 else ""


def conditional(found: tuple[Section, ...], value: Decimal) -> Section:
    """The section whose condition holds, else the last, for all the rest."""
    if value < 0 or found[0].condition is None:
        raise UnknownFormatError
    if fitting := [section for section in found if section.holds(value)]:
        return fitting[0]
    if found[-1].condition is not None:
        raise UnknownFormatError
    return found[-1]
