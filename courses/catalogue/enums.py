from django.db import models
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import RoleCode


class Language(models.TextChoices):
    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class Stage(models.TextChoices):
    """When a module is worked through, seen from the class."""

    BEFORE = "before", _("before the class")
    DURING = "during", _("during the class")
    AFTER = "after", _("after the class")


STAGE_ORDER = {Stage.BEFORE: 0, Stage.DURING: 1, Stage.AFTER: 2}


class LessonKind(models.TextChoices):
    TEXT = "text", _("text")
    DOCUMENT = "document", _("document")
    VIDEO = "video", _("video")
    QUIZ = "quiz", _("quiz")


class Audience(models.TextChoices):
    """Who may take a course without a class around it."""

    CLASS = "class", _("only the classes that use it")
    ALL = "all", _("staff of both sides")
    IP = "ip", _("staff of the IP administrations")
    PROC = "proc", _("staff of the procuratorates")


# Who writes courses, and who besides them may be asked to review one.
AUTHORS = (RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER, RoleCode.EDITOR)
REVIEWERS = (RoleCode.TRAINING_PLANNER, RoleCode.SECTION_HEAD)
REVIEW_NAME = "课程审查"
