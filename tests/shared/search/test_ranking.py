"""The order is the same on every database: what is found over a small body of texts is written down."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.bench import search as bench
from shared.search.actions import count_tokens, entry_of, write
from shared.search.models import Entry
from shared.search.queries import search
from shared.search.sources import Found, Source

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[2] / "data"
RANKING = DATA / "search/ranking.txt"
ARTICLES = Source("article", "", Entry.objects.none, lambda row: Found(row.title, row.text, "/", row.year), None)
RARE = [
    "与 ΟΔΥΣΣΕΥΣ 商标近似。",  # a final sigma: what one database folds and another does not
    "字母 aᦰb 是商标。",  # a letter that not every tokenizer knows
    "GB/T 7714 与 gb-t 7714 的引用格式。",
    "商標侵權的民事責任。",
    "商标侵权的民事责任。",
    "商标侵权的民事责任。",
    "𠮷野家的商标。",
]
FILES = [
    DATA / "laws/civil-code-tort-damages.md",
    DATA / "laws/criminal-law-ip-section.md",
    DATA / "laws/punitive-damages-interpretation-2021.md",
    bench.LAWS / "criminal-law-2020.md",
    bench.LAWS / "punitive-damages-2021.md",
    bench.LAWS / "trademark-law-2019.md",
]


def small_corpus():
    """A text for each paragraph of a few statutes, and what is rare."""
    said = [line.strip(" *>-") for file in FILES for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [line for line in said if len(line) > 12 and not line.startswith("#")] + RARE
    rows = [SimpleNamespace(pk=n, title=f"条文{n}", text=text, year=2000 + n % 3) for n, text in enumerate(texts, 1)]
    write([entry_of(ARTICLES, row) for row in rows])
    count_tokens()


def answer(query):
    found = search(query, AnonymousUser())
    numbers = dict(Entry.objects.values_list("pk", "object_id"))
    return f"{query} | {found.total} | {' '.join(str(numbers[pk]) for pk in found.ids[:10])}".strip()


def test_the_ranking_is_the_one_that_is_written_down():
    """Each line: what is asked, how many are found, the numbers of the first ten."""
    small_corpus()
    lines = RANKING.read_text(encoding="utf-8").splitlines()

    found = [answer(line.partition(" | ")[0]) for line in lines]

    assert len(lines) == 48
    assert found == lines


def test_two_answers_are_equal_when_as_many_are_found_and_the_same_stand_first():
    one = {"held": "a", "answers": {"x": [2, ["case:1", "case:2"]], "y": [1, ["case:1"]], "z": [0, []], "w": [1, []]}}
    other = {"held": "a", "answers": {"x": [2, ["case:2", "case:1"]], "y": [2, ["case:1"]], "z": [0, []]}}

    assert bench.side_by_side(one, other) == {
        "same_texts": True,
        "queries": 3,
        "equal": "33.33 %",
        "apart": ["x", "y"],
    }
