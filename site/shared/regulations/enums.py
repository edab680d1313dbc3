from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Basis(models.TextChoices):
    CALENDAR_DAYS = "cd", _("calendar days")
    WORKING_DAYS = "wd", _("working days")
    HOURS = "h", pgettext_lazy("unit of time", "hours")
    MONTHS = "m", _("months")


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("public holiday")
    MAKEUP = "makeup", _("make-up working day")
