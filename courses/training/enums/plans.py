from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanState(models.TextChoices):
    """The plan of a year: units say what they need, both offices draw up and approve (rule book 2.3)."""

    COLLECTING = "collecting", _("collecting needs")
    DRAWING_UP = "drawing_up", _("lines being drawn up")
    REVIEW = "review", _("annual plan under review")
    APPROVED = "approved", _("approved")
    CLOSED = "closed", _("year closed")


# Lines may be changed here; once the plan is under review or approved, a change voids the approvals.
EDITABLE_PLAN_STATES = frozenset({PlanState.DRAWING_UP, PlanState.REVIEW, PlanState.APPROVED})
PLAN_TRANSITIONS: dict[PlanState, set[PlanState]] = {
    PlanState.COLLECTING: {PlanState.DRAWING_UP},
    PlanState.DRAWING_UP: {PlanState.REVIEW},
    PlanState.REVIEW: {PlanState.APPROVED, PlanState.DRAWING_UP},
    PlanState.APPROVED: {PlanState.DRAWING_UP, PlanState.CLOSED},
}


class NeedState(models.TextChoices):
    SUBMITTED = "submitted", _("submitted")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a need", "withdrawn")


NEED_TRANSITIONS: dict[NeedState, set[NeedState]] = {NeedState.SUBMITTED: {NeedState.WITHDRAWN}}


class Quarter(models.IntegerChoices):
    FIRST = 1, _("first quarter")
    SECOND = 2, _("second quarter")
    THIRD = 3, _("third quarter")
    FOURTH = 4, _("fourth quarter")
