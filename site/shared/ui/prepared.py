"""Reads that a crowd asks for one after the other: the ORM writes their SQL once, afterwards only the values change.

Putting a statement together costs the ORM three times what it costs to send it and to take the answer. Where hundreds
of people press the same button within seconds, and only there, that is worth saving.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import FETCH_ONE, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

KEPT = 8  # statements for longer lists are seldom asked for twice
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_000_000_000 + number,
    str: lambda number: f"value number {number}",
    dt.date: lambda number: dt.date(1, 1, 1) + dt.timedelta(days=number),
}


@dataclass(frozen=True)
class Statement:
    """SQL as the ORM has written it, and how its rows are read."""

    sql: str
    constants: list[Any]
    places: list[tuple[int, int]]  # the place among the parameters, and which of the values belongs there
    converters: list[tuple[int, list[Callable], Any]]
    make: Callable[[Any], Any]

    def parameters(self, values: list[Any]) -> list[Any]:
        filled = self.constants.copy()
        for place, number in self.places:
            filled[place] = values[number]
        return filled

    def read(self, rows: Iterable[Any]) -> list[Any]:
        return [self.make(row) for row in (self.converted(rows) if self.converters else rows)]

    def converted(self, rows: Iterable[Any]) -> Iterator[list[Any]]:
        """What SQLite keeps as text and numbers, as Python knows it."""
        for row in map(list, rows):
            for column, functions, expression in self.converters:
                for function in functions:
                    row[column] = function(row[column], expression, connection)
            yield row


class Prepared:
    """`Prepared(lambda pk, day: X.objects.filter(…))` is called like the function it was made of and returns a list.

    The function gives a queryset of models, with `select_related` or without, or of `values_list`. Each value is a
    whole number, a day, a text or a list of those, never None, and stands in the statement as it is: a value that
    decides which statement is written, or that is changed on its way into it, raises ValueError.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]]) -> None:
        self.write = write
        self.statements: dict[tuple[Any, ...], Statement] = {}

    def __call__(self, *values: Any) -> list[Any]:
        given = [v for value in values for v in (value if isinstance(value, list) else [value])]
        shape = (connection.vendor, *(len(v) if isinstance(v, list) else type(v) for v in values))
        try:
            statement = self.statements.get(shape) or self.statement_for(values)
        except EmptyResultSet:  # an empty list among the values
            return []
        if len(given) <= KEPT:
            self.statements[shape] = statement
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.parameters([adapted(v) for v in given]))
            return statement.read(cursor.fetchall())

    def statement_for(self, values: tuple[Any, ...]) -> Statement:
        marks: dict[str, int] = {}
        queryset = self.write(*(marked(value, marks) for value in values))
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = [(place, marks[str(p)]) for place, p in enumerate(parameters) if str(p) in marks]
        if {number for _place, number in places} != set(marks.values()):
            raise ValueError("A value does not stand in the prepared statement as it was given.")
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = [(at, functions, what) for at, (functions, what) in compiler.get_converters(columns).items()]
        return Statement(sql, list(parameters), places, converters, maker(queryset, compiler))


def marked(value: Any, marks: dict[str, int]) -> Any:
    """A value of the same kind that is found again in the statement."""
    if isinstance(value, list):
        return [marked(one, marks) for one in value]
    if type(value) not in MARKS:
        raise ValueError(f"{value!r} is no whole number, day or text.")
    mark = MARKS[type(value)](len(marks))
    marks[str(mark)] = len(marks)
    return mark


def adapted(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value


def maker(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Any], Any]:
    """What becomes of one row: a tuple, or an instance with those it was selected with."""
    if queryset._iterable_class is ValuesListIterable:
        return tuple
    if queryset._iterable_class is not ModelIterable or compiler.annotation_col_map:
        raise ValueError("Only models as they are, or values_list, can be prepared.")
    found = compiler.klass_info
    related = get_related_populators(found, compiler.select, DEFAULT_DB_ALIAS, FETCH_ONE)
    columns = found["select_fields"]
    names = [compiler.select[column][0].target.attname for column in columns]
    first, after = columns[0], columns[-1] + 1

    def make(row: Any) -> Any:
        instance = found["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:after])
        for populator in related:
            populator.populate(row, instance)
        return instance

    return make
