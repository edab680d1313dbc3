from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("scale of four")
    CHOICE = "choice", _("one of several answers")
    TEXT = "text", _("remark in words")


class QuestionScope(models.TextChoices):
    CLASS = "class", _("about the whole class")
    LECTURE = "lecture", _("about each lecture")


class Scale(models.IntegerChoices):
    """The four answers of Chinese evaluation forms (rule book 2.4)."""

    VERY_GOOD = 0, pgettext_lazy("answer of an evaluation", "very good")
    GOOD = 1, pgettext_lazy("answer of an evaluation", "good")
    FAIR = 2, pgettext_lazy("answer of an evaluation", "fair")
    POOR = 3, pgettext_lazy("answer of an evaluation", "poor")


class RoundState(models.TextChoices):
    PLANNED = "planned", _("not open yet")
    SKIPPED = "skipped", _("not asked")
    OPEN = "open", pgettext_lazy("of a questionnaire", "open")
    CLOSED = "closed", pgettext_lazy("of a questionnaire", "closed")


ROUND_TRANSITIONS: dict[RoundState, set[RoundState]] = {
    RoundState.PLANNED: {RoundState.OPEN, RoundState.SKIPPED},
    RoundState.SKIPPED: {RoundState.PLANNED},
    RoundState.OPEN: {RoundState.CLOSED},
    RoundState.CLOSED: set(),
}
