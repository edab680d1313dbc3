from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleKind(models.TextChoices):
    """What a class may ask of those who want to join (A11)."""

    RANK = "rank", _("rank, from and to")
    SERIES = "series", _("rank series")
    POST = "post", _("post contains")
    DEPARTMENT = "department", _("department contains")
    PRIOR = "prior", _("class or course completed before")
    EXPERTISE = "expertise", _("field of expertise contains")
    SYSTEM = "system", _("system of the agency")
    LEVEL = "level", _("level of the agency")


# Rules of one family are alternatives; every family has to be met. A rank and a whole series are one question.
FAMILIES = {RuleKind.SERIES: str(RuleKind.RANK)}
