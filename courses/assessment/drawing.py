"""Draws a paper at random from its seed: the same seed and the same questions give the same paper."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from courses.assessment.enums import CHOSEN, Kind


@dataclass(frozen=True)
class Drawable:
    """A question as the draw sees it."""

    question: int
    version: int
    kind: str
    options: int


def draw(seed: int, portions: Iterable[tuple[int, list[Drawable]]], *, is_shuffled: bool) -> list[dict]:
    """From each (number, pool) in turn, no question twice. Raises ValueError(index) where a pool is too small."""
    dice = random.Random(seed)  # noqa: S311  chance that can be repeated, no secret
    drawn: list[Drawable] = []
    for index, (number, pool) in enumerate(portions):
        taken = {item.question for item in drawn}
        left = sorted((item for item in pool if item.question not in taken), key=lambda item: item.question)
        if len(left) < number:
            raise ValueError(index)
        drawn += dice.sample(left, number)
    if is_shuffled:
        dice.shuffle(drawn)
    return [{"version": item.version, "order": order_of(item, dice, is_shuffled=is_shuffled)} for item in drawn]


def order_of(item: Drawable, dice: random.Random, *, is_shuffled: bool) -> list[int]:
    """In which order the choices are shown; true comes before false for everybody."""
    order = list(range(item.options if item.kind in CHOSEN else 0))
    if is_shuffled and item.kind != Kind.TRUE_FALSE:
        dice.shuffle(order)
    return order
