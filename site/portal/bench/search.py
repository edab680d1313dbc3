"""What is measured of the search: the order against judgements of our own, keywords against the texts themselves, time
and memory at 57,000 short texts recombined from sentences of laws."""

import math
import random
import re
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, models

from cms.library.models import CasePage, Law, LawArticle, LawVersion
from cms.library.provisions import shape_of
from portal.bench import tasks
from portal.bench.papers import megabytes
from shared.search.actions import rebuild
from shared.search.models import Entry, Word
from shared.search.queries import search
from shared.search.tokens import asked, fold, runs

JUDGED = Path(__file__).with_name("data") / "relevance.txt"
LAWS = settings.REPO / "site/portal/demo/data/laws"
TEXTS, PER_LAW, KEYWORDS, QUESTIONS, BATCH = 57_000, 1000, 200, 200, 1000
BENCH = "bench-law-"
SENTENCE = re.compile(r"[^。；\n]{8,90}[。；]")
K1, B = 1.2, 0.75
NOBODY = AnonymousUser()


def measure(laws: str, texts: int = TEXTS) -> dict[str, Any]:
    """All figures of the search on the database of the settings, which is filled first, and its `answers`."""
    tasks.prepare(lambda line: None)
    forget()
    call_command("import_laws", laws or str(LAWS), verbosity=0)
    rebuild()
    figures = {"database": connection.vendor, "texts_judged": Entry.objects.count(), **order_figures()}
    add_texts(texts)
    clear(Entry)
    begun = time.perf_counter()
    run = rebuild()
    figures |= {"texts": run.done, "rebuild_s": round(time.perf_counter() - begun), "peak_mb": round(megabytes())}
    figures |= keyword_figures()
    figures |= latency_figures()
    return figures | {"held": held()}


def forget() -> None:
    Law.objects.filter(slug__startswith=BENCH).delete()


def clear(model: type[models.Model]) -> None:
    model._default_manager.all().delete()


def judged() -> dict[str, dict[tuple[str, int], int]]:
    """Query → places with their grade, as far as the index holds the place."""
    held = set(Entry.objects.values_list("source", "object_id"))
    rows = LawArticle.objects.select_related("version__law")
    articles = {(a.version.law.slug, a.slug): a.pk for a in rows if ("article", a.pk) in held}
    cases = dict(CasePage.objects.values_list("slug", "pk"))
    found: dict[str, dict[tuple[str, int], int]] = {}
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        query, _bar, places = line.partition(" | ")
        grades = {}
        for place in places.split():
            address, grade = place.split("=")
            where, name = address.split(":")
            key = ("case", cases.get(name)) if where == "case" else ("article", articles.get((where, name)))
            if key in held:
                grades[key] = int(grade)
        found[query] = grades
    return found


def order_figures() -> dict[str, Any]:
    """nDCG@10 over the judged queries, beside plain BM25 over pairs of characters."""
    judgements = {query: grades for query, grades in judged().items() if grades}
    plain = PlainBm25()
    ours = [ndcg(ranked(query), grades) for query, grades in judgements.items()]
    theirs = [ndcg(plain.ranked(query), grades) for query, grades in judgements.items()]
    return {
        "queries": len(judgements),
        "ndcg10": round(mean(ours), 4),
        "ndcg10_plain_bm25": round(mean(theirs), 4),
        "better_by": f"{(mean(ours) / mean(theirs) - 1) * 100:.1f} %",
    }


def ranked(query: str, most: int = 50) -> list[tuple[str, int]]:
    ids = search(query, NOBODY).ids[:most]
    rows = {pk: (source, number) for pk, source, number in entries(ids)}
    return [rows[pk] for pk in ids]


def entries(ids: list[int]) -> Any:
    return Entry.objects.filter(pk__in=ids).values_list("pk", "source", "object_id")


def ndcg(found: list[tuple[str, int]], grades: dict[tuple[str, int], int]) -> float:
    gained = sum((2 ** grades.get(key, 0) - 1) / math.log2(at + 2) for at, key in enumerate(found[:10]))
    best = sorted(grades.values(), reverse=True)[:10]
    return gained / sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(best))


class PlainBm25:
    """The yardstick: every text scored by its pairs of characters, nothing else, in memory."""

    def __init__(self) -> None:
        rows = list(Entry.objects.visible_to(NOBODY).values_list("source", "object_id", "folded"))
        self.keys = [(source, number) for source, number, _folded in rows]
        self.counts = [Counter(t for run in runs(folded) for t in asked(run)) for *_key, folded in rows]
        self.lengths = [sum(count.values()) for count in self.counts]
        self.average = mean(self.lengths)
        self.holding = Counter(token for count in self.counts for token in count)

    def ranked(self, query: str) -> list[tuple[str, int]]:
        terms = dict.fromkeys(token for run in runs(fold(query)) for token in asked(run))
        weights = {t: math.log(1 + (len(self.keys) - n + 0.5) / (n + 0.5)) for t in terms if (n := self.holding[t])}
        scores = [
            sum(
                weight * (f * (K1 + 1)) / (f + K1 * (1 - B + B * length / self.average))
                for term, weight in weights.items()
                if (f := count[term])
            )
            for count, length in zip(self.counts, self.lengths, strict=True)
        ]
        order = sorted((at for at, score in enumerate(scores) if score), key=lambda at: (-scores[at], self.keys[at]))
        return [self.keys[at] for at in order[:50]]


def add_texts(number: int) -> None:
    """Short articles of invented laws: one to three sentences of real ones, each time in another order."""
    dice = random.Random(7)  # noqa: S311  repeatable, not secret
    spoken = LawArticle.objects.order_by("pk").values_list("text", flat=True)
    sentences = [sentence for text in spoken for sentence in SENTENCE.findall(text)]
    for law_number in range(math.ceil(number / PER_LAW)):
        law = Law.objects.create(slug=f"{BENCH}{law_number}", title=f"测试条例之{law_number}")
        version = LawVersion.objects.create(law=law, year=2020, dates_read="2020")
        texts = ["".join(dice.choices(sentences, k=dice.choice((1, 2, 2, 3)))) for _n in range(PER_LAW)]
        LawArticle.objects.bulk_create(
            (
                LawArticle(version=version, number=at + 1, text=text, shape=shape_of(text))
                for at, text in enumerate(texts)
            ),
            batch_size=BATCH,
        )


def keyword_figures() -> dict[str, Any]:
    """Words of two to four characters: what stands among the first fifty, against what really holds them."""
    words = sorted(Word.objects.filter(text__regex=r"^.{2,4}$").values_list("text", flat=True))
    chosen = random.Random(11).sample(words, min(KEYWORDS, len(words)))  # noqa: S311  repeatable
    texts = list(Entry.objects.visible_to(NOBODY).values_list("pk", "folded"))
    recalls, precisions = [], []
    for word in chosen:
        found = search(word, NOBODY)
        first = found.ids[: min(found.whole, 50)]
        right = {pk for pk, folded in texts if word in folded}
        recalls.append(len(right.intersection(first)) / min(len(right), 50))
        precisions.append(len(right.intersection(first)) / max(len(first), 1))
    return {
        "keywords": len(chosen),
        "recall50": round(mean(recalls), 4),
        "precision50": round(mean(precisions), 4),
    }


def latency_figures() -> dict[str, Any]:
    """Milliseconds of a whole search with its counts, keywords and questions apart; the answers for a comparison."""
    answers: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    for name, queries in zip(("questions", "keywords"), spoken(), strict=True):
        times = []
        for query in queries:
            begun = time.perf_counter()
            found = search(query, NOBODY)
            times.append((time.perf_counter() - begun) * 1000)
            answers[query] = [found.total, numbers_of(found.ids[:10])]
        cuts = quantiles(times, n=20)
        figures |= {f"{name}_p50_ms": round(cuts[9]), f"{name}_p95_ms": round(cuts[18])}
    return {**figures, "answers": answers}


def spoken() -> tuple[list[str], list[str]]:
    """The judged queries with pieces of texts as questions, and keywords; the same on every database."""
    dice = random.Random(13)  # noqa: S311  repeatable
    texts = list(Entry.objects.filter(source="article").order_by("object_id").values_list("folded", flat=True)[:3000])
    pieces = ["".join(runs(dice.choice(texts)))[at : at + dice.randint(10, 24)] for at in range(QUESTIONS)]
    words = sorted(Word.objects.filter(text__regex=r"^.{2,4}$").values_list("text", flat=True))
    keywords = dice.sample(words, min(KEYWORDS, len(words)))
    return [*judged(), *(f"{piece}怎么办" for piece in pieces if len(piece) > 8)], keywords


def numbers_of(ids: list[int]) -> list[str]:
    rows = {pk: f"{source}:{number}" for pk, source, number in entries(ids)}
    return [rows[pk] for pk in ids]


def held() -> str:
    """What the index holds, as one number: two databases are compared over the same texts only."""
    digest = sha256()
    for row in sorted(Entry.objects.values_list("source", "object_id", "folded", "tokens")):
        digest.update("\0".join(map(str, row)).encode())
    return digest.hexdigest()


def side_by_side(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """For how many queries both databases found as many and put the same ten first, in the same order."""
    queries = one["answers"].keys() & other["answers"].keys()
    apart = sorted(query for query in queries if one["answers"][query] != other["answers"][query])
    return {
        "same_texts": one["held"] == other["held"],
        "queries": len(queries),
        "equal": f"{(1 - len(apart) / len(queries)) * 100:.2f} %",
        "apart": apart[:5],
    }
