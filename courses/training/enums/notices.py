from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeType(models.TextChoices):
    """What a numbered paper of a class says."""

    CALL_UP = "call_up", _("call-up notice")
    CORRECTED = "corrected", _("corrected call-up notice")
    POSTPONED = "postponed", _("notice of postponement")


class Duty(models.TextChoices):
    """What somebody does for one class, and for that class alone."""

    ORGANISER = "organiser", _("organiser")
    CO_ORGANISER = "co_organiser", _("co-organiser")
    CLASS_HEAD = "class_head", pgettext_lazy("of one class", "class head")
