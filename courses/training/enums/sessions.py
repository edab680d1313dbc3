from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """The three ways to run a joint class (rule N8)."""

    JOINT = "joint", _("jointly organised")
    CROSS_ATTENDANCE = "cross_attendance", _("cross-attendance")
    INVITED_LECTURER = "invited_lecturer", _("invited lecturers")


class Side(models.TextChoices):
    IP = "ip", _("IP administrations")
    PROC = "proc", _("procuratorates")
    POOL = "pool", _("common pool")


class Half(models.TextChoices):
    AM = "am", _("morning")
    PM = "pm", _("afternoon")


class TrainingGrade(models.TextChoices):
    """The fee class, by the rank of the trainees (rule book 2.5)."""

    FIRST = "1", _("first grade")
    SECOND = "2", _("second grade")
    THIRD = "3", _("third grade")


class SessionState(models.TextChoices):
    """Rule book 8.1."""

    DRAFT = "draft", _("draft")
    PLAN_REVIEW = "plan_review", _("plan under review")
    APPROVED = "approved", _("approved")
    ENROLLING = "enrolling", _("open for enrolment")
    CLOSED = "closed", _("enrolment closed")
    CONFIRMED = "confirmed", _("list confirmed")
    IN_PROGRESS = "in_progress", _("in progress")
    SUSPENDED = "suspended", _("suspended")
    ASSESSING = "assessing", _("assessment")
    CONCLUDING = "concluding", _("concluding")
    COMPLETED = "completed", _("completed")
    ARCHIVED = "archived", _("archived")
    CANCELLED = "cancelled", _("cancelled")


INTERNAL_STATES = frozenset({SessionState.DRAFT, SessionState.PLAN_REVIEW})
PUBLIC_STATES = frozenset(SessionState) - INTERNAL_STATES
PLANNED_STATES = frozenset({SessionState.DRAFT, SessionState.PLAN_REVIEW, SessionState.APPROVED})
DECIDING_STATES = frozenset({SessionState.ENROLLING, SessionState.CLOSED})
# While a freed seat still goes to the next in line.
FILLING_STATES = frozenset({*DECIDING_STATES, SessionState.CONFIRMED})
BEFORE_START = frozenset(
    {*PLANNED_STATES, SessionState.ENROLLING, SessionState.CLOSED, SessionState.CONFIRMED},
)
TEACHING_STATES = frozenset({SessionState.IN_PROGRESS, SessionState.ASSESSING})
FINISHED_STATES = frozenset({SessionState.COMPLETED, SessionState.ARCHIVED})

STATE_TONES = {SessionState.ENROLLING: "ok", SessionState.IN_PROGRESS: "ok", SessionState.SUSPENDED: "warn"}
SESSION_TRANSITIONS: dict[SessionState, set[SessionState]] = {
    SessionState.DRAFT: {SessionState.PLAN_REVIEW, SessionState.CANCELLED},
    SessionState.PLAN_REVIEW: {SessionState.APPROVED, SessionState.DRAFT, SessionState.CANCELLED},
    SessionState.APPROVED: {SessionState.ENROLLING, SessionState.CANCELLED},
    SessionState.ENROLLING: {SessionState.CLOSED, SessionState.CANCELLED},
    SessionState.CLOSED: {SessionState.CONFIRMED, SessionState.CANCELLED},
    SessionState.CONFIRMED: {SessionState.IN_PROGRESS, SessionState.CANCELLED},
    SessionState.IN_PROGRESS: {SessionState.SUSPENDED, SessionState.ASSESSING},
    SessionState.SUSPENDED: {SessionState.IN_PROGRESS},
    SessionState.ASSESSING: {SessionState.CONCLUDING},
    SessionState.CONCLUDING: {SessionState.COMPLETED},
    SessionState.COMPLETED: {SessionState.ARCHIVED},
}
