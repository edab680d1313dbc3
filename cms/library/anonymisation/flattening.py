"""One spelling for what looks the same: full-width digits, invisible characters and odd hyphens hide nothing."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

HYPHENS = "‐‑‒–—―−﹣－"
DOTS = "·•・‧∙⋅･●"
SPACES = "\u3000\u00a0\u2002\u2003\u2007\u2009\u202f\t\n\r"
ALIKE = {
    **dict.fromkeys(HYPHENS, "-"),
    **dict.fromkeys(DOTS, "·"),
    **dict.fromkeys(SPACES, " "),
    **{"（": "(", "）": ")", "：": ":", "，": ",", "＠": "@", "．": ".", "＋": "+", "＿": "_", "﹫": "@"},
}


@lru_cache(maxsize=8192)
def one_spelling(sign: str) -> str:
    """A digit of any script as 0–9, a full-width letter as a letter, an invisible character as nothing."""
    if sign in ALIKE:
        return ALIKE[sign]
    if sign.isascii():
        return sign
    if unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f" or sign == "\u034f":
        return ""
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    if unicodedata.decomposition(sign).startswith("<wide>"):
        return unicodedata.normalize("NFKC", sign)
    return sign


class Flat:
    """A text in one spelling, and the way back: `at[i]` is where its i-th character stands in the text given."""

    def __init__(self, text: str) -> None:
        signs = [one_spelling(sign) for sign in text]
        self.text = "".join(signs)
        self.at: Sequence[int] = range(len(text))
        if "" in signs:
            self.at = [place for place, sign in enumerate(signs) if sign]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in the text given."""
        return self.at[start], self.at[end - 1] + 1


def spelled(name: str) -> str:
    """A name in one spelling and without the spaces that it is spread by."""
    return Flat(name).text.replace(" ", "")
