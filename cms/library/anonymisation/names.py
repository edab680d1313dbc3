"""Full names of persons: after a role, before a sex, in a case's title, in a table's column of names.

The Supreme People's Court's rule of 2016, article 8 to 9, keeps the surname and puts 某 for the given name; minority
and foreign names keep their first character. Whatever holds 某 already is no full name.
"""

import re
from collections.abc import Iterator

from cms.library.anonymisation.structure import Found
from cms.library.anonymisation.vocabulary import (
    COMPOUND,
    DOUBTFUL,
    GRAMMAR,
    LIKED,
    NEVER,
    ROLES,
    STOPS,
    SURNAMES,
    VERBS,
    WORDS,
)
from cms.library.enums import FindingKind

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
IS_HAN = re.compile(f"[{HAN}]")
ROLE = re.compile(f"(?:{'|'.join(sorted(ROLES, key=len, reverse=True))})|(?:姓名|户名|又名|曾用名|作者|签名)(?=[: ])")
ASIDE = re.compile(r"\([^()]{0,14}\)")
DOTTED = re.compile(f"[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}}){{1,4}}")
SEX = re.compile(r"(?=[,、(] ?(?:男|女)(?:性)?[,、。;)\d])")
CASE = re.compile(r"案(?:\([^()]{0,20}\))*$")
OFFENCE = re.compile(
    r"等|、|诉|与|侵犯|假冒|销售|非法|涉嫌|商标|专利|著作权|生产|制造|伪造|盗窃|诈骗|合同|串通|虚假|不正当|擅自|商业|行贿|受贿|妨害|提供|不起诉|申请|复制|外观|实用|发明"
)
NAMES_COLUMN = re.compile(
    r"姓名|名字|当事人|联系人|被告人?|原告人?|被害人|证人|代表人|负责人|户名|人员|承办人|经办人|权利人"
)
ROLE_AFTER = re.compile(
    r"(?:律师|检察官|法官|审判长|审判员|书记员|检察长|院长|庭长|局长|处长|科长|主任|经理|董事长|先生|女士)"
)
LONGEST_TITLE = 80
LONGEST_NAME = 24


def names_in(text: str, heading: str = "") -> Iterator[Found]:
    """Every name in a flat text that its surroundings give away; `heading` is that of the table's column."""
    for start, end in [
        *after_roles(text),
        *before_sexes(text),
        *in_title(text),
        *in_cell(text, heading),
        *titled(text),
    ]:
        yield Found(FindingKind.PERSON_NAME, start, end)


def known_names(text: str, names: set[str], roster: set[str]) -> Iterator[Found]:
    """Every place of a name that is known from elsewhere: from another place of the document, or from the roster.

    A name of two characters may be a word (高峰): from the roster alone it counts only where it stands by itself.
    """
    every = names | roster
    if not every:
        return
    lengths = sorted({len(name) for name in every}, reverse=True)
    firsts = re.compile("[" + re.escape("".join({name[0] for name in every})) + "]")
    reached = 0
    for match in firsts.finditer(text):
        start = match.start()
        if start < reached:
            continue
        for length in lengths:
            name = text[start : start + length]
            end = start + len(name)
            if name in every and (len(name) > 2 or stands_alone(text, start, end, strictly=name not in names)):
                reached = end
                yield Found(FindingKind.PERSON_NAME, start, reached)
                break


def stands_alone(text: str, start: int, end: int, *, strictly: bool) -> bool:
    after = text[end : end + 1]
    return (is_limit(after) and is_limit(text[start - 1 : start])) if strictly else is_limit(after) or after in VERBS


def is_limit(sign: str) -> bool:
    """Does a name end here? At the end of the text, at a mark, at a word that carries the sentence on."""
    return not sign or not IS_HAN.match(sign) or sign in STOPS or sign in NEVER


def is_plain_limit(sign: str) -> bool:
    """Is it the end of the text, a mark, or one of the few words that nothing but a name stands before?"""
    return not sign or not IS_HAN.match(sign) or sign in "将系涉犯在"


def after_roles(text: str) -> Iterator[tuple[int, int]]:
    """被告人王小明, 法定代表人：张伟, 证人（邻居）李明, and the second and third of 被告人甲、乙、丙."""
    for role in ROLE.finditer(text):
        start = role.end()
        if aside := ASIDE.match(text, start):
            start = aside.end()
        while text[start : start + 1] in {":", " ", "("} and start < role.end() + 18:
            start += 1
        while end := name_end(text, start):
            yield start, end
            if text[end : end + 1] not in {"、", "和", "与"}:
                break
            if text[end] != "、" and not is_limit(text[end + 3 : end + 4]):
                break
            start = end + 1


def before_sexes(text: str) -> Iterator[tuple[int, int]]:
    """王小明，男，… and 尹若曦（女）."""
    for sex in SEX.finditer(text):
        if (start := name_start(text, sex.start())) is not None:
            yield start, sex.start()


def titled(text: str) -> Iterator[tuple[int, int]]:
    """张伟律师, at the beginning of a clause."""
    for title in ROLE_AFTER.finditer(text):
        start = name_start(text, title.start())
        if start is not None and text[start] not in GRAMMAR and is_clause(text[start - 1 : start]):
            yield start, title.start()


def is_clause(sign: str) -> bool:
    return not sign or not IS_HAN.match(sign) or sign in "由经与和及请向对"


def in_title(text: str) -> Iterator[tuple[int, int]]:
    """王小明、李明等人侵犯商业秘密案."""
    if len(text) > LONGEST_TITLE or not CASE.search(text):
        return
    start = 0
    while end := name_end(text, start, until=OFFENCE):
        if not OFFENCE.match(text, end):
            return
        yield start, end
        if text[end] not in "、与诉":
            return
        start = end + 1


def in_cell(text: str, heading: str) -> Iterator[tuple[int, int]]:
    """A cell below 姓名 that is a name and nothing else."""
    whole = text.strip()
    if not NAMES_COLUMN.search(heading) or not 2 <= len(whole) <= LONGEST_NAME:
        return
    start = text.index(whole)
    if name_end(text, start) == start + len(whole):
        yield start, start + len(whole)


def name_end(text: str, start: int, until: re.Pattern[str] | None = None) -> int:
    """Where the name that begins here ends; 0 if none does."""
    head = text[start : start + 30]
    if until is not None and (cut := until.search(head, 2)):
        head = head[: cut.start()]
    if (dotted := DOTTED.match(head)) and not ROLE.match(head):
        return start + dotted_size(dotted[0])
    surname = surname_of(head)
    given = head[len(surname) : len(surname) + 3]
    if not surname or not given:
        return 0
    if given[0] == " " and len(given) > 1 and IS_HAN.match(given[1]) and not IS_HAN.match(given[2:3] or " "):
        return start + len(surname) + 2
    end = start + len(surname) + given_size(given)
    if end == start + len(surname) or (surname in GRAMMAR and not is_plain_limit(text[end : end + 1])):
        return 0
    return end


def surname_of(head: str) -> str:
    """The surname that a text begins with, unless it is a word or a form that hides somebody already."""
    if "某" in head[:4] or head[:2] in WORDS:
        return ""
    if head[:2] in COMPOUND:
        return head[:2]
    return head[:1] if head[:1] in SURNAMES else ""


def given_size(given: str) -> int:
    """How many characters the given name has: one or two, none where it is no name."""
    if not can_be_given(given[0]):
        return 0
    has_two = len(given) > 1 and can_be_given(given[1])
    if given[0] in DOUBTFUL or (has_two and given[1] in DOUBTFUL | VERBS):
        has_two = has_two and (is_limit(given[2:3]) or (given[1] in LIKED and given[2] in VERBS))
        return 2 if has_two else int(given[0] not in DOUBTFUL)
    return 1 + has_two


def can_be_given(sign: str) -> bool:
    return bool(IS_HAN.match(sign)) and sign not in NEVER and sign not in STOPS


def dotted_size(text: str) -> int:
    """阿依古丽·示例提供: the last part ends where the sentence goes on."""
    *_parts, last = text.split("·")
    for size, sign in enumerate(last):
        if size and (sign in STOPS or sign in NEVER or (sign in VERBS and size > 1)):
            return len(text) - len(last) + size
    return len(text)


def name_start(text: str, end: int) -> int | None:
    """Where the name that ends here begins: the longest that reads as one."""
    left = text[max(end - LONGEST_NAME, 0) : end]
    if "·" in left and (dotted := re.search(f"(?:[{HAN}]{{1,8}}·){{1,4}}[{HAN}]{{1,8}}$", left)):
        role = list(ROLE.finditer(dotted[0]))
        return end - len(dotted[0]) + (role[-1].end() if role else 0)
    for size in (4, 3, 2):
        part = left[-size:]
        surname = surname_of(part)
        if (
            len(part) == size
            and surname
            and 1 <= size - len(surname) <= 2
            and all(map(can_be_given, part[len(surname) :]))
        ):
            return end - size
    return None
