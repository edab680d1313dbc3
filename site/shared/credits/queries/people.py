"""The people a training office answers for, and what each of them lacks."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.db.models import Q, QuerySet

from shared.credits.permissions import people_of_office
from shared.credits.queries.standings import Standing, standings_of
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person, Posting
from shared.directory.permissions import scopes_of

CHUNK = 400


def people_in_scope(user: Any, unit: Agency | None = None) -> QuerySet[Person]:
    """Everybody posted today where the user is the training office, or in one of those units; never by hours."""
    people = people_of_office(user)
    if unit is not None:
        there = Posting.objects.valid_on().filter(agency__path__startswith=unit.path)
        people = people.filter(pk__in=there.order_by().values("person"))
    return people.order_by("name_pinyin", "name", "pk")


def units_in_scope(user: Any) -> QuerySet[Agency]:
    scope = Q(pk__in=[])
    for path in scopes_of(user, RoleCode.TRAINING_PLANNER):
        scope |= Q(path__startswith=path)
    return Agency.objects.valid_on().filter(scope).order_by("path")


def people_matching(people: QuerySet[Person], q: str) -> QuerySet[Person]:
    """Each word of `q` must be found in the name, its pinyin or its initials."""
    for word in q.split():
        people = people.filter(Q(name__icontains=word) | Q(name_search__contains=word.lower().replace("ü", "v")))
    return people


def rows_of_people(people: Iterable[Person], *, on: dt.date, code: str = "") -> Iterator[tuple[Person, list[Standing]]]:
    """Each person with her standings, only those of one code where it is given."""
    for chunk in batched(people, CHUNK, strict=False):
        found = standings_of(chunk, on=on)
        for person in chunk:
            yield person, [s for s in found[person.pk] if not code or s.requirement.code == code]


def people_in_order(keys: Iterable[int]) -> Iterator[Person]:
    """These people in this order, some hundred at a time."""
    for chunk in batched(keys, CHUNK, strict=False):
        found = Person.objects.in_bulk(chunk)
        yield from (found[key] for key in chunk if key in found)
