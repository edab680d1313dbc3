"""Tasks of joint training, by subject; Celery finds them here."""

from courses.training.tasks.classroom import (
    forget_needs,
    tell_asked,
    tell_asker,
    tell_class,
)
from courses.training.tasks.clock import keep_time
from courses.training.tasks.evaluation import ask_for_evaluation
from courses.training.tasks.leave import tell_of_end, tell_of_leave, warn_of_limit
from courses.training.tasks.lecturers import remind, tell_finance, tell_lecturer, tell_of_lecturer
from courses.training.tasks.letters import tell_organisers, tell_person, tell_planners, tell_step, tell_unit
from courses.training.tasks.notices import (
    tell_cancelled,
    tell_officer,
    tell_parted,
    tell_postponed,
    tell_units,
    typeset_notice,
)
from courses.training.tasks.plans import announce_call, tell_offices
from courses.training.tasks.seats import return_seats, tell_cut_off_ahead, tell_reserved, tell_returned

__all__ = [
    "announce_call",
    "ask_for_evaluation",
    "forget_needs",
    "keep_time",
    "remind",
    "return_seats",
    "tell_asked",
    "tell_asker",
    "tell_cancelled",
    "tell_class",
    "tell_cut_off_ahead",
    "tell_finance",
    "tell_lecturer",
    "tell_of_end",
    "tell_of_leave",
    "tell_of_lecturer",
    "tell_officer",
    "tell_offices",
    "tell_organisers",
    "tell_parted",
    "tell_person",
    "tell_planners",
    "tell_postponed",
    "tell_reserved",
    "tell_returned",
    "tell_step",
    "tell_unit",
    "tell_units",
    "typeset_notice",
    "warn_of_limit",
]
