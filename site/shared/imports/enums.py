from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    CHECKED = "checked", _("checked, not yet taken over")
    DONE = "done", _("taken over")


TRANSITIONS: dict[str, set[str]] = {RunState.CHECKED: {RunState.DONE}}


class FaultAction(models.TextChoices):
    """A repaired value is taken over as shown; a refused row is left out."""

    REPAIR = "repair", _("repaired")
    REFUSE = "refuse", _("refused")


class Outcome(models.TextChoices):
    CREATED = "created", _("new")
    UPDATED = "updated", _("changed")
    SAME = "same", _("unchanged")
    REFUSED = "refused", _("refused")
