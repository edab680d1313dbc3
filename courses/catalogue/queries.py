"""What an author or reviewer has to do, as the start page lists it."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import TaskState

from courses.catalogue.models import DESK_ROLES, CourseReviewTask, editor_url
from shared.directory.permissions import has_role
from shared.ui.todos import Todo


def states_to_review(user: Any) -> list[TaskState]:
    """Reviews that wait for this user."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=CourseReviewTask.objects.all())
    rows = waiting.select_related("workflow_state")
    return [row for row in rows if row.workflow_state.content_object.may_be_reviewed_by(user)]


def todos(user: Any) -> list[Todo]:
    if not has_role(user, *DESK_ROLES):
        return []
    subjects = [state.workflow_state.content_object for state in states_to_review(user)]
    return [
        Todo(
            title=_("Review of a course: %(title)s") % {"title": subject},
            url=editor_url(subject),
            note=_("Written by the other side or another office; nothing is published before you agree."),
            action_label=_("Open in the editor"),
        )
        for subject in subjects
    ]
