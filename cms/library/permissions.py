from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import GroupCollectionPermission, Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.library.enums import FILE_GROUPS, WordKind
from cms.library.models import CaseIndexPage, CasePage, ReviewedPage, WhitePaperIndexPage
from cms.release.models import shut_pages
from cms.release.models.gated import gated_models
from cms.release.permissions import holds_role
from cms.release.queries import is_held, is_open_file, open_files, shut_to
from shared.directory.enums import RoleCode, System
from shared.directory.models import Agency, RoleAssignment, role_scopes

INDEXES: dict[str, type[Page]] = {WordKind.WHITE_PAPER: WhitePaperIndexPage, WordKind.CASE: CaseIndexPage}


def can_import_word_files(user: Any, kind: str = "") -> bool:
    """May the user add pages of this kind, or of any kind that Word files become?"""
    indexes = [INDEXES[kind]] if kind else list(INDEXES.values())
    found = [index.objects.first() for index in indexes]
    return any(page is not None and page.permissions_for_user(user).can_add_subpage() for page in found)


class ImportedPolicy(ModelPermissionPolicy):
    """Laws come from the import alone: nobody, superuser included, adds or deletes one by hand."""

    refused = frozenset({"add", "delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.refused and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class TextPolicy(ImportedPolicy):
    """The text of an article is read here and changed nowhere."""

    refused = frozenset({"add", "delete", "change"})


class SchemePolicy(ModelPermissionPolicy):
    """Section heads say what a kind of case is made of; none is deleted, since cases stand on it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "delete" or not user.is_active:
            return False
        roles = {role for role, _path in role_scopes(user)}
        may = {RoleCode.SECTION_HEAD} if action in {"add", "change"} else {RoleCode.SECTION_HEAD, RoleCode.EDITOR}
        return user.is_superuser or bool(roles & may)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def can_see_findings(user: Any, page: Any) -> bool:
    """What was found is shown to those who may edit or review the page, and to nobody else."""
    return page.permissions_for_user(user).can_edit() or page.is_in_scope_of(user)


def can_replace_findings(user: Any, page: Any) -> bool:
    return page.permissions_for_user(user).can_edit()


def can_waive_findings(user: Any, page: Any) -> bool:
    """Rule book 8.6: an editor signs for the check; a reviewer or an administrator as such does not."""
    return user.is_active and page.is_in_scope_of(user, RoleCode.EDITOR)


def can_vouch_for_translation(user: Any, page: Any) -> bool:
    """A section head who has written nothing of it."""
    is_writer = page.owner_id == user.pk or page.revisions.filter(user=user.pk).exists()
    return user.is_active and page.is_in_scope_of(user, RoleCode.SECTION_HEAD) and not is_writer


def can_withdraw(user: Any, page: Any) -> bool:
    """Rule book 8.6: an issuer of one of the agencies of the page; a superuser as such does not."""
    return user.is_active and holds_role(user, RoleCode.ISSUER, page.agency_paths())


def signs_for(user: Any, page: Any) -> Agency | None:
    """The first agency of the page for which the user is an issuer."""
    held = [path for role, path in role_scopes(user) if role == RoleCode.ISSUER]
    return next((a for a in page.issuing_agencies() if any(a.path.startswith(path) for path in held)), None)


def can_keep_dates(user: Any, page: Any) -> bool:
    """Editors and section heads of the agencies of the page."""
    return user.is_active and page.is_in_scope_of(user)


def must_disclose(page: Any) -> bool:
    """Does an administrative organ issue it? What a procuratorate alone issues has no such term."""
    return any(agency.system == System.IP_ADMIN for agency in page.issuing_agencies())


def answered_for(model: Any, test: str, values: list[str]) -> QuerySet:
    """Pages of this type with an agency whose path passes the test for a value, or below a page that has one."""
    found = Q(pk__in=[])
    for lookup in model.agency_lookups:
        for value in values:
            found |= Q(**{f"{lookup}__path__{test}": value})
    rows = model.objects.order_by()
    if model.kept_by:
        above = answered_for(apps.get_model(model.kept_by), test, values)
        rows = rows.annotate(above=Substr("path", 1, Length("path") - Page.steplen))
        found |= Q(above__in=above.values("path"))
    return rows.filter(found)


def within_reach(user: Any) -> Q:
    """Which pages a user comes across in the editor, if only by their titles.

    What is public as it stands, for everybody; beyond that editors and section heads have what no agency has, and what
    an agency of theirs answers for, unless it is open to named readers alone. The title of a newer draft is a draft
    too.
    """
    if user.is_superuser:
        return Q()
    seen = Q(live=True, draft_title=F("title")) | worked_on_by(user)
    return Q(pk__in=Page.objects.filter(seen | Q(depth=1)).order_by().values("pk"))  # a search takes no other filter


def worked_on_by(user: Any) -> Q:
    """Which pages `is_in_scope_of` the user, as a condition on many."""
    if user.is_superuser:
        return Q()
    held = [path for role, path in role_scopes(user) if role in {RoleCode.EDITOR, RoleCode.SECTION_HEAD}]
    return ~others(held) & ~Q(pk__in=shut_to(user).values("pk")) if held else Q(pk__in=[])


def others(held: list[str]) -> Q:
    """Pages for which agencies answer, none of them at or below these paths."""
    found = Q(pk__in=[])
    for model in gated_models():
        if issubclass(model, ReviewedPage) and (model.agency_lookups or model.kept_by):
            ours = answered_for(model, "startswith", held)
            found |= Q(pk__in=answered_for(model, "gt", [""]).exclude(pk__in=ours.values("pk")).values("pk"))
    return found | Q(pk__in=cases_of_others(held).values("pk"))


def cases_of_others(held: list[str]) -> QuerySet:
    """Cases that name no agency yet, of owners who write for none at or below these paths."""
    writers = RoleAssignment.objects.valid_on().filter(role__in=[RoleCode.EDITOR, RoleCode.SECTION_HEAD]).order_by()
    ours = Q(pk__in=[])
    for path in held:
        ours |= Q(agency__path__startswith=path)
    rows = CasePage.objects.order_by().filter(agency=None, joint_issuers=None, owner__in=writers.values("user"))
    return rows.exclude(owner__in=writers.filter(ours).values("user"))


def is_within_reach(user: Any, page: Page) -> bool:
    return Page.objects.filter(within_reach(user), pk=page.pk).exists()


class PagesPolicy(PagePermissionPolicy):
    """What the explorer, its interface, the search and the reports of the editor list."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """A public page whose newer draft is shut to her can be linked to, but its history is that of the draft."""
        rows = super().instances_user_has_any_permission_for(user, actions).filter(within_reach(user))
        return rows.exclude(pk__in=shut_to(user).values("pk")) if shut_pages(user) else rows

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        may = super().user_has_any_permission_for_instance(user, actions, instance)
        page = instance.specific if may and not user.is_superuser else None
        return may and (not isinstance(page, ReviewedPage) or page.is_in_scope_of(user))


class FilesPolicy(CollectionOwnershipPermissionPolicy):
    """Pictures and documents by the roles of today: those of the user's agencies and of the agencies below them."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """What readers see or reviewers read is deleted by nobody."""
        may = super().user_has_permission_for_instance(user, action, instance)
        return may and not (action == "delete" and is_held(instance))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return super().user_has_any_permission_for_instance(user, actions, instance) and is_open_file(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Without those of drafts that are not open to her."""
        return open_files(super().instances_user_has_any_permission_for(user, actions), user)

    def get_all_permissions_for_user(self, user: Any) -> Any:
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return GroupCollectionPermission.objects.none()
        held = Q(pk__in=[])
        for role, path in role_scopes(user):
            if role in FILE_GROUPS:
                held |= Q(group__name=FILE_GROUPS[role], collection__agency_files__agency__path__startswith=path)
        return GroupCollectionPermission.objects.filter(held).select_related("permission", "collection")
