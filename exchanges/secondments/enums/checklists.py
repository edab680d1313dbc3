"""The two lists of a move, and the way of the report after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """When a list is laid down: with the letter of appointment, or with the end of the term."""

    ARRIVAL = "arrival", _("arrival and handover")
    RETURN = "return", _("return and handover")
