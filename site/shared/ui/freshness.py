"""What public pages are made of, so that a cache of pages knows which of them a change has made old.

A view says it of its response (`made_of`), whoever changes something says so in the same transaction (`touch`). The
stamps are rows: they change when the transaction is committed, for every process at once, and not at all when it is
rolled back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpResponseBase
from django.utils.crypto import get_random_string

from shared.ui.models import Freshness
from shared.ui.prepared import Prepared

STAMPS = Prepared(lambda keys: Freshness.objects.filter(key__in=keys).order_by("key").values_list("key", "stamp"))


@dataclass(frozen=True)
class MadeOf:
    """The parts of a page, and how many seconds it may be kept at most where it shows more than these parts."""

    keys: frozenset[str]
    seconds: int | None = None


def touch(*keys: str) -> None:
    """Everything made of one of these is old when the transaction is committed."""
    stamp = get_random_string(16)
    rows = [Freshness(key=key, stamp=stamp) for key in sorted(set(keys))]  # in one order: nobody waits in a ring
    Freshness.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["stamp"])


def stamps_of(keys: Iterable[str]) -> list[tuple[str, str]]:
    """The present stamps in one query; what has never been touched has none."""
    return STAMPS(sorted(keys))


def made_of[**P](*keys: str) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """Marks the view of a public page with the parts that the page is made of."""

    def decorate(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        @wraps(view)
        def marked(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return mark(view(*args, **kwargs), MadeOf(frozenset(keys)))

        return marked

    return decorate


def mark[R: HttpResponseBase](response: R, parts: MadeOf | None) -> R:
    response.made_of = parts  # type: ignore[attr-defined]
    return response


def parts_of(response: HttpResponseBase) -> MadeOf | None:
    """What the response is made of; None for one that must not be kept."""
    return getattr(response, "made_of", None)
