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


def rows_of_people(
    people: Iterable[Person], *, on: dt.date, code: str = "", status: str = ""
) -> Iterator[tuple[Person, list[Standing]]]:
    """Each person with her standings, the chosen ones only; `status` is 'met', 'unmet' or '' for both."""
    for chunk in batched(people, CHUNK, strict=False):
        found = standings_of(chunk, on=on)
        for person in chunk:
            rows = [s for s in found[person.pk] if not code or s.requirement.code == code]
            if matches(rows, code, status):
                yield person, rows


def matches(rows: list[Standing], code: str, status: str) -> bool:
    """Unmet: at least one requirement is; met: there are some and all of them are."""
    if status == "unmet":
        return any(not s.is_met for s in rows)
    if status == "met":
        return bool(rows) and all(s.is_met for s in rows)
    return bool(rows) or not code
