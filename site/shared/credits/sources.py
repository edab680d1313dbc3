"""What earned an entry, and its page. Whoever posts hours registers the beginning of her sources in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class SourceKind:
    """`addresses(sources)` gives the page of each source that has one, in one question for all of them."""

    prefix: str
    label: str | Promise
    addresses: Callable[[list[str]], dict[str, str]]


KINDS: list[SourceKind] = []


def register(kind: SourceKind) -> None:
    if all(known.prefix != kind.prefix for known in KINDS):
        KINDS.append(kind)


def kind_of(source: str) -> SourceKind | None:
    return next((kind for kind in KINDS if source.startswith(kind.prefix)), None)


def addresses_of(sources: Iterable[str]) -> dict[str, str]:
    """The pages of many sources: one question for each kind."""
    sources = list(sources)
    found: dict[str, str] = {}
    for kind in KINDS:
        own = [source for source in sources if source.startswith(kind.prefix)]
        if own:
            found |= kind.addresses(own)
    return found


def keys_of(sources: Iterable[str]) -> dict[str, int]:
    """`training:enrolment:17` → 17, for providers that look their rows up by number."""
    return {source: int(last) for source in sources if (last := source.rpartition(":")[2]).isdecimal()}
