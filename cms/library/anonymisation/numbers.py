"""Numbers of identity papers, telephones and bank accounts, however they are spaced or pointed.

Resident IDs: GB 11643-1999 with the check digit of ISO 7064 MOD 11-2, and the 15 digits used before it. Bank cards:
ISO/IEC 7812-1 (Luhn). Telephones: the national numbering plan (11 digits from 13 to 19; area code from 0 and seven or
eight digits). A number longer than what is looked for is another number, so a hit never begins or ends inside one.
"""

import re
from collections.abc import Iterator
from datetime import date

from cms.library.anonymisation.structure import Found
from cms.library.enums import FindingKind

RUN = re.compile(r"\d(?:[ ()\-]{0,2}\d)*(?:[ \-]?[Xx](?![0-9A-Za-z]))?")
# Groups set apart by points, as 138.1234.5678; decimals, dates and versions are told from them by their groups.
POINTED = re.compile(r"(?<!\d)(?:(?:00)?86\)?[ \-]?)?\d{1,8}(?: ?[.·] ?\d{1,8}){1,4}(?:[Xx](?![0-9A-Za-z])|(?!\d))")
GROUP = re.compile(r"\d+[Xx]?|[Xx]")
DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
ID_18 = re.compile(rf"(?=([1-9]\d{{5}}(?:18|19|20)\d{{2}}{DAY}\d{{3}}[\dXx]))")
ID_15 = re.compile(rf"(?=((?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{{6}}{DAY}\d{{3}}))")
MOBILE = re.compile(r"(?=((?:0086|86)?1[3-9]\d{9}))")
MOBILE_DIGITS = 11
AREA = re.compile(r"0(?:10|2\d|[3-9]\d{2})")
AREA_IN_BRACKETS = re.compile(r"0\d{2,3}\)")
ISSUED = re.compile(r"62|4|5[1-5]|2[2-7]|35|3[47]|60|65|9[0-8]")
USUAL = {
    FindingKind.ID_NUMBER: {(6, 8, 4), (6, 4, 4, 4), (3, 3, 8, 4), (6, 4, 2, 2, 4), (6, 6, 3), (6, 8, 3, 1)},
    FindingKind.MOBILE: {(3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (5, 6)},
    FindingKind.BANK_ACCOUNT: {(4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (4, 4, 4, 3), (6, 13)},
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
BEFORE = 14
SHORTEST, LONGEST = 12, 25  # digits of a bank account where the text says that it is one
STUCK_BEFORE, STUCK_AFTER = re.compile(r"[A-Za-z_/=〕]$|\d\.$"), re.compile(r"\.\d|[A-Za-z_@]")
LABEL = re.compile(r"(?:tel|phone|mobile|qq|fax)$", re.IGNORECASE)
SAYS_ID = re.compile(r"身份证|公民身份|证件号|身份号")
SAYS_BANK = re.compile(r"账户|帐户|账号|帐号|卡号|银行卡|借记卡|储蓄卡|信用卡|开户")
SAYS_PHONE = re.compile(r"电话|座机|手机|传真|热线|联系方式|固话|号码为")
SAYS_OTHER = re.compile(
    r"专利|ZL|CN|申请号|公开号|注册号|登记号|社会信用代码|信用代码|订单|运单|快递|单号|案号|文号|备案|许可证|批号|条码|编号|序列号|ISBN|ISSN|http"
)


def numbers_in(text: str) -> Iterator[Found]:
    """Every such number of a flat text."""
    for run in RUN.finditer(text):
        if run.end() - run.start() >= 7 and not is_part_of_a_word(text, run):
            yield from Digits(text, run).found()
    for run in POINTED.finditer(text):
        if not is_part_of_a_word(text, run):
            yield from Pointed(text, run).found()


def is_part_of_a_word(text: str, run: re.Match[str]) -> bool:
    """Does a letter, a decimal point or an underscore stick to the number? Then it is a code or an amount."""
    before, after = text[max(run.start() - 6, 0) : run.start()], text[run.end() : run.end() + 2]
    return bool((STUCK_BEFORE.search(before) and not LABEL.search(before)) or STUCK_AFTER.match(after))


class Digits:
    """A run of digits without its separators, with what it may be."""

    def __init__(self, text: str, run: re.Match[str]) -> None:
        self.joined = ""
        self.places: list[int] = []
        self.begins: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.groups: list[int] = []
        for group in GROUP.finditer(text, run.start(), run.end()):
            self.begins[len(self.joined)] = len(self.groups)
            self.groups.append(len(group[0]))
            self.places.extend(range(group.start(), group.end()))
            self.joined += group[0]
            self.ends[len(self.joined)] = len(self.groups)
        self.text = text
        self.said = text[max(run.start() - BEFORE, 0) : run.start()]

    def found(self) -> Iterator[Found]:
        """Identity papers first, then telephones, then accounts; a digit belongs to one of them."""
        taken = bytearray(len(self.joined))
        for kind, start, end in [*self.identities(), *self.mobiles(), *self.landlines(), *self.accounts()]:
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield Found(kind, self.beginning(start), self.places[end - 1] + 1)

    def beginning(self, start: int) -> int:
        """The bracket before an area code belongs to the number."""
        place = self.places[start]
        return place - 1 if self.text[place - 1 : place] == "(" and AREA_IN_BRACKETS.match(self.text, place) else place

    def is_whole(self, kind: str, start: int, end: int) -> bool:
        """Does the stretch fill whole groups, and either all of them or as such numbers are usually written?"""
        if start not in self.begins or end not in self.ends:
            return False
        first, last = self.begins[start], self.ends[end]
        return last - first in {1, len(self.groups)} or tuple(self.groups[first:last]) in USUAL[FindingKind(kind)]

    def matches(self, pattern: re.Pattern[str], kind: str) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(self.joined):
            start, end = match.span(1)
            if self.is_whole(kind, start, end):
                yield start, end

    def identities(self) -> Iterator[tuple[str, int, int]]:
        kind = FindingKind.ID_NUMBER
        for start, end in self.matches(ID_18, kind):
            number = self.joined[start:end].upper()
            is_said = bool(SAYS_ID.search(self.said))
            if is_day(number[6:14]) and (is_said or check_digit(number[:17]) == number[17]):
                yield kind, start, end
        for start, end in self.matches(ID_15, kind):
            if is_day("19" + self.joined[start + 6 : start + 12]) and not SAYS_BANK.search(self.said):
                yield kind, start, end

    def mobiles(self) -> Iterator[tuple[str, int, int]]:
        if SAYS_OTHER.search(self.said) and not SAYS_PHONE.search(self.said):
            return
        for start, end in self.matches(MOBILE, FindingKind.MOBILE):
            yield FindingKind.MOBILE, start, end

    def landlines(self) -> Iterator[tuple[str, int, int]]:
        """An area code set off from the number, or the word telephone before it."""
        is_said = bool(SAYS_PHONE.search(self.said))
        for start, first in self.begins.items():
            if not is_said and self.joined[start] != "0":
                continue
            area, *rest = self.groups[first : first + 3]
            if AREA.fullmatch(self.joined, start, start + area) and self.is_subscriber(start + area, rest[:1]):
                yield FindingKind.LANDLINE, start, start + area + rest[0]
            elif AREA.fullmatch(self.joined, start, start + area) and rest in ([4, 4], [3, 4]):
                yield FindingKind.LANDLINE, start, start + area + sum(rest)
            elif is_said and (self.is_subscriber(start, [area]) or self.has_area(start, area)):
                yield FindingKind.LANDLINE, start, start + area

    def is_subscriber(self, start: int, group: list[int]) -> bool:
        return group in ([7], [8]) and self.joined[start] in "2345678"

    def has_area(self, start: int, size: int) -> bool:
        return size in {10, 11, 12} and bool(AREA.match(self.joined, start)) and "X" not in self.joined.upper()

    def accounts(self) -> Iterator[tuple[str, int, int]]:
        """A card by its issuer's prefix, length and check digit; where the text says account, any length banks use."""
        is_said = bool(SAYS_BANK.search(self.said))
        if SAYS_OTHER.search(self.said) and not is_said:
            return
        for start, first in self.begins.items():
            if first and self.groups[first] < SHORTEST and self.groups[first] not in {4, 6}:
                continue
            ends = self.ends_after(start, first)
            if fitting := [end for end in ends if self.is_account(start, end, is_said=is_said)]:
                yield FindingKind.BANK_ACCOUNT, start, fitting[-1]

    def ends_after(self, start: int, first: int) -> Iterator[int]:
        """Where an account that begins with this group may end: with the group, in the usual groups, with the run."""
        yield start + self.groups[first]
        if self.groups[first] in {4, 6}:
            for usual in USUAL[FindingKind.BANK_ACCOUNT]:
                if tuple(self.groups[first : first + len(usual)]) == usual:
                    yield start + sum(usual)
        if first == 0:
            yield len(self.joined)

    def is_account(self, start: int, end: int, *, is_said: bool) -> bool:
        number = self.joined[start:end] if end - start <= LONGEST else ""
        if is_said:
            return number.isdigit() and len(number) >= SHORTEST
        return number.isdigit() and 15 <= len(number) <= 19 and bool(ISSUED.match(number)) and has_luhn(number)


class Pointed(Digits):
    """A run with points between its groups: only the whole of it, grouped as such numbers usually are."""

    def is_whole(self, kind: str, start: int, end: int) -> bool:
        has_prefix = kind == FindingKind.MOBILE and end - start > MOBILE_DIGITS
        groups = tuple(self.groups[1:] if has_prefix else self.groups)
        is_sure = len(groups) > 2 or bool(SAYS_PHONE.search(self.said))  # 1381234.5678 is a decimal
        return (start, end) == (0, len(self.joined)) and is_sure and groups in USUAL[FindingKind(kind)]

    def landlines(self) -> Iterator[tuple[str, int, int]]:
        area, *rest = self.groups
        if AREA.fullmatch(self.joined, 0, area) and (self.is_subscriber(area, rest) or rest in ([4, 4], [3, 4])):
            yield FindingKind.LANDLINE, 0, len(self.joined)

    def accounts(self) -> Iterator[tuple[str, int, int]]:
        if self.is_whole(FindingKind.BANK_ACCOUNT, 0, len(self.joined)):
            yield from super().accounts()


def check_digit(number: str) -> str:
    """The 18th sign of a resident ID: ISO 7064 MOD 11-2 over the first 17 digits (GB 11643-1999, annex)."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=True)) % 11]


def has_luhn(number: str) -> bool:
    """Is the last digit right by ISO/IEC 7812-1, annex B?"""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0 and len(set(number)) > 1


def is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1880
    except ValueError:
        return False
