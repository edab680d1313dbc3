"""How the databases find tokens: SQLite by an FTS5 table beside the index, PostgreSQL by a GIN index on the tokens.

Both answer the same, because both are asked for whole tokens only and count in whole numbers. Each search is one
statement here: what may be seen is compiled once and asked once, and only the rows that are ranked bring their text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import QuerySet

from shared.search.tokens import LONGEST, asked, is_han

# Weights are whole thousandths: sums of fractions would differ in the last digit, and with it the order.
UNIT = 1000
# How much a long text is held back among the candidates, where only presence counts: 1 + 1.2 × (0.8 + 0.2 × length).
BASE, SLOPE = 1960, 240
HOLDS = {
    "postgresql": "string_to_array(search_entry.tokens, ' ') @> %s::text[]",
    "sqlite": "search_entry.id IN (SELECT rowid FROM search_entry_fts WHERE search_entry_fts MATCH %s)",
}
PLACE = {"postgresql": "strpos", "sqlite": "instr"}
AMONG = {"postgresql": "token = ANY(%s::text[])", "sqlite": "token IN (SELECT value FROM json_each(%s))"}


class Hit(NamedTuple):
    """An entry as it is placed among the others: `order` first, then by kind and number; `read` is what is ranked."""

    order: tuple[int, int]
    source: str
    object_id: int
    pk: int
    year: int | None
    region_id: int | None
    read: str


class Tally(NamedTuple):
    """How many full hits there are of one kind, year and region."""

    source: str
    year: int | None
    region_id: int | None
    n: int


@dataclass(frozen=True)
class Scope:
    """What may be found, as SQL: what the reader may see, and what of it she has narrowed to."""

    visible: tuple[str, list[Any]]
    narrowed: tuple[str, list[Any]]


def condition(rows: QuerySet) -> tuple[str, list[Any]]:
    """What a queryset asks of its rows."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.compile(rows.query.where)
    except EmptyResultSet:
        return "1 = 0", []
    except FullResultSet:
        return "1 = 1", []
    return sql or "1 = 1", list(params)


def counted(tokens: Iterable[str]) -> dict[str, int]:
    """In how many entries each token stands, one parameter for all of them: a search looks up hundreds."""
    wanted = list(tokens) if connection.vendor == "postgresql" else json.dumps(list(tokens))
    where = AMONG[connection.vendor]
    return dict(fetched(f"SELECT token, entries FROM search_tokencount WHERE {where}", [wanted]))  # noqa: S608


def holding(scope: Scope, variants: list[list[str]], most: int, read: int) -> tuple[list[Hit], list[Tally]]:
    """The entries that hold every run of one variant as it was typed: the best, and how many there are of each kind.

    Those with the words in the title come first, then the shorter. The counts are of everything that may be seen.
    """
    wanted, wanted_by = all_tokens([[token for run in variant for token in asked(run)] for variant in variants])
    together, together_by = standing_together(variants)
    first, place_of = variants[0][0], PLACE[connection.vendor]
    # Only fixed pieces are put together; all that comes from outside goes as parameters.
    sql = f"""WITH hits AS MATERIALIZED (
            SELECT id, source, object_id, length, year, region_id,
                CASE WHEN {place_of}(substr(folded, 1, length(title) + %s), %s) > 0 THEN 0 ELSE 1 END AS aside
            FROM search_entry WHERE ({wanted}) AND ({together}) AND ({scope.visible[0]}))
        SELECT best.aside, best.length, best.source, best.object_id, best.id, best.year, best.region_id,
            substr(search_entry.folded, 1, %s)
        FROM (SELECT * FROM hits search_entry WHERE {scope.narrowed[0]}
                ORDER BY aside, length, source, object_id LIMIT %s) best
            CROSS JOIN search_entry WHERE search_entry.id = best.id
        UNION ALL
        SELECT NULL, COUNT(*), source, NULL, NULL, year, region_id, NULL FROM hits GROUP BY source, year, region_id
    """  # noqa: S608
    inside = [len(first) - 1, first, *wanted_by, *together_by, *scope.visible[1]]
    rows = fetched(sql, [*inside, read, *scope.narrowed[1], most])
    hits = [Hit((aside, length), *rest) for aside, length, *rest in rows if aside is not None]
    counted = [Tally(row[2], row[5], row[6], row[1]) for row in rows if row[0] is None]
    return sorted(hits), counted


def all_tokens(sets: list[list[str]]) -> tuple[str, list[Any]]:
    """The entries that hold every token of at least one of these sets."""
    if connection.vendor == "postgresql":
        return " OR ".join([HOLDS["postgresql"]] * len(sets)), [list(tokens) for tokens in sets]
    return HOLDS["sqlite"], [" OR ".join("(" + " AND ".join(map(quoted, tokens)) + ")" for tokens in sets)]


def standing_together(variants: list[list[str]]) -> tuple[str, list[Any]]:
    """That the runs of one variant stand in the text as they were typed, as far as their tokens do not say so already.

    Where one of several variants needs a look into the text, all do: who holds the tokens of one may lack another's.
    """
    looked_up = [[run for run in variant if not says_all(run)] for variant in variants]
    if not any(looked_up):
        return "1 = 1", []
    sought = looked_up if len(variants) == 1 else variants
    stands = f"{PLACE[connection.vendor]}(folded, %s) > 0"
    return " OR ".join("(" + " AND ".join([stands] * len(runs)) + ")" for runs in sought), [
        run for runs in sought for run in runs
    ]


def says_all(run: str) -> bool:
    """Whether the token of a run says all: a pair, a character, a plain word of another script."""
    return len(run) <= 2 if is_han(run) else asked(run) == [run] and len(run) < LONGEST


def covering(scope: Scope, weights: Mapping[str, int], average: int, most: int, read: int) -> list[Hit]:
    """The entries that hold most of these weights, a long text a little behind a short one.

    Whether an entry may be seen is asked before the limit is drawn.
    """
    touched, touched_by = sums_of(weights)
    sql = f"""SELECT best.points, best.source, best.object_id, best.id, best.year, best.region_id,
            substr(search_entry.folded, 1, %s)
        FROM (SELECT id, source, object_id, year, region_id, (s * 1000000) / (%s + %s * length / %s) AS points
                FROM ({touched}) search_entry WHERE ({scope.visible[0]}) AND ({scope.narrowed[0]})
                ORDER BY points DESC, source, object_id LIMIT %s) best
            CROSS JOIN search_entry WHERE search_entry.id = best.id
    """  # noqa: S608
    asked_by = [*scope.visible[1], *scope.narrowed[1]]
    rows = fetched(sql, [read, BASE, SLOPE, average, *touched_by, *asked_by, most])
    return sorted(Hit((-points, 0), *rest) for points, *rest in rows)


def sums_of(weights: Mapping[str, int]) -> tuple[str, list[Any]]:
    """Every entry that holds one of the tokens, with the sum of their weights and what its place is drawn from.

    PostgreSQL takes all of that where it finds the token and has the same statement for any number of tokens, which it
    plans but once.
    """
    columns = "search_entry.id, source, object_id, length, year, region_id"
    if connection.vendor == "postgresql":
        sql = f"""SELECT {columns}, SUM(w) AS s FROM unnest(%s::text[], %s::integer[]) AS spoken(token, w)
            CROSS JOIN search_entry WHERE string_to_array(search_entry.tokens, ' ') @> ARRAY[spoken.token]
            GROUP BY search_entry.id"""  # noqa: S608
        return sql, [list(weights), list(weights.values())]
    each = "SELECT rowid AS id, %s AS w FROM search_entry_fts WHERE search_entry_fts MATCH %s"
    sql = f"""SELECT {columns}, s FROM (SELECT id, SUM(w) AS s FROM ({" UNION ALL ".join([each] * len(weights))})
            GROUP BY id) hits
        CROSS JOIN search_entry WHERE search_entry.id = hits.id"""  # noqa: S608
    return sql, [value for token, weight in weights.items() for value in (weight, quoted(token))]


def quoted(token: str) -> str:
    return f'"{token}"'


def fetched(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
