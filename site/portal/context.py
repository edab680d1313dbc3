"""What every page's frame needs and no view should have to pass."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from portal.middleware.sign_in_rules import idle_seconds
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


def idle_time(request: HttpRequest) -> dict[str, int]:
    """Seconds until the time-out of the person who is signed in, for the warning; empty for everybody else."""
    user = getattr(request, "user", None)
    if not user or not user.is_authenticated:
        return {}
    left = settings.IDLE_SECONDS - idle_seconds(request)
    return {"left": max(left, 0), "whole": settings.IDLE_SECONDS, "warn": settings.IDLE_WARNING_SECONDS}


def page(request: HttpRequest) -> dict[str, object]:
    return {
        **display(request),
        # Called only where a template shows them: a fragment costs no query for a masthead it does not have.
        "main_navigation": partial(main_navigation, request),
        "account_navigation": partial(account_navigation, request),
        "idle": partial(idle_time, request),
        "unread_notices": partial(unread_count, getattr(request, "user", None)),
    }
