"""What stands in a finding's place: 周某某, kept distinct and the same throughout one text."""

import re
from collections.abc import Iterable

from cms.library.anonymisation.shapes import HAN, is_foreign
from cms.library.anonymisation.vocabulary import COMPOUND
from cms.library.enums import FindingKind

STEMS = "甲乙丙丁戊己庚辛壬癸"
HIDDEN = re.compile(f"[{HAN}]{{1,2}}某(?:某|[{STEMS}]|\\d+)?|某[{STEMS}]?公司")
LEFT_OUT = "（略）"
PLAIN = {FindingKind.ADDRESS: "某地", FindingKind.BIRTH_DATE: "某年某月某日"}


class Replacements:
    """Proposals for one text: who has the same form as somebody else is told apart by 甲, 乙, 丙."""

    def __init__(self, found: Iterable[tuple[str, str]], texts: Iterable[str]) -> None:
        """`found` are kinds and texts in one spelling, in reading order."""
        self.given: dict[tuple[str, str], str] = {}
        self.taken = {form for text in texts for match in HIDDEN.finditer(text) for form in endings(match[0])}
        distinct = list(dict.fromkeys((kind, text.replace(" ", "")) for kind, text in found))
        shared: dict[str, int] = {}
        for kind, text in distinct:
            shared[first_form(kind, text)] = shared.get(first_form(kind, text), 0) + 1
        for kind, text in distinct:
            form = first_form(kind, text)
            is_named = kind in {FindingKind.PERSON_NAME, FindingKind.COMPANY_NAME}
            if is_named and (shared[form] > 1 or form in self.taken):
                form = self.told_apart(form)
            self.taken.add(form)
            self.given[kind, text] = form

    def told_apart(self, form: str) -> str:
        if form.isascii():  # Z., Z2., Z3.
            return next(other for n in range(2, len(self.taken) + 3) if (other := f"{form[0]}{n}.") not in self.taken)
        stem, tail = ("某", "公司") if form == "某公司" else (form.rstrip("某") + "某", "")
        numbers = (STEMS[n] if n < len(STEMS) else str(n + 1) for n in range(len(self.taken) + 1 + len(STEMS)))
        return next(candidate for n in numbers if (candidate := f"{stem}{n}{tail}") not in self.taken)

    def of(self, kind: str, text: str) -> str:
        return self.given[kind, text.replace(" ", "")]


def endings(form: str) -> list[str]:
    """`人周某某` may hide the surname 周 or, less likely, 人周: both count as taken."""
    return [form, form[1:]]


def first_form(kind: str, text: str) -> str:
    """The form without regard to others: surname and 某 for each character of the given name, Z. for Zhang Wei."""
    if kind == FindingKind.COMPANY_NAME:
        return "某公司"
    if kind != FindingKind.PERSON_NAME:
        return PLAIN.get(FindingKind(kind), LEFT_OUT)
    if text.isascii():
        return f"{text[0]}."
    if "·" in text or is_foreign(text):
        return f"{text[0]}某"
    surname = text[:2] if text[:2] in COMPOUND and len(text) > 2 else text[:1]
    return surname + "某" * min(len(text) - len(surname), 2)
