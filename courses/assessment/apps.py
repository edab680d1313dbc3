from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from courses.catalogue import parts
from shared.audit import labels
from shared.imports import faults, importers


class AssessmentConfig(AppConfig):
    name = "courses.assessment"
    label = "assessment"
    verbose_name = _("assessment")

    def ready(self) -> None:
        from courses.assessment.importers import FAULTS, QuestionImporter  # noqa: PLC0415  models are not ready before

        importers.register(QuestionImporter)
        faults.register_faults(FAULTS)
        labels.register("assessment.attempt.start", _("Quiz started"))
        labels.register("assessment.attempt.hand_in", _("Quiz handed in"))
        labels.register("assessment.question.write", _("Question written"))
        labels.register("assessment.question.retire", _("Question retired"))
        labels.register("assessment.question.restore", _("Question taken up again"))
        parts.register(quizzes_of, quiz_faults)
        post_migrate.connect(set_up_after_migrate, sender=self)


def quizzes_of(course: Any) -> Iterable[Any]:
    """Quizzes are reviewed and published with their course."""
    from courses.assessment.models import Quiz  # noqa: PLC0415  models are not ready when the app is

    return Quiz.objects.filter(lesson__module__course=course).select_related("lesson__module__course")


def quiz_faults(lesson: Any) -> list[str]:
    from courses.assessment.models import Quiz  # noqa: PLC0415  models are not ready when the app is

    return [] if Quiz.objects.filter(lesson=lesson.pk).exists() else [str(_("A quiz lesson needs its quiz."))]


def set_up_after_migrate(using: str, **kwargs: Any) -> None:
    from courses.assessment.models import Quiz  # noqa: PLC0415  models are not ready when the app is
    from courses.catalogue.actions import set_up_review  # noqa: PLC0415

    if using == "default" and Quiz._meta.db_table in connections[using].introspection.table_names():
        set_up_review([Quiz])
