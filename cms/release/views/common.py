"""What the views of this app share: an act with its sentence, a comment, a page as its route has it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cms.release.models import Route
from cms.release.queries import as_frozen
from shared.audit.actions import NotAllowedNow


def attempt(request: HttpRequest, act: Callable[..., Any], done: str) -> bool:
    """Do it and say so; a refusal becomes a sentence on the next page."""
    try:
        act()
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def said(request: HttpRequest, name: str = "comment") -> str:
    return request.POST.get(name, "")[:1000].strip()


def shown(request: HttpRequest, found: Route) -> HttpResponse:
    """The page and its parts as the route has them, in the layout of the public page."""
    request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's word for: not the page that is live
    return as_frozen(found).serve_preview(request, "")
