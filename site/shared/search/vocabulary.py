"""Words of public texts with their reading, and what somebody may have meant who typed a word without results."""

from collections import Counter
from itertools import pairwise

from django.db import transaction
from django.db.models import Q, QuerySet
from pypinyin import lazy_pinyin

from shared.search.models import Entry, Word
from shared.search.tokens import fold, is_han, runs, words

MOST_WORDS, SHORTEST, LONGEST, LEAST_ENTRIES = 30_000, 2, 8, 2
TITLE_RUN = 12


def gather_words(public: QuerySet[Entry]) -> int:
    """Keep the words of what everybody may read, those of titles whole; nothing else is ever offered."""
    holding: Counter[str] = Counter()
    for title, folded in public.values_list("title", "folded").iterator(chunk_size=500):
        spoken = {word for run in runs(folded) if is_han(run) for word in terms_of(run)}
        holding.update(spoken | {run for run in runs(fold(title)) if is_han(run) and SHORTEST < len(run) <= TITLE_RUN})
    frequent = sorted((-n, word) for word, n in holding.items() if n >= LEAST_ENTRIES)  # the same in every process
    kept = [(word, -n) for n, word in frequent[:MOST_WORDS]]
    rows = [Word(text=word, pinyin=reading(word), entries=number) for word, number in kept]
    with transaction.atomic():
        Word.objects.all().delete()
        Word.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def terms_of(run: str) -> list[str]:
    """The words of a run and what two neighbours make together, like 惩罚性赔偿."""
    alone = words(run)
    joined = [a + b for a, b in pairwise(alone) if a + b in run]
    return [term for term in (*alone, *joined) if SHORTEST <= len(term) <= LONGEST]


def reading(word: str) -> str:
    return "".join(lazy_pinyin(word))[:90]


def meant_by(typed: str) -> str:
    """The query with the words that nothing holds replaced by words that are near; empty where none is near."""
    folded = fold(typed)
    found = runs(folded)
    nearest = near_words(found)
    if not nearest:
        return ""
    return " ".join(nearest.get(run, run) for run in found)


def near_words(found: list[str]) -> dict[str, str]:
    """For each run that is no known word: the word that sounds the same, else one with a single other character."""
    wanted = [run for run in found if SHORTEST <= len(run) <= 40][:5]
    if not wanted:
        return {}
    where = Q(pk__in=[])
    for run in wanted:
        where |= Q(text=run) | Q(pinyin=reading(run) if is_han(run) else run)
        if is_han(run) and len(run) > SHORTEST and len(run) <= TITLE_RUN:
            for at in range(len(run)):
                where |= Q(text__startswith=run[:at], text__endswith=run[at + 1 :])
            where |= Q(text__in=swapped(run))
    rows = list(Word.objects.filter(where).order_by("-entries", "text")[:2000])
    nearest = {run: nearest_to(run, rows) for run in wanted}
    return {run: word for run, word in nearest.items() if word and word != run}


def nearest_to(run: str, rows: list[Word]) -> str:
    """The run itself where it is a known word; rows come most frequent first."""
    sound, twisted = reading(run) if is_han(run) else run, set(swapped(run))
    ranked = [
        [row.text for row in rows if row.text == run],
        [row.text for row in rows if row.pinyin == sound],
        [row.text for row in rows if row.text in twisted],
        [row.text for row in rows if is_han(run) and len(run) > SHORTEST and one_apart(run, row.text)],
    ]
    return next((texts[0] for texts in ranked if texts), "")


def swapped(run: str) -> list[str]:
    """Two neighbours in the wrong order."""
    return [run[:at] + run[at + 1] + run[at] + run[at + 2 :] for at in range(len(run) - 1)]


def one_apart(run: str, word: str) -> bool:
    """One character is another, missing or too many."""
    if len(run) == len(word):
        return sum(a != b for a, b in zip(run, word, strict=True)) == 1
    short, long = sorted((run, word), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
