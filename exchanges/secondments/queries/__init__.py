"""What the pages read, by subject."""

from exchanges.secondments.queries.desk import agencies_of, desk_agency, figures, filtered
from exchanges.secondments.queries.due import due_items, due_secondments, todos
from exchanges.secondments.queries.engagements import terms_on
from exchanges.secondments.queries.record import history, route
from exchanges.secondments.queries.steps import (
    eligible_people,
    pending_change,
    pending_changes,
    possible_steps,
    side_to_agree,
    steps_now,
)
from exchanges.secondments.queries.timeline import Window, lanes

__all__ = [
    "Window",
    "agencies_of",
    "desk_agency",
    "due_items",
    "due_secondments",
    "eligible_people",
    "figures",
    "filtered",
    "history",
    "lanes",
    "pending_change",
    "pending_changes",
    "possible_steps",
    "route",
    "side_to_agree",
    "steps_now",
    "terms_on",
    "todos",
]
