"""What the apps above do when a route moves on or a page becomes public: they register it when they are ready."""

from collections.abc import Callable
from typing import Any

Follower = Callable[..., None]
RELEASED: list[Follower] = []  # (page, by=…), inside the transaction of the release
ENDED: list[Follower] = []  # (route, by=…): an edit or a recall made it void
MOVED: list[Follower] = []  # (route, step=…, is_agreed=…, by=…, comment=…), inside that of the decision


def register(*, released: Follower | None = None, moved: Follower | None = None, ended: Follower | None = None) -> None:
    for follower, known in ((released, RELEASED), (moved, MOVED), (ended, ENDED)):
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
