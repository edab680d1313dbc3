from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.blocks.permissions import can_take_tables, takes_tables


@hooks.register("register_admin_urls")
def sheet_urls() -> list[URLResolver]:
    return [path("", include("cms.blocks.urls"))]


@hooks.register("register_page_header_buttons")
def sheet_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if takes_tables(page.specific_class or Page) and can_take_tables(user, page.specific):
        yield Button(
            _("Table from a sheet"), reverse("blocks-sheet-upload", args=[page.pk]), icon_name="table", priority=14
        )
