from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What the hours were earned by; hours come only from recorded attendance and passed assessments (H6)."""

    OFF_JOB = "off_job", _("full-time training")
    ONLINE_SELF_STUDY = "online_self_study", _("online self-study")
    TEACHING = "teaching", _("teaching")
