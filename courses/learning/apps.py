from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shared.audit import labels
from shared.ui import todos as todo_registry
from shared.ui.slots import Link, register_links


def progress_link(user: Any, session: Any) -> list[Link]:
    """On the desk of a class with a course: to who has passed."""
    from courses.learning.permissions import can_see_progress  # noqa: PLC0415  models are not ready when the app is

    if not can_see_progress(user, session):
        return []
    return [Link(_("Course around the class"), reverse("learning:session", args=[session.slug]))]


def course_link(user: Any, session: Any) -> list[Link]:
    """On the page of a class: to its course, for those who have a seat or its desk."""
    from courses.learning.permissions import courses_to_see  # noqa: PLC0415  models are not ready when the app is

    if not session.course_id or not user.is_authenticated:
        return []
    found = courses_to_see(user).filter(pk=session.course_id).only("slug").first()
    return [Link(_("Learning around the class"), reverse("learning:course", args=[found.slug]))] if found else []


class LearningConfig(AppConfig):
    name = "courses.learning"
    label = "learning"
    verbose_name = _("learning")

    def ready(self) -> None:
        from courses.learning.queries import completed_courses, missing_quizzes, todos  # noqa: PLC0415  models are not ready before
        from courses.training import requirements  # noqa: PLC0415

        requirements.register(missing_quizzes)
        requirements.register_completions(completed_courses)
        todo_registry.register(todos)
        register_links("training.session-desk", progress_link)
        register_links("training.session", course_link)
        labels.register("learning.lesson.done", _("Lesson done"))
        labels.register("learning.course.complete", _("Course completed"))
