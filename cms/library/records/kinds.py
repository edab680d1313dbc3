"""Registry: which kinds of pages are cited, fed and harvested, and by which topics their readers choose.

A kind registers in `apps.py:ready()`; feeds, sets of the harvest, subscriptions and the site map follow from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from cms.library.records.works import Record


@dataclass(frozen=True)
class Topic:
    """A kind as a whole, or its pages with one value in one field.

    `spec` is its name as a set of OAI-PMH: parts after the kind's own name follow a colon.
    """

    spec: str
    label: str | Promise
    field: str = ""
    value: str = ""

    @property
    def slug(self) -> str:
        return self.spec.replace(":", "-").replace("_", "-")

    @property
    def filter(self) -> Q:
        return Q(**{self.field: self.value}) if self.field else Q()

    def holds(self, page: Any) -> bool:
        return not self.field or getattr(page, self.field) == self.value


@dataclass(frozen=True)
class Kind:
    """`rows` are the public pages, newest first; the first topic is the whole kind.

    `is_work`: a work of its own. A part of another one, as a chapter, is cited but neither fed nor harvested.
    """

    model: type[Any]
    record: Callable[[Any], Record]
    rows: Callable[[], QuerySet]
    topics: tuple[Topic, ...] = ()

    @property
    def is_work(self) -> bool:
        return bool(self.topics)

    def topics_of(self, page: Any) -> list[Topic]:
        return [topic for topic in self.topics if topic.holds(page)]


KINDS: list[Kind] = []


def register(*kinds: Kind) -> None:
    """Add kinds; one whose model is known already takes its place."""
    for kind in kinds:
        KINDS[:] = [known for known in KINDS if known.model is not kind.model] + [kind]


def kind_of(page: Any) -> Kind | None:
    return next((kind for kind in KINDS if isinstance(page, kind.model)), None)


def works() -> list[Kind]:
    return [kind for kind in KINDS if kind.is_work]


def topics() -> list[Topic]:
    return [topic for kind in works() for topic in kind.topics]


def topic_of(slug: str) -> tuple[Kind, Topic] | None:
    return next(((kind, topic) for kind in works() for topic in kind.topics if topic.slug == slug), None)


def records(kind: Kind, pages: Iterable[Any]) -> list[Record]:
    return [kind.record(page) for page in pages]
