from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.library.models import ReviewedPage
from cms.library.permissions import can_import_word_files, can_see_findings


class WordMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_import_word_files(request.user)


@hooks.register("register_admin_urls")
def library_urls() -> list[URLResolver]:
    return [path("", include("cms.library.urls.editor"))]


@hooks.register("register_page_header_buttons")
def findings_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if issubclass(page.specific_class or Page, ReviewedPage) and can_see_findings(user, page.specific):
        yield Button(_("Anonymisation"), reverse("library-findings", args=[page.pk]), icon_name="view", priority=12)


@hooks.register("register_admin_menu_item")
def word_menu_item() -> Any:
    return WordMenuItem(_("Import from Word"), reverse("library-word-upload"), icon_name="upload", order=150)
