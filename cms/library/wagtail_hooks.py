from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.library.permissions import can_import_word_files


class WordMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return can_import_word_files(request.user)


@hooks.register("register_admin_urls")
def library_urls() -> list[URLResolver]:
    return [path("", include("cms.library.urls.editor"))]


@hooks.register("register_admin_menu_item")
def word_menu_item() -> Any:
    return WordMenuItem(_("Import from Word"), reverse("library-word-upload"), icon_name="upload", order=150)
