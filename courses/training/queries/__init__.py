"""Reads that join sessions, seats and people."""

from courses.training.queries.panels import classes_to_join, own_classes
from courses.training.queries.seats import (
    Place,
    Presence,
    blocks_open_to,
    blocks_with_someone_waiting,
    conflicting_enrolment,
    current_posting,
    fee_ceiling,
    has_free_seat,
    next_in_line,
    presence,
    roster,
    seat_blocks,
    sessions_for_list,
    slots_without_full_attendance,
    users_in_charge,
    waitlist_place,
    waitlist_places,
    with_free_seats,
)
from courses.training.queries.todos import todos

__all__ = [
    "Place",
    "Presence",
    "blocks_open_to",
    "blocks_with_someone_waiting",
    "classes_to_join",
    "conflicting_enrolment",
    "current_posting",
    "fee_ceiling",
    "has_free_seat",
    "next_in_line",
    "own_classes",
    "presence",
    "roster",
    "seat_blocks",
    "sessions_for_list",
    "slots_without_full_attendance",
    "todos",
    "users_in_charge",
    "waitlist_place",
    "waitlist_places",
    "with_free_seats",
]
