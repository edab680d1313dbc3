"""One review before publication: an author writes, somebody else publishes, of the other side where there is one."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.locks import BaseLock
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    Task,
    TaskState,
    WorkflowMixin,
)

from courses.catalogue.enums import AUTHORS, REVIEWERS
from shared.directory.models import RoleAssignment, role_scopes
from shared.notices.actions import notify

DESK_ROLES = tuple(dict.fromkeys([*AUTHORS, *REVIEWERS]))


def paths_of(user: Any, roles: Iterable[str]) -> list[str]:
    """Agency paths for which the user holds one of the roles."""
    wanted = set(roles)
    return sorted({path for role, path in role_scopes(user) if role in wanted})


def owned_below(paths: Iterable[str], prefix: str = "") -> Q:
    """Courses that an agency in one of these subtrees owns; `prefix` leads to the course."""
    found = Q(pk__in=[])
    for path in paths:
        for owner in ("ip_agency", "proc_agency"):
            found |= Q(**{f"{prefix}{owner}__path__startswith": path})
    return found


class ReviewedQuerySet(models.QuerySet):
    to_course = ""

    def editable_by(self, user: Any) -> "ReviewedQuerySet":
        """What the user may open in the editor: courses of the agencies she writes or reviews for."""
        if user.is_superuser:
            return self
        return self.filter(owned_below(paths_of(user, DESK_ROLES), self.to_course))

    def live(self) -> "ReviewedQuerySet":
        return self.filter(live=True)


class ReviewedForm(WagtailAdminModelForm):
    """A draft may be incomplete; what goes to review may not. Only her own courses are offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            rows = getattr(field, "queryset", None)
            if self.for_user and rows is not None and hasattr(rows, "editable_by"):
                field.queryset = rows.editable_by(self.for_user)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.data.get("action-submit") and not self.errors:
            for fault in self.instance.faults():
                self.add_error(None, fault)
        return cleaned


class Reviewed(PreviewableMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """What goes live only as a revision that somebody else has approved."""

    base_form_class = ReviewedForm

    class Meta:
        abstract = True

    @property
    def whole(self) -> Any:
        """The course that this belongs to."""
        raise NotImplementedError

    def parts(self) -> list["Reviewed"]:
        """What is reviewed and published together with this."""
        return []

    def faults(self) -> list[str]:
        """What has to be mended before review, as sentences."""
        return []

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        # A revision keeps only the name of a file: an upload that no save() stores would be lost with the request.
        for field in self._meta.concrete_fields:
            file = getattr(self, field.name) if isinstance(field, models.FileField) else None
            if isinstance(file, FieldFile) and file.name and not getattr(file, "_committed", True):
                file.save(file.name, file.file, save=False)
        return super().save_revision(*args, **kwargs)

    def get_lock(self) -> BaseLock | None:
        whole = self.whole
        if whole is not self and whole is not None and whole.workflow_in_progress:
            return PartLock(self)
        return super().get_lock()

    def unpublished_revisions(self) -> models.QuerySet[Revision]:
        """Everything written since the last publication, of this and of what is published with it."""
        found = Q(pk__in=[])
        for part in [self, *self.parts()]:
            kind = ContentType.objects.get_for_model(part)
            found |= Q(content_type=kind, object_id=str(part.pk), pk__gt=part.live_revision_id or 0)
        return Revision.objects.filter(found)

    def authors(self) -> list[Any]:
        rows = self.unpublished_revisions().exclude(user=None).select_related("user")
        return list({row.user_id: row.user for row in rows}.values())

    def may_be_reviewed_by(self, user: Any) -> bool:
        """Never by an author; of a shared course by the side that did not write; of another by another office."""
        authors = self.authors()
        if not user.is_active or user.pk in {author.pk for author in authors}:
            return False
        whole = self.whole
        held = whole.sides_of(user, REVIEWERS)
        if not whole.is_shared:
            return bool(held)
        held = whole.sides_of(user, DESK_ROLES)
        wrote = {side for author in authors for side in whole.sides_of(author, DESK_ROLES)}
        return bool(held if wrote >= {"ip", "proc"} else held - wrote)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "catalogue/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        drafts = [part.get_latest_revision_as_object() for part in self.parts()]
        return {**context, "subject": self, "drafts": drafts}

    @property
    def kind_name(self) -> str:
        return str(self._meta.verbose_name)


class PartLock(BaseLock):
    """A lesson lies still while its course is under review: what is approved is what was read."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> Any:
        return _("The course is under review. Its parts can be edited again when the review has ended.")

    def get_icon(self, user: Any) -> str:
        return "lock"

    def get_locked_by(self, user: Any) -> Any:
        return _("Locked by the review")


class CourseReviewTask(Task):
    """The one step of the review of courses."""

    class Meta:
        db_table = "catalogue_review_task"
        verbose_name = _("review of a course")
        verbose_name_plural = _("reviews of courses")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        task_state = super().start(workflow_state, user=user)
        subject = workflow_state.content_object
        notify(
            "catalogue.review_asked",
            to=[u for u in holders() if subject.may_be_reviewed_by(u)],
            url=editor_url(subject),
            key=f"catalogue.review_asked:{task_state.pk}",
            title=str(subject),
        )
        return task_state

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return obj.may_be_reviewed_by(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Under review it lies still; a reviewer who edits becomes an author and can no longer approve."""
        return not obj.may_be_reviewed_by(user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not obj.may_be_reviewed_by(user):
            return []
        return [
            ("reject", _("Return with a comment"), True),
            ("approve", _("Agree"), False),
            ("approve", _("Agree with a comment"), True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        subject = task_state.workflow_state.content_object
        if not subject.may_be_reviewed_by(user):
            raise PermissionDenied(
                str(_("Whoever wrote it cannot approve it, and a shared course is reviewed by the other side."))
            )
        done = super().on_action(task_state, user, action_name, **kwargs)
        asked_by = task_state.workflow_state.requested_by
        notify(
            f"catalogue.review_{action_name}",
            to=[asked_by] if asked_by else [],
            url=editor_url(subject),
            key=f"catalogue.review_{action_name}:{task_state.pk}",
            title=str(subject),
            comment=kwargs.get("comment", ""),
        )
        return done

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if not paths_of(user, DESK_ROLES):
            return waiting.none()
        states = waiting.select_related("workflow_state")
        return waiting.filter(pk__in=[s.pk for s in states if s.workflow_state.content_object.may_be_reviewed_by(user)])

    @classmethod
    def get_description(cls) -> Any:
        return _("Somebody who did not write it approves; of a course of both sides, somebody of the other side.")


def holders() -> list[Any]:
    """Everybody who writes or reviews courses anywhere today."""
    rows = RoleAssignment.objects.valid_on().filter(role__in=DESK_ROLES, user__is_active=True).select_related("user")
    return list({row.user_id: row.user for row in rows}.values())


def editor_url(subject: Any) -> str:
    return reverse(subject.snippet_viewset.get_url_name("edit"), args=[subject.pk])
