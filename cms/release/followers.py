"""What the apps above do when a route moves on or a page becomes public: they register it when they are ready."""

from collections.abc import Callable
from typing import Any

Follower = Callable[..., None]
RELEASED: list[Follower] = []  # (page, by=…), inside the transaction of the release
ENDED: list[Follower] = []  # (route, by=…): an edit or a recall made it void
MOVED: list[Follower] = []  # (route, step=…, is_agreed=…, by=…, comment=…), inside that of the decision
SCHEDULED: list[Follower] = []  # (route, planned_at=…, by=…): it is complete and the minute of its release is known
WORDS: list[Callable[[str], list[str]]] = []  # (text) -> what in it may identify somebody, as it stands there
READY: list[Callable[..., dict[int, list[str]]]] = []  # (routes) -> what each still lacks besides decisions, by its key


def register(
    *,
    released: Follower | None = None,
    moved: Follower | None = None,
    ended: Follower | None = None,
    scheduled: Follower | None = None,
    ready: Callable[..., dict[int, list[str]]] | None = None,
    words: Callable[[str], list[str]] | None = None,
) -> None:
    pairs: list[tuple[Any, list[Any]]] = [
        (released, RELEASED), (moved, MOVED), (ended, ENDED), (scheduled, SCHEDULED), (ready, READY),
        (words, WORDS),
    ]  # fmt: skip
    for follower, known in pairs:
        if follower is not None and follower not in known:
            known.append(follower)


def tell_released(page: Any, *, by: Any) -> None:
    for follower in RELEASED:
        follower(page, by=by)


def tell_moved(route: Any, *, step: str, is_agreed: bool, by: Any, comment: str = "") -> None:
    for follower in MOVED:
        follower(route, step=step, is_agreed=is_agreed, by=by, comment=comment)


def tell_ended(route: Any, *, by: Any) -> None:
    for follower in ENDED:
        follower(route, by=by)


def tell_scheduled(route: Any, *, planned_at: Any, by: Any) -> None:
    for follower in SCHEDULED:
        follower(route, planned_at=planned_at, by=by)


def not_ready(routes: list[Any]) -> dict[int, list[str]]:
    """What complete routes still lack, such as a file that is being made: sentences by the key of the route."""
    found: dict[int, list[str]] = {}
    for ask in READY:
        for key, sentences in ask(routes).items():
            found.setdefault(key, []).extend(sentences)
    return found


def faults_of_words(text: str) -> list[str]:
    """What of a short public text, such as a line of the release calendar, may identify somebody."""
    return [found for look in WORDS for found in look(text)]
