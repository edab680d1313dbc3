"""Courses, modules and lessons in the editor; what belongs to other agencies answers 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import PublishMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, SnippetViewSetGroup

from courses.catalogue.models import Course, Lesson, Module, Reviewed
from courses.catalogue.permissions import can_enter_course_desk, can_write_courses


class CoursePolicy(BasePermissionPolicy):
    """Authors write, reviewers look; nobody publishes, locks or deletes by a button: the review alone publishes."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "add":
            return can_write_courses(user)
        return action in {"change", "view"} and can_enter_course_desk(user)

    def instances_user_has_any_permission_for(self, user: Any, actions: list[str]) -> QuerySet:
        allowed = self.user_has_any_permission(user, actions)
        return self.model.objects.editable_by(user) if allowed else self.model.objects.none()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return (
            self.user_has_permission(user, action)
            and self.model.objects.editable_by(user).filter(pk=instance.pk).exists()
        )

    def users_with_any_permission(self, actions: list[str]) -> QuerySet:
        """Wagtail asks for a list of people only for its own e-mails, which we do not send."""
        from django.contrib.auth import get_user_model  # noqa: PLC0415

        return get_user_model().objects.none()


class NothingToChoose(SnippetChooserViewSet):
    """Courses are chosen in plain lists of one's own; Wagtail's dialogue would show everybody's."""

    def get_object_list(self) -> QuerySet:
        return self.model.objects.none()


class ReviewedEditView(EditView):
    """A decision decides about what was read: agreeing saves nothing, so that a reviewer never becomes an author."""

    def save_instance(self) -> Any:
        if self.action != "workflow-action":
            return super().save_instance()
        self.new_revision = self.object.latest_revision
        return self.object


class ScopedViewSet(SnippetViewSet):
    """Every view of one object asks first whose it is; Wagtail itself asks only for the model."""

    copy_view_enabled = False
    chooser_viewset_class = NothingToChoose
    edit_view_class = ReviewedEditView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.model.objects.editable_by(request.user)

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        view = super().construct_view(view_class, **kwargs)

        @wraps(view)
        def scoped(request: HttpRequest, *args: Any, **found: Any) -> HttpResponseBase:
            pk = found.get("pk", args[0] if args else None)
            if pk is not None:
                get_object_or_404(self.model.objects.editable_by(request.user), pk=unquote(str(pk)))
            return view(request, *args, **found)

        return scoped


class CourseViewSet(ScopedViewSet):
    model = Course
    icon = "openquote"
    list_display = ["title", "ip_agency", "proc_agency"]
    search_fields = ["title"]


class ModuleViewSet(ScopedViewSet):
    model = Module
    icon = "folder-open-inverse"
    list_display = ["title", "course", "stage", "position"]
    search_fields = ["title"]


class LessonViewSet(ScopedViewSet):
    model = Lesson
    icon = "doc-full"
    list_display = ["title", "kind", "module", "position"]
    search_fields = ["title"]


class CourseGroup(SnippetViewSetGroup):
    menu_label = _("Courses")
    menu_icon = "list-ul"
    menu_order = 160
    items = (CourseViewSet, ModuleViewSet, LessonViewSet)


for reviewed in (Course, Module, Lesson):
    register_permission_policy(reviewed, CoursePolicy(reviewed))
register_snippet(CourseGroup)


@hooks.register("construct_snippet_action_menu")
def no_way_past_the_review(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Not even a superuser has a button that publishes at once."""
    if issubclass(context["model"], Reviewed):
        menu_items[:] = [item for item in menu_items if not isinstance(item, PublishMenuItem)]
