"""What readers without an account can subscribe to. Each app that publishes registers a source in `apps.py:ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """`topics` gives codes and names in the reader's language; `is_public`: may an item still be told of?"""

    name: str
    topics: Callable[[], Iterable[tuple[str, str]]]
    is_public: Callable[[str], bool]


SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    SOURCES[source.name] = source


def topics() -> list[tuple[str, str]]:
    """Codes and names of all topics, in the order of the apps."""
    return [(code, str(label)) for source in SOURCES.values() for code, label in source.topics()]


def labels() -> dict[str, str]:
    return dict(topics())
