"""Full names in Latin letters, in Chinese and in English texts: 被告人Zhang Wei, the defendant John A. Smith."""

import re
from collections.abc import Iterator

from cms.library.anonymisation.shapes import ROLE
from cms.library.anonymisation.structure import Found
from cms.library.enums import FindingKind

WORD = r"[A-Z][A-Za-z]+(?:['’-][A-Za-z]+)?"
NAME = rf"{WORD}(?: [A-Z]\.)?(?: (?:de|da|di|van|von|der|den|bin|al))*(?: {WORD}){{1,2}}(?![A-Za-z])"
ROLES = (
    r"defendants?|accused|suspects?|offenders?|victims?|witness(?:es)?|plaintiffs?|appell(?:ant|ee)s?|respondents?|"
    r"legal representatives?|person in charge|agents? ad litem|lawyers?|attorneys?|complainants?|informants?|"
    r"(?:presiding )?judges?|prosecutors?|procurators?|clerks?|"
    r"husband|wife|brother|sister|son|daughter|father|mother|employees?|shareholders?|accomplices?|surnamed|named|"
    r"together with"
)
ENGLISH = re.compile(rf"\b(?i:{ROLES})\b[,:]? ?\(?(?=[A-Z])")
AS_ROLE = re.compile(rf"(?i:{ROLES}) ")  # Plaintiffs Zhang Wei et al.: found behind the role
TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Lawyer)\.? (?=[A-Z])")
FULL = re.compile(NAME)
BEHIND = re.compile(
    rf"(?<![A-Za-z])({NAME})(?=,? ?\(?(?:male|female|man|woman)\b|(?:, [^,.]{{2,60}},)? et al\b|['’]s "
    r"(?:wife|husband|brother|sister|son|daughter|father|mother|home|residence|account|testimony|statement)\b"
    r"| (?:testified|confessed|pleaded|admitted)\b)"
)
JOIN = re.compile(r", and |, | and | & |、|和|与|及")
LINK = re.compile(r"[: (]{1,2}|系|为")
# Words of names that are no person's, and of those that hide one: Zhang Mou, Li Moumou, Wang XX.
OTHERS = re.compile(
    r"Co|Ltd|Inc|LLC|PLC|Company|Corp|Corporation|Group|Limited|Holdings|Courts?|Bureau|Office|University|Institute|"
    r"Procuratorates?|Committee|Commission|Association|Cent(?:er|re)|Technology|Electronics|Trading|Industry|City|"
    r"Province|County|District|Region|Republic|Ministry|Administration|Department|Law|Act|Regulations|Case|People|"
    r"The|This|That|These|In|On|At|By|For|Of|To|From|When|After|Before|Under|Since|While|It|He|She|They|Its|His|Her|"
    r"An|Mou|Moumou|Doe|X{2,3}"
)


def latin_names_in(text: str) -> Iterator[Found]:
    """Behind a role or a title, in lists of them, and before a sex, a relation or what was said."""
    for role in (*ROLE.finditer(text), *ENGLISH.finditer(text), *TITLE.finditer(text)):
        start = role.end()
        if link := LINK.match(text, start):
            start = link.end()
        while name := FULL.match(text, start):
            if end := person_end(name):
                yield Found(FindingKind.PERSON_NAME, start, end)
            join = JOIN.match(text, name.end())
            start = join.end() if join else len(text)
    for found in BEHIND.finditer(text):
        if person_end(found):
            yield Found(FindingKind.PERSON_NAME, *found.span(1))


def person_end(name: re.Match) -> int:
    """Where the name ends if it may be a person's, else 0."""
    if AS_ROLE.match(name[0]):
        return 0
    behind = re.match(r" ?([A-Z][A-Za-z]+)", name.string[name.end(0) : name.end(0) + 30])
    words = [*re.split(r"[ .]+", name[0]), *([behind[1]] if behind else [])]
    return 0 if any(OTHERS.fullmatch(word) for word in words) else name.end(0)
