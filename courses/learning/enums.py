from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import EnrolmentState

# Whoever has, or had, a seat in the class sees its course.
LEARNING_STATES = (
    EnrolmentState.ACCEPTED,
    EnrolmentState.CONFIRMED,
    EnrolmentState.ATTENDING,
    EnrolmentState.COMPLETED,
    EnrolmentState.NOT_PASSED,
)


class How(models.TextChoices):
    """What made a lesson done; never time."""

    READ = "read", _("marked as read")
    PASSED = "passed", _("quiz passed")


class StepState(models.TextChoices):
    """How a lesson stands to its learner."""

    DONE = "done", pgettext_lazy("of a lesson", "done")
    NEXT = "next", pgettext_lazy("of a lesson", "next")
    OPEN = "open", pgettext_lazy("of a lesson", "open")
    LOCKED = "locked", pgettext_lazy("of a lesson", "locked")
