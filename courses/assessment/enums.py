from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    SINGLE = "single", _("single choice")
    MULTIPLE = "multiple", _("multiple choice")
    TRUE_FALSE = "truefalse", _("true or false")
    SHORT = "short", _("short answer")
    ESSAY = "essay", _("essay")


# An essay is kept in the bank, but nobody marks by hand yet: papers are made of what marks itself.
DRAWN = (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.SHORT)
CHOSEN = (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)


class MultipleRule(models.TextChoices):
    """What a multiple-choice answer is worth."""

    EXACT = "exact", _("all or nothing")
    PARTIAL = "partial", _("partly, by the weight of each choice")


class AttemptState(models.TextChoices):
    OPEN = "open", pgettext_lazy("of an attempt", "being answered")
    SUBMITTED = "submitted", _("handed in")
