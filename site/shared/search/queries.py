"""One box over everything: what somebody typed, against what she may see."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.directory.models import Region
from shared.search.extracts import extract, marked
from shared.search.matching import UNIT, Scope, Tally, condition, counted, covering, holding
from shared.search.models import Entry, Promotion, SynonymGroup, promotion_key
from shared.search.ranking import Asked, Counts, scores
from shared.search.sources import SOURCES
from shared.search.tokens import WEAK, asked, fold, is_han, pairs, runs, without_question_words, words
from shared.search.vocabulary import meant_by

CANDIDATES = 300  # how many of the best are ranked and shown
POSTINGS = 8000  # how many rows the tokens of a question may touch, the rarest first
MOST_TOKENS, MOST_CHARACTERS = 64, 200
KEYWORDS = 12  # up to so many tokens all must be there; what is longer is a question
A_WORD = 4  # up to so many tokens it is a word, whatever it is made of: 可以使用 is no question
ENOUGH = 20  # fewer full hits are filled up by what holds part of the words
SHORT, LEAST_SHARE = 6, 0.5  # of a short query, an entry holds more than this share
READ = 6000  # characters of an entry that are ranked; finding goes by all of them
ACROSS_WORDS, SYNONYM, MOST_VARIANTS = 0.7, 0.5, 6
TITLE, WHOLE, NAMED = 0.5, 100.0, 1000.0


@dataclass(frozen=True)
class Filters:
    """What the reader has narrowed to."""

    source: str = ""
    year: int | None = None
    region: str = ""

    def apply(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        if self.source:
            rows = rows.filter(source=self.source)
        if self.year:
            rows = rows.filter(year=self.year)
        return rows.filter(region__in=Region.objects.filter(code=self.region)) if self.region else rows

    def keep(self, row: dict[str, Any]) -> bool:
        """The same, of a row of counts."""
        return (
            (not self.source or row["source"] == self.source)
            and (not self.year or row["year"] == self.year)
            and (not self.region or row["region__code"] == self.region)
        )


@dataclass
class Plan:
    """What was typed, taken apart: runs with their variants by synonyms, weighted tokens, words to highlight."""

    runs: list[str]
    variants: list[list[str]]
    asked: Asked
    is_question: bool

    @property
    def own(self) -> list[str]:
        """The tokens of what was typed, without those of synonyms."""
        return list(dict.fromkeys(token for run in self.runs for token in asked(run)))

    @property
    def terms(self) -> list[str]:
        """What is marked in an extract: the longest first."""
        whole = {run for variant in self.variants for run in variant} | set(self.asked.words)
        return sorted(whole, key=lambda term: (-len(term), term))


@dataclass
class Results:
    """`ids` of entries, best first: `whole` of them hold everything that was asked, the others part of it.

    `total` is how many hold everything, shown or not; where none does, how many hold part of it.
    """

    plan: Plan | None = None
    ids: list[int] = field(default_factory=list)
    whole: int = 0
    total: int = 0
    facets: list[dict[str, Any]] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)


def search(typed: str, user: Any, filters: Filters = Filters()) -> Results:
    """Find what `user` may see. Two stages: candidates in the database, their order here."""
    plan = plan_of(typed)
    if plan is None:
        return Results()
    scope = scope_of(user, filters)
    counts = counts_of(tokens_of(plan))
    results = Results(plan)
    if not plan.is_question:
        add_whole(results, plan, scope, counts)
    add_named(results, typed, user, filters)
    results.total = sum(row["n"] for row in results.facets if filters.keep(row))
    if results.whole < ENOUGH:
        add_part(results, plan, scope, counts)
    results.total = results.total or len(results.ids)
    return results


def scope_of(user: Any, filters: Filters) -> Scope:
    return Scope(condition(Entry.objects.visible_to(user)), condition(filters.apply(Entry.objects.all())))


def plan_of(typed: str) -> Plan | None:
    folded = fold(typed[:MOST_CHARACTERS])
    spoken = [token for run in runs(folded) for token in asked(run)]
    bare = without_question_words(folded) if len(spoken) > A_WORD else folded
    found = list(dict.fromkeys(runs(bare)))
    if not found:
        return None
    variants = [found, *variants_of(found)][:MOST_VARIANTS]
    plan = Plan(found, variants, asked_of(found, variants), is_question=bare != folded)
    plan.is_question |= len(plan.own) > KEYWORDS
    return plan


def asked_of(found: list[str], variants: list[list[str]]) -> Asked:
    """A pair across the border of two words weighs less; the pairs of synonyms weigh half."""
    weights: dict[str, float] = {}
    spoken: set[str] = set()
    for run in found:
        known = words(run) if is_han(run) else []
        inner = {pair for word in known for pair in pairs(word)}
        spoken.update(known, [run] if is_han(run) and 2 < len(run) <= SHORT else [])
        for token in asked(run):
            weights[token] = 1.0 if token in inner or not is_han(run) or len(run) == 1 else ACROSS_WORDS
    for variant in variants[1:]:
        for run in variant:
            for token in asked(run):
                weights.setdefault(token, SYNONYM)
    kept = dict(list(weights.items())[:MOST_TOKENS])
    characters = frozenset(c for run in found if is_han(run) for c in run if c not in WEAK)
    return Asked(kept, characters, frozenset(spoken))


def variants_of(found: list[str]) -> list[list[str]]:
    """The same query in other words that mean the same: the longest word of a group that is in it is replaced."""
    made: list[list[str]] = []
    groups = sorted(SynonymGroup.objects.order_by(), key=lambda group: group.words)  # no database sorts like another
    for group in (row.keys() for row in groups):
        used = [key for key in sorted(group, key=len, reverse=True) if any(key in run for run in found)]
        for other in group:
            if used and other not in used:
                made.append([run.replace(used[0], other) for run in found])
    return made


def tokens_of(plan: Plan) -> set[str]:
    return {*plan.asked.tokens, *plan.asked.characters, *(pair for word in plan.asked.words for pair in pairs(word))}


def counts_of(tokens: Iterable[str]) -> Counts:
    """From the table that the nightly pass fills; a token that it does not know counts as rare."""
    holding = counted([*tokens, "#entries", "#length"])
    entries = max(holding.pop("#entries", 0), 1)
    return Counts(entries, max(holding.pop("#length", 0) / entries, 1.0), holding)


def more_counts(counts: Counts, tokens: set[str]) -> Counts:
    return Counts(counts.entries, counts.average, {**counts.holding, **counted(tokens - counts.holding.keys())})


def add_whole(results: Results, plan: Plan, scope: Scope, counts: Counts) -> None:
    """The full hits and their counts; nothing is counted by the rest where there are some."""
    hits, tallies = holding(scope, plan.variants, CANDIDATES, READ)
    points = scores([hit.read for hit in hits], plan.asked, counts)
    for at, hit in enumerate(hits):
        aside, _length = hit.order
        points[at] *= 1 if aside else 1 + TITLE
    place(results, [hit.pk for hit in hits], points, WHOLE)
    results.whole = len(results.ids)
    results.facets = facet_rows(tallies)


def add_named(results: Results, typed: str, user: Any, filters: Filters) -> None:
    """What was named outright comes first, and counts where it does not hold the words as they were typed."""
    named = Q()
    for source in SOURCES.values():
        if source.named and (keys := source.named(typed[:MOST_CHARACTERS])):
            named |= Q(source=source.key, object_id__in=keys)
    if not named:
        return
    for entry in filters.apply(Entry.objects.visible_to(user).filter(named)).order_by("-pk")[:CANDIDATES]:
        if entry.pk in results.ids:
            at = results.ids.index(entry.pk)
            del results.ids[at], results.scores[at]
        else:
            results.whole += 1
            results.facets = with_one_more(results.facets, entry)
        results.ids.insert(0, entry.pk)
        results.scores.insert(0, NAMED)
    del results.ids[CANDIDATES:], results.scores[CANDIDATES:]
    results.whole = min(results.whole, CANDIDATES)


def with_one_more(facets: list[dict[str, Any]], entry: Entry) -> list[dict[str, Any]]:
    """The counts with this entry among them."""
    (more,) = facet_rows([Tally(entry.source, entry.year, entry.region_id, 1)])
    alike = next((row for row in facets if {**row, "n": 1} == more), None)
    return [*(row for row in facets if row is not alike), {**more, "n": 1 + (alike["n"] if alike else 0)}]


def add_part(results: Results, plan: Plan, scope: Scope, counts: Counts) -> None:
    """What holds part of the words, weighed by how rare they are; counted only where nothing holds them all."""
    hits = covering(scope, scanned(plan, counts), max(round(counts.average), 1), CANDIDATES, READ)
    taken = set(results.ids)
    hits = [hit for hit in hits if hit.pk not in taken and near_enough(hit.read, plan)]
    more = partial(more_counts, counts)
    points = scores([hit.read for hit in hits], plan.asked, counts, more=more)
    place(results, [hit.pk for hit in hits], points, 0.0)
    if not results.whole:
        shown_now = set(results.ids)
        alike = Counter((hit.source, hit.year, hit.region_id) for hit in hits if hit.pk in shown_now)
        results.facets = facet_rows([Tally(*place_of, n) for place_of, n in alike.items()])


def facet_rows(tallies: list[Tally]) -> list[dict[str, Any]]:
    """How many hits there are of each kind, year and region."""
    numbers = {tally.region_id for tally in tallies if tally.region_id}
    regions = Region.objects.in_bulk(numbers) if numbers else {}
    rows = []
    for source, year, region_id, n in tallies:
        region = regions.get(region_id)
        names = {"region__code": region.code if region else None, "region__name": region.name if region else None}
        rows.append({"source": source, "year": year, **names, "n": n})
    return sorted(rows, key=lambda row: (row["source"], row["year"] or 0, row["region__code"] or ""))


def scanned(plan: Plan, counts: Counts) -> dict[str, int]:
    """The tokens that the database looks for, the rarest first until they touch too many rows."""
    chosen: dict[str, int] = {}
    spent = 0
    for token in sorted(plan.asked.tokens, key=lambda t: (counts.holding.get(t, 0), t)):
        spent += counts.holding.get(token, 0)
        if len(chosen) >= 3 and spent > POSTINGS:
            break
        chosen[token] = max(round(plan.asked.tokens[token] * counts.rarity(token) * UNIT), 1)
    return chosen


def near_enough(text: str, plan: Plan) -> bool:
    """Of a few words more than half; of a question anything, the order decides."""
    if len(plan.own) > SHORT:
        return True
    return sum(token in text for token in plan.own) > LEAST_SHARE * len(plan.own)


def place(results: Results, ids: list[int], points: list[float], ahead: float) -> None:
    order = sorted(range(len(ids)), key=lambda at: (-round(points[at], 6), at))
    room = CANDIDATES - len(results.ids)
    results.ids += [ids[at] for at in order][:room]
    results.scores += [points[at] + ahead for at in order][:room]


def promoted(typed: str) -> list[Promotion]:
    """The pages that editors have put first for exactly this, as far as they are public."""
    key = promotion_key(typed)
    if not key:
        return []
    rows = Promotion.objects.filter(keys__contains=f"\n{key}\n", page__live=True).select_related("page")
    return [row for row in rows if not row.page.get_view_restrictions()]


def did_you_mean(typed: str, user: Any) -> str:
    """Another spelling that finds something; only words of public texts are ever offered."""
    other = meant_by(typed)
    plan = plan_of(other) if other else None
    return other if plan and holding(scope_of(user, Filters()), plan.variants, 1, 1)[0] else ""


@dataclass
class Facet:
    """One way to narrow: its values with their names and how many hits each has beside what else is chosen."""

    name: str
    label: str | Promise
    value: str
    values: list[tuple[str, str | Promise, int]]


COLUMNS = {"kind": "source", "year": "year", "region": "region__code"}
LABELS = {"kind": _("Kind"), "year": pgettext_lazy("of a hit", "Year"), "region": _("Region")}


def facets(rows: list[dict[str, Any]], filters: Filters) -> list[Facet]:
    """The ways to narrow that tell hits apart; each counts within what the others have chosen."""
    chosen = {"kind": filters.source, "year": str(filters.year or ""), "region": filters.region}
    return [facet for name in COLUMNS if (facet := facet_of(name, rows, chosen))]


def facet_of(name: str, rows: list[dict[str, Any]], chosen: dict[str, str]) -> Facet | None:
    others = {COLUMNS[other]: value for other, value in chosen.items() if value and other != name}
    numbers: Counter[str] = Counter()
    for row in rows:
        if all(str(row[column]) == value for column, value in others.items()):
            numbers[str(row[COLUMNS[name]] or "")] += row["n"]
    if len(numbers) < 2 and not chosen[name]:
        return None
    del numbers[""]
    names = {str(row["region__code"]): row["region__name"] for row in rows} if name == "region" else {}
    names |= {key: source.label for key, source in SOURCES.items()} if name == "kind" else {}
    order = sorted(numbers, reverse=True) if name == "year" else sorted(numbers, key=lambda v: (-numbers[v], v))
    return Facet(name, LABELS[name], chosen[name], [(v, names.get(v, v), numbers[v]) for v in order])


def shown(entries: list[Entry], plan: Plan) -> list[dict[str, Any]]:
    """What the page says of each hit."""
    return [
        {
            "entry": entry,
            "kind": SOURCES[entry.source].label,
            "title": marked(entry.title, plan.terms),
            "extract": extract(entry.text, plan.terms),
        }
        for entry in entries
    ]
