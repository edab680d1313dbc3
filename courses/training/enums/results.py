from django.db import models
from django.utils.translation import gettext_lazy as _


class Requirement(models.TextChoices):
    """What a class can ask before it counts as completed."""

    LEAVE = "leave", _("leave within the limit")
    ATTENDANCE = "attendance", _("attendance")
    GRADE = "grade", _("assessment passed")
    QUIZ = "quiz", _("quizzes of the course passed")
    PAPER = "paper", _("paper handed in")


class Grade(models.TextChoices):
    """The four grades of Chinese training offices (rule book 2.3)."""

    EXCELLENT = "excellent", _("excellent")
    GOOD = "good", _("good")
    PASS = "pass", _("qualified")
    FAIL = "fail", _("not qualified")
