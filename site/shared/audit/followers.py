"""Who wants to know of every act: each is told after the act was written, within its transaction."""

from collections.abc import Callable

from django.db import models

type Follower = Callable[[models.Model], None]

FOLLOWERS: list[Follower] = []


def register(follower: Follower) -> None:
    """`follower(subject)` must be quick and change nothing before the transaction commits."""
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)


def tell_followers(subject: models.Model) -> None:
    for follower in FOLLOWERS:
        follower(subject)
