"""Drafts for those whom a list of readers names: the text as it stands now, and nothing to change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.release.models import Audience
from cms.release.queries import as_drafted, drafts_open_to
from shared.accounts.permissions import require


@never_cache
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Drafts with a list that the reader is on."""
    require(request.user.is_authenticated, _("Sign in to read drafts."))
    return render(request, "release/drafts.html", {"drafts": drafts_open_to(request.user)})


@never_cache
@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest draft with its parts, in the layout of the public page."""
    require(request.user.is_authenticated, _("Sign in to read drafts."))
    kept = get_object_or_404(Audience.objects.visible_to(request.user).select_related("page"), page=pk)
    request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's word for: not the page that is live
    response = as_drafted(kept.page).serve_preview(request, "")
    response["X-Robots-Tag"] = "noindex"
    return response
