from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def warn_before_the_time_out() -> str:
    """The editor has a frame of its own: its warning is fetched, for hooks know nothing of the request."""
    script = '<script src="{}" data-url="{}" data-script="{}" defer></script>'
    return format_html(script, static("portal/idle-editor.js"), reverse("accounts:idle"), static("portal/idle.js"))
