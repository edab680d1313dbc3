"""One review before publication: who may edit, who may approve, and that nobody publishes past it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.locks import BaseLock
from wagtail.models import Page, PagePermissionTester, Revision, Task, TaskState

from cms.library.anonymisation import Finding
from cms.library.anonymisation.pages import scan_page, spots_of
from cms.library.models.findings import PageFinding, key_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import Person, RoleAssignment, role_scopes
from shared.notices.actions import notify


class ReviewedTester(PagePermissionTester):
    """Publication comes out of the review alone: nobody, superuser included, has a button that publishes at once."""

    page: Any

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return self.user.is_active and (self.user.is_superuser or "change" in self.permissions)

    def can_edit(self) -> bool:
        return super().can_edit() and (self.user.is_superuser or self.page.specific.is_in_scope_of(self.user))

    def can_unpublish(self) -> bool:
        return super().can_unpublish() and (self.user.is_superuser or self.page.specific.is_in_scope_of(self.user))


class ReviewedPageForm(WagtailAdminPageForm):
    """A draft may be incomplete; what goes to review may not."""

    def _post_clean(self) -> None:
        """Judge the page as it was just written: only here the instance holds it."""
        super()._post_clean()
        if not self.is_deferred_validation and not self.errors:
            for fault in self.instance.all_faults():
                self.add_error(None, fault)


class ReviewedPage(Page):
    """A page that goes live only as a revision somebody else has approved."""

    published_on: Any  # the date field of those pages that print one
    base_form_class = ReviewedPageForm
    private_page_options: list[str] = []
    settings_panels: list[Any] = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ReviewedTester(user, self)

    def agency_paths(self) -> list[str]:
        """Paths of the agencies that answer for this page; none means: anybody with the role."""
        return []

    def is_in_scope_of(self, user: Any, *roles: str) -> bool:
        """Does the user hold one of the roles (any editorial role when none is named) for an agency behind the page?"""
        wanted = roles or (RoleCode.EDITOR, RoleCode.SECTION_HEAD)
        held = [path for role, path in role_scopes(user) if role in wanted]
        paths = self.agency_paths()
        return bool(held) and (not paths or any(p.startswith(scope) for p in paths for scope in held))

    def faults(self) -> list[str]:
        """What has to be mended before review, as sentences."""
        return []

    def all_faults(self) -> list[str]:
        """What has to be mended before review, and what may identify a person (rule book, H12)."""
        return [*self.faults(), *self.anonymisation_faults()]

    def findings_now(self) -> list[Finding]:
        """What the scanner finds in this draft as it stands; people of the directory are found by their names."""
        return scan_page(spots_of(self), Person.objects.values_list("name", flat=True))

    def open_findings(self) -> list[Finding]:
        """Without those that an editor has waived. The text decides, not the rows: they may be older."""
        found = self.findings_now()
        waived = PageFinding.objects.filter(page=self.pk).waived().keys() if found and self.pk else set()
        return [hit for hit in found if key_of(hit) not in waived]

    def anonymisation_faults(self) -> list[str]:
        count = len(self.open_findings())
        message = gettext(
            "The anonymisation check of “%(title)s” has open findings: %(count)d. "
            "Save the draft, open “Anonymisation” above its text, and replace or waive each of them."
        )
        return [message % {"title": self.title, "count": count}] if count else []

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Every saved draft is scanned."""
        revision = super().save_revision(*args, **kwargs)
        PageFinding.objects.refresh(self, self.findings_now())
        return revision

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.live and getattr(self, "published_on", timezone) is None:
            setattr(self, "published_on", timezone.localdate(self.first_published_at))  # noqa: B010  not every page has it
        super().save(*args, **kwargs)

    def parts(self) -> list[Page]:
        """Pages that are reviewed and published together with this one."""
        return []


class PartLock(BaseLock):
    """A chapter lies still while its paper is under review: what is approved is what was read."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> Any:
        return _("The paper is under review. Its chapters can be edited again when the review has ended.")

    def get_icon(self, user: Any) -> str:
        return "lock"

    def get_locked_by(self, user: Any) -> Any:
        return _("Locked by the review")


class ReviewTask(Task):
    """A step of review by whoever holds a role for an agency of the page, never by an author of the revision (E2)."""

    role = models.CharField(_("role"), max_length=24, choices=RoleCode, default=RoleCode.SECTION_HEAD)

    admin_form_fields = [*Task.admin_form_fields, "role"]
    admin_form_readonly_on_edit_fields = [*Task.admin_form_readonly_on_edit_fields, "role"]

    class Meta:
        verbose_name = _("review by a role")
        verbose_name_plural = _("reviews by a role")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        page = workflow_state.content_object.specific
        if faults := page.get_latest_revision_as_object().anonymisation_faults():
            raise NotAllowedNow(" ".join(faults))
        task_state = super().start(workflow_state, user=user)
        notify(
            "library.review_asked",
            to=[u for u in self.holders() if self.may_review(page, u)],
            url=editor_url(page),
            key=f"library.review_asked:{task_state.pk}",
            title=page.title,
        )
        return task_state

    def holders(self) -> list[Any]:
        rows = RoleAssignment.objects.valid_on().filter(role=self.role, user__is_active=True).select_related("user")
        return list({row.user_id: row.user for row in rows}.values())

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.may_review(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Under review the page lies still; a reviewer who edits it becomes its author and can no longer approve."""
        return not self.may_review(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def may_review(self, obj: Any, user: Any) -> bool:
        page = obj.specific
        return user.is_active and page.is_in_scope_of(user, self.role) and not is_author(page, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.may_review(obj, user):
            return []
        return [
            ("reject", _("Return with a comment"), True),
            ("approve", _("Agree"), False),
            ("approve", _("Agree with a comment"), True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        if not self.may_review(task_state.workflow_state.content_object, user):
            raise PermissionDenied(str(_("Whoever wrote this revision cannot approve it.")))
        done = super().on_action(task_state, user, action_name, **kwargs)
        tell_submitter(task_state, kind=f"library.review_{action_name}", comment=kwargs.get("comment", ""))
        return done

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        open_states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if not any(role == self.role for role, _path in role_scopes(user)):
            return open_states.none()
        states = open_states.select_related("workflow_state", "revision")
        return open_states.filter(
            pk__in=[s.pk for s in states if self.may_review(s.workflow_state.content_object, user)]
        )

    @classmethod
    def get_description(cls) -> Any:
        return _("Whoever holds the role for an agency of the page approves; authors of the revision cannot.")


def editor_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def tell_submitter(task_state: TaskState, *, kind: str, comment: str) -> None:
    page, asked_by = task_state.workflow_state.content_object, task_state.workflow_state.requested_by
    notify(
        kind,
        to=[asked_by] if asked_by else [],
        url=editor_url(page),
        key=f"{kind}:{task_state.pk}",
        title=page.title,
        comment=comment,
    )


def is_author(page: Any, user: Any) -> bool:
    """Did the user make the revision that is to go live, of the page or of a part of it, or waive a finding there?"""
    pages = [page, *page.parts()]
    revisions = [one.latest_revision_id for one in pages if one.latest_revision_id]
    return (
        Revision.objects.filter(pk__in=revisions, user=user).exists()
        or PageFinding.objects.filter(page__in=[one.pk for one in pages], by=user).waived().exists()
    )
