from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.admin.widgets import Button
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.library.actions import note_correction
from cms.library.freshness import made_of_page
from cms.library.models import Law, LawArticle, LawVersion, ReviewedPage, Scheme
from cms.library.permissions import (
    ImportedPolicy,
    PagesPolicy,
    SchemePolicy,
    TextPolicy,
    can_import_word_files,
    can_see_findings,
    is_within_reach,
    within_reach,
)
from cms.release.actions import copy_readers
from shared.media.permissions import RIGHTS
from shared.ui.freshness import mark


class WordMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_import_word_files(request.user)


@hooks.register("on_serve_page")
def tell_page_cache(serve: Any) -> Any:
    """Every public page says what it is made of, so that it can be kept until one of these parts changes."""

    def serve_and_tell(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> Any:
        return mark(serve(page, request, args, kwargs), made_of_page(page))

    return serve_and_tell


@hooks.register("register_admin_urls")
def library_urls() -> list[URLResolver]:
    return [path("", include("cms.library.urls.editor"))]


@hooks.register("register_page_header_buttons")
def findings_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if issubclass(page.specific_class or Page, ReviewedPage) and can_see_findings(user, page.specific):
        yield Button(_("Anonymisation"), reverse("library-findings", args=[page.pk]), icon_name="view", priority=12)


@hooks.register("register_page_header_buttons")
def links_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if issubclass(page.specific_class or Page, ReviewedPage) and can_see_findings(user, page.specific):
        yield Button(_("Links"), reverse("library-links", args=[page.pk]), icon_name="link", priority=13)


@hooks.register("register_page_header_buttons")
def dates_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if issubclass(page.specific_class or Page, ReviewedPage) and can_see_findings(user, page.specific):
        yield Button(
            pgettext_lazy("of a page", "Dates"), reverse("library-dates", args=[page.pk]), icon_name="date", priority=15
        )


@hooks.register("register_page_header_buttons")
def readers_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    model = page.specific_class or Page
    if issubclass(model, ReviewedPage) and not model.founds_the_site and can_see_findings(user, page.specific):
        yield Button(
            _("Readers of the draft"), reverse("library-readers", args=[page.pk]), icon_name="group", priority=16
        )


@hooks.register("register_page_header_buttons")
def upkeep_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Where Wagtail has “unpublish”, these pages have their public record, with the withdrawal."""
    model = page.specific_class or Page
    if page.live and issubclass(model, ReviewedPage) and not model.founds_the_site:
        yield Button(_("Public record"), reverse("upkeep:page", args=[page.pk]), icon_name="history", priority=14)


@hooks.register("register_admin_menu_item")
def word_menu_item() -> Any:
    return WordMenuItem(_("Import from Word"), reverse("library-word-upload"), icon_name="upload", order=150)


@hooks.register("construct_explorer_page_queryset")
def explorer_within_reach(parent_page: Any, pages: Any, request: HttpRequest) -> Any:
    """Drafts of other agencies are not listed, and a list of what lies below one is not there."""
    if not is_within_reach(request.user, parent_page):
        raise Http404
    return pages.filter(within_reach(request.user))


@hooks.register("construct_page_chooser_queryset")
def chooser_within_reach(pages: Any, request: HttpRequest) -> Any:
    above = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if above and not is_within_reach(request.user, Page(pk=above)):
        raise Http404
    return pages.filter(within_reach(request.user))


@hooks.register("after_copy_page")
def copy_is_open_to_the_same_readers(request: HttpRequest, page: Page, new_page: Page) -> None:
    if isinstance(page.specific, ReviewedPage) and new_page.specific.is_released_alone:
        copy_readers(page.specific, new_page.specific, by=request.user)


class WithinReachMixin:
    """What somebody may do nothing with is named to her only where she comes across it anyway."""

    request: HttpRequest

    def get_actionable_objects(self) -> Any:
        objects, told = super().get_actionable_objects()  # type: ignore[misc]  # a mixin: the action has it
        refused = told["items_with_no_access"]
        seen = Page.objects.filter(within_reach(self.request.user), pk__in=[page.pk for page in refused])
        keys = set(seen.values_list("pk", flat=True)) if refused else set()
        return objects, told | {"items_with_no_access": [page for page in refused if page.pk in keys]}


for stock in (DeleteBulkAction, MoveBulkAction, PublishBulkAction, UnpublishBulkAction):
    hooks.register("register_bulk_action", type(stock.__name__, (WithinReachMixin, stock), {}), order=100)


class AgencyFilesMixin:
    """Wagtail's interface lists every file to whoever enters the editor."""

    request: HttpRequest

    def get_queryset(self) -> Any:
        rows = super().get_queryset()  # type: ignore[misc]  # a mixin: the view has one
        policy = policy_registry.get_by_type(rows.model)
        mine = policy.instances_user_has_any_permission_for(self.request.user, RIGHTS)
        return rows.filter(pk__in=mine.order_by().values("pk"))


class PicturesOfAgencies(AgencyFilesMixin, ImagesAdminAPIViewSet):
    pass


class DocumentsOfAgencies(AgencyFilesMixin, DocumentsAdminAPIViewSet):
    pass


@hooks.register("construct_admin_api", order=100)
def files_within_reach(router: Any) -> None:
    router.register_endpoint("images", PicturesOfAgencies)
    router.register_endpoint("documents", DocumentsOfAgencies)


class LawViews(SnippetViewSet):
    model = Law
    icon = "doc-full"
    list_display = ["title", "kind", "issuing_body", "repealed_on"]
    list_filter = ["kind"]
    search_fields = ["title", "aliases"]
    copy_view_enabled = False
    inspect_view_enabled = True


class LawVersionViews(SnippetViewSet):
    model = LawVersion
    icon = "history"
    list_display = ["law", "adopted_on", "effective_on", "source"]
    search_fields = ["law__title"]
    copy_view_enabled = False
    inspect_view_enabled = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return LawVersion.objects.select_related("law")


class LawArticleViews(SnippetViewSet):
    model = LawArticle
    icon = "list-ol"
    list_display = ["__str__", "text"]
    search_fields = ["text", "version__law__title"]
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["version", "number", "suffix", "text"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return LawArticle.objects.select_related("version__law").order_by("version", "number", "suffix")


class LawViewsGroup(SnippetViewSetGroup):
    items = (LawViews, LawVersionViews, LawArticleViews)
    menu_label = _("Laws")
    menu_icon = "doc-full"
    menu_order = 160


class SchemeViews(SnippetViewSet):
    model = Scheme
    icon = "list-ul"
    list_display = ["name", "code", "number_pattern", "needs_adoption"]
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_admin_menu = True
    menu_label = _("Kinds of cases")
    menu_order = 165


register_permission_policy(Page, PagesPolicy())
register_permission_policy(Scheme, SchemePolicy(Scheme))
register_snippet(SchemeViews)
register_permission_policy(Law, ImportedPolicy(Law))
register_permission_policy(LawVersion, ImportedPolicy(LawVersion))
register_permission_policy(LawArticle, TextPolicy(LawArticle))
register_snippet(LawViewsGroup)


@hooks.register("after_edit_snippet")
def law_corrected(request: HttpRequest, instance: Any) -> None:
    if isinstance(instance, Law | LawVersion):
        note_correction(instance, by=request.user)
