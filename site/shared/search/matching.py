"""How the databases find tokens: SQLite by an FTS5 table beside the index, PostgreSQL by a GIN index on the tokens.

Both answer the same, because both are asked for whole tokens only and count in whole numbers.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from shared.search.models import Entry

# Weights are whole thousandths: sums of fractions would differ in the last digit, and with it the order.
UNIT = 1000
# How much a long text is held back among the candidates, where only presence counts: 1 + 1.2 × (0.8 + 0.2 × length).
BASE, SLOPE = 1960, 240


def holds(sets: list[list[str]]) -> RawSQL:
    """The entries that hold every token of at least one of these sets."""
    if connection.vendor == "postgresql":
        sql = " OR ".join("string_to_array(search_entry.tokens, ' ') @> %s::text[]" for _set in sets)
        return RawSQL(sql, [list(tokens) for tokens in sets], BooleanField())  # noqa: S611  built of our own words
    wanted = " OR ".join("(" + " AND ".join(map(quoted, tokens)) + ")" for tokens in sets)
    sql = "search_entry.id IN (SELECT rowid FROM search_entry_fts WHERE search_entry_fts MATCH %s)"
    return RawSQL(sql, [wanted], BooleanField())  # noqa: S611  the same


def covering(seen: QuerySet[Entry], weights: Mapping[str, int], average: int, limit: int) -> list[int]:
    """The entries among `seen` that hold most of these weights, a long text a little behind a short one.

    Whether an entry may be seen is asked before the limit is drawn.
    """
    try:
        allowed, theirs = condition(seen)
    except EmptyResultSet:
        return []
    each = "SELECT id, %s AS w FROM search_entry WHERE string_to_array(tokens, ' ') @> %s::text[]"
    if connection.vendor == "sqlite":
        each = "SELECT rowid AS id, %s AS w FROM search_entry_fts WHERE search_entry_fts MATCH %s"
    # Only fixed pieces are put together; all that comes from outside goes as parameters.
    sql = (
        "SELECT search_entry.id FROM (SELECT id, SUM(w) AS s FROM ("  # noqa: S608
        + " UNION ALL ".join([each] * len(weights))
        + ") h GROUP BY id) hits CROSS JOIN search_entry WHERE search_entry.id = hits.id AND ("
        + allowed
        + ") ORDER BY (hits.s * 1000000) / (%s + %s * search_entry.length / %s) DESC, source, object_id LIMIT %s"
    )
    found = [value for token, weight in weights.items() for value in (weight, asked_for(token))]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*found, *theirs, BASE, SLOPE, average, limit])
        return [row[0] for row in cursor.fetchall()]


def asked_for(token: str) -> Any:
    return [token] if connection.vendor == "postgresql" else quoted(token)


def quoted(token: str) -> str:
    return f'"{token}"'


def condition(rows: QuerySet) -> tuple[str, list[Any]]:
    """What a queryset asks of its rows, as SQL."""
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.compile(rows.query.where)
    return sql or "1 = 1", list(params)
