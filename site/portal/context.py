"""What every page's frame needs and no view should have to pass."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from portal.navigation import account_navigation, main_navigation
from shared.notices.queries import unread_count


def display(request: HttpRequest) -> dict[str, object]:
    """How the reader wants to see it; needs no database, so that error pages can use it too."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "large_text": request.COOKIES.get("large_text") == "1",
        "high_contrast": request.COOKIES.get("high_contrast") == "1",
    }


def page(request: HttpRequest) -> dict[str, object]:
    return {
        **display(request),
        # Called only where a template shows them: a fragment costs no query for a masthead it does not have.
        "main_navigation": partial(main_navigation, request),
        "account_navigation": partial(account_navigation, request),
        "unread_notices": partial(unread_count, getattr(request, "user", None)),
    }
