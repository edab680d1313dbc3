"""One way of taking a text apart, for the index and for what is typed: single characters and overlapping pairs."""

import re
import unicodedata
from functools import cache

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[.\-/_][^\W_{HAN}]+)*")
FIRST_HAN = re.compile(rf"[{HAN}]")
INNER_SIGN = re.compile(r"[.\-/_]")
JOINED = "\u02d0"  # stands for the sign inside `gb/t`; a letter for every database, typed by nobody
LONGEST = 60

# What a question is made of and no answer contains; they part the words that matter.
QUESTION_WORDS = [
    "请问", "怎么办", "怎么", "怎样", "怎", "如何", "什么", "为什么", "为何", "何时",
    "何种", "哪些", "哪个", "哪种", "哪里", "多少", "多久", "多长", "多大", "是否",
    "能否", "可否", "有无", "能不能", "可不可以", "是不是", "有没有", "会不会", "要不要", "算不算",
    "该不该", "应该", "可以", "需要", "谁", "几", "吗", "呢", "吧",
    "么",
]  # fmt: skip
QUESTION = re.compile("|".join(sorted(QUESTION_WORDS, key=len, reverse=True)))
WEAK = frozenset("的了着把被给就都也很还和与或及在是")


@cache
def simplified() -> dict[int, str]:
    """Traditional characters with their simplified form, one for one; made once, when the first text comes."""
    from opencc import OpenCC  # noqa: PLC0415  read when the first text comes, not when every process starts

    signs = "".join(map(chr, range(0x4E00, 0xA000)))
    return {ord(a): b for a, b in zip(signs, OpenCC("t2s").convert(signs), strict=True) if a != b}


def fold(text: str) -> str:
    """As it is compared: full width like half width, capital like small, traditional like simplified, é like e."""
    folded = unicodedata.normalize("NFKC", text).lower()
    if folded.isascii():
        return folded
    folded = folded.translate(simplified())
    if any("\u00c0" <= sign <= "\u024f" for sign in set(folded)):
        apart = unicodedata.normalize("NFD", folded)
        folded = unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))
    return folded


def runs(folded: str) -> list[str]:
    """Characters that stand together: punctuation, spaces and another script end a run."""
    return RUN.findall(folded)


def is_han(run: str) -> bool:
    return bool(FIRST_HAN.match(run))


def pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def parts(run: str) -> list[str]:
    """`gb/t` → gb, t and both as one; a plain word is itself."""
    found = INNER_SIGN.split(run)
    return [part[:LONGEST] for part in (found if len(found) == 1 else [*found, JOINED.join(found)])]


def tokens(folded: str) -> set[str]:
    """Everything by which a text can be found."""
    found: set[str] = set()
    for run in runs(folded):
        if is_han(run):
            found.update(run, pairs(run))
        else:
            found.update(parts(run))
    return found


def asked(run: str) -> list[str]:
    """The tokens of one typed run: its pairs; a single character and another script as they are."""
    if not is_han(run):
        return parts(run)[-1:]
    return pairs(run) or [run]


def without_question_words(folded: str) -> str:
    """What a question is about; all of it where nothing would be left."""
    rest = QUESTION.sub(" ", folded)
    return rest if len("".join(runs(rest))) >= 2 else folded


def words(run: str) -> list[str]:
    """The words of a run, as a dictionary parts it; used to weigh what is asked, never in the index."""
    from rjieba import cut  # noqa: PLC0415  its dictionary is read when somebody searches first

    return [word for word in cut(run) if len(word) > 1]
