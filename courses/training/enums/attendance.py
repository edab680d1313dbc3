from django.db import models
from django.utils.translation import gettext_lazy as _


class Mark(models.TextChoices):
    """What the class head records for one half-day (A15)."""

    PRESENT = "present", _("present")
    PARTIAL = "partial", _("partly present")
    ABSENT = "absent", _("absent")
    EXCUSED = "excused", _("on leave")


class MarkSource(models.TextChoices):
    """How a mark came about."""

    HAND = "hand", _("by hand")
    QR = "qr", _("by code in the room")
    LEAVE = "leave", _("by approved leave")
