"""The order of candidates: BM25 over pairs, characters and words, counted in the texts themselves."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shared.search.tokens import is_han, pairs, runs, words

K1, B = 1.2, 0.5  # what lists many cases is long and often the answer: half the usual drawback of length
OF_CHARACTERS, OF_WORDS, OF_FEEDBACK = 0.8, 0.6, 0.6
FEEDBACK_TEXTS, FEEDBACK_WORDS, FEEDBACK_FROM = 10, 30, 20


@dataclass(frozen=True)
class Counts:
    """What is known of the whole index: how many entries, how long on average, and how many hold each token."""

    entries: int
    average: float
    holding: Mapping[str, int] = field(default_factory=dict)

    def rarity(self, token: str) -> float:
        return self.weight(self.holding.get(token, 1))

    def rarity_of_word(self, word: str) -> float:
        """A word of several pairs is at least as rare as the rarest of them."""
        return self.weight(min(self.holding.get(pair, 1) for pair in pairs(word) or [word]))

    def weight(self, holding: int) -> float:
        holding = min(holding, self.entries)
        return math.log(1 + (self.entries - holding + 0.5) / (holding + 0.5))


@dataclass(frozen=True)
class Asked:
    """What is weighed: pairs with their share, single characters, whole words."""

    tokens: Mapping[str, float]
    characters: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def scores(
    texts: list[str], asked: Asked, counts: Counts, *, more: Callable[[set[str]], Counts] | None = None
) -> list[float]:
    """The score of each text; with `more`, which looks up further tokens, the best texts say what else to look for."""
    found = Scorer(texts, counts)
    own = found.score(terms_of(asked, counts))
    if more is None or len(texts) < FEEDBACK_FROM:
        return own
    best = sorted(range(len(own)), key=lambda at: (-own[at], at))[:FEEDBACK_TEXTS]
    added = found.score(feedback_terms(found, own, best, more))
    share = OF_FEEDBACK * max(len(asked.words), 1)
    return [a + share * b for a, b in zip(own, added, strict=True)]


def terms_of(asked: Asked, counts: Counts) -> dict[str, float]:
    terms = {token: share * counts.rarity(token) for token, share in asked.tokens.items()}
    for character in asked.characters:
        terms[character] = terms.get(character, 0) + OF_CHARACTERS * counts.rarity(character)
    for word in asked.words:
        terms[word] = terms.get(word, 0) + OF_WORDS * counts.rarity_of_word(word)
    return terms


class Scorer:
    def __init__(self, texts: list[str], counts: Counts) -> None:
        self.texts = texts
        self.damping = [K1 * (1 - B + B * len(text) / counts.average) for text in texts]

    def score(self, terms: Mapping[str, float]) -> list[float]:
        """BM25; a term counts as often as it stands in the text, whatever stands around it."""
        sums = [0.0] * len(self.texts)
        for term, weight in sorted(terms.items()):
            for at, text in enumerate(self.texts):
                times = text.count(term)
                if times:
                    sums[at] += weight * self.saturated(times, at)
        return sums

    def saturated(self, times: int, at: int) -> float:
        return times * (K1 + 1) / (times + self.damping[at])


def feedback_terms(
    found: Scorer, own: list[float], best: list[int], more: Callable[[set[str]], Counts]
) -> dict[str, float]:
    """The words that tell the best texts from the others, by how much the texts themselves weigh."""
    top = own[best[0]] or 1.0
    shares = [math.exp((own[at] - top) / (0.1 * top)) for at in best]
    whole = sum(shares)
    uses: dict[str, float] = {}
    for share, at in zip(shares, best, strict=True):
        spoken = Counter(word for run in runs(found.texts[at]) if is_han(run) for word in words(run))
        for word, times in spoken.items():
            uses[word] = uses.get(word, 0) + share / whole * found.saturated(times, at)
    counts = more({pair for word in uses for pair in pairs(word)})
    telling = {word: use * counts.rarity_of_word(word) for word, use in uses.items()}
    chosen = sorted(telling, key=lambda word: (-telling[word], word))[:FEEDBACK_WORDS]
    total = sum(telling[word] for word in chosen) or 1.0
    return {word: telling[word] / total * counts.rarity_of_word(word) for word in chosen}
