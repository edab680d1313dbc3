from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LeaveState(models.TextChoices):
    """A request for leave (rule book 8.2)."""

    REQUESTED = "requested", _("to be decided")
    APPROVED = "approved", pgettext_lazy("of leave", "approved")
    REFUSED = "refused", pgettext_lazy("of leave", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("of leave", "taken back")


LEAVE_TRANSITIONS: dict[LeaveState, set[LeaveState]] = {
    LeaveState.REQUESTED: {LeaveState.APPROVED, LeaveState.REFUSED, LeaveState.WITHDRAWN},
    LeaveState.APPROVED: {LeaveState.WITHDRAWN},
}


class Approver(models.TextChoices):
    """Who decides, by the length of the leave (rule book 2.3)."""

    CLASS_HEAD = "class_head", _("class head")
    ORGANISER = "organiser", pgettext_lazy("who decides on leave", "organiser")


class EndReason(models.TextChoices):
    """Why a participation ended where a rule ended it (rule book, open question 12)."""

    LEAVE_LIMIT = "leave_limit", _("leave above the limit")
    LATE = "late", _("not reported in in time, without leave")
