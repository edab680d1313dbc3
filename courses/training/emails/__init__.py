"""Who is told what about joint classes; each module names its kinds of notices."""

from courses.training.emails.enrolments import answer_wishes, tell_answer, tell_organisers, tell_person, tell_unit
from courses.training.emails.evaluation import ask_for_evaluation
from courses.training.emails.plans import announce_call, tell_offices
from courses.training.emails.seats import tell_cut_off_ahead, tell_reserved, tell_returned
from courses.training.emails.sessions import (
    tell_cancelled,
    tell_officer,
    tell_parted,
    tell_planners,
    tell_postponed,
    tell_units,
)

__all__ = [
    "announce_call",
    "answer_wishes",
    "ask_for_evaluation",
    "tell_answer",
    "tell_cancelled",
    "tell_cut_off_ahead",
    "tell_officer",
    "tell_offices",
    "tell_organisers",
    "tell_parted",
    "tell_person",
    "tell_planners",
    "tell_postponed",
    "tell_reserved",
    "tell_returned",
    "tell_unit",
    "tell_units",
]
