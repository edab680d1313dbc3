from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    WAITING = "waiting", _("being checked")
    CHECKED = "checked", _("checked, not yet taken over")
    FAILED = "failed", _("cannot be read")
    TAKING = "taking", _("being taken over")
    DONE = "done", _("taken over")


# A small sheet goes from CHECKED to DONE at once; a large one is TAKING while a worker is at it.
TRANSITIONS: dict[str, set[str]] = {
    RunState.WAITING: {RunState.CHECKED, RunState.FAILED},
    RunState.CHECKED: {RunState.TAKING, RunState.DONE},
    RunState.TAKING: {RunState.CHECKED, RunState.DONE},
}


class FaultAction(models.TextChoices):
    """A repaired value is taken over as shown; a refused row is left out."""

    REPAIR = "repair", _("repaired")
    REFUSE = "refuse", _("refused")


class Outcome(models.TextChoices):
    CREATED = "created", _("new")
    UPDATED = "updated", _("changed")
    SAME = "same", _("unchanged")
    REFUSED = "refused", _("refused")
