"""The editor's desk in the look of the site."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component


class WelcomePanel(Component):
    """How a text gets from draft to print, in four lines."""

    name = "tongtang_welcome"
    template_name = "portal/editor/welcome.html"
    order = 50


@hooks.register("construct_homepage_panels")
def welcome(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WelcomePanel())


@hooks.register("insert_global_admin_css")
def editor_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/editor.css"))
