"""Registry: what can be checked, and who knows facts about it. Apps register both in `apps.py:ready()`."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise

from shared.directory.models import Agency, Person


@dataclass(frozen=True)
class Subject:
    """A matter in the words of the engine: who leads it, which organs and people it is about.

    Relations count towards `concerned` (author, candidate, party) and `leads` (whoever directs the work); sharing a
    unit counts towards `concerned` alone.
    """

    kind: str
    pk: int
    label: str
    agency: Agency
    parties: tuple[Agency, ...] = ()
    concerned: tuple[Person, ...] = ()
    leads: tuple[Person, ...] = ()

    @property
    def jurisdiction(self) -> str:
        return self.agency.region.code if self.agency.region else ""


@dataclass(frozen=True)
class SubjectKind:
    """`describe(instance)` says what an instance of `model` is about; `officers` waive its hints and read its checks.

    The officers hold their role for the agency that leads the matter.
    """

    code: str
    label: str | Promise
    model: type[models.Model]
    describe: Callable[[Any], Subject]
    officers: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """Something known of one person and one matter. `key` names what it rests on and stays the same next time.

    `params` fill the sentence; of what is sensitive they say nothing. `until` is the last day of a tie that is over.
    """

    kind: str
    person_id: int
    key: str
    params: Mapping[str, str] = field(default_factory=dict)
    until: dt.date | None = None


type Provider = Callable[[Subject, Sequence[int], dt.date], Iterable[Fact]]

KINDS: dict[str, SubjectKind] = {}
PROVIDERS: list[Provider] = []


def register_subject(kind: SubjectKind) -> None:
    KINDS[kind.code] = kind


def register_facts(provider: Provider) -> None:
    """`provider(subject, person_ids, day)` gives what it knows of these people, in a fixed number of queries."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def kind_of(instance: models.Model) -> SubjectKind:
    """Raises LookupError for a model that nobody has registered."""
    for kind in KINDS.values():
        if isinstance(instance, kind.model):
            return kind
    raise LookupError(f"{type(instance).__name__} is not registered as something that is checked.")


def subject_of(instance: models.Model) -> Subject:
    return kind_of(instance).describe(instance)
