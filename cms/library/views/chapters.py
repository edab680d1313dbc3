"""Which chapters a paper is made of."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.library.actions import leave_out, take_in
from cms.library.models import WhitePaperChapterPage, WhitePaperPage
from cms.release.queries import open_route_of
from shared.audit.actions import NotAllowedNow

ACTS = {"leave": leave_out, "take": take_in}


def paper_or_404(request: HttpRequest, pk: int) -> WhitePaperPage:
    """For whoever may not edit it there is no such paper."""
    paper = get_object_or_404(WhitePaperPage, pk=pk)
    if not paper.permissions_for_user(request.user).can_edit():
        raise Http404
    return paper


def chapters(request: HttpRequest, pk: int) -> HttpResponse:
    """All of them in their order, those that are left out among them."""
    paper = paper_or_404(request, pk)
    rows = WhitePaperChapterPage.objects.child_of(paper).select_related("left_out__by__person").order_by("path")
    context = {"paper": paper, "chapters": rows, "is_under_review": open_route_of(paper) is not None}
    return render(request, "library/editor/chapter_list.html", context)


@require_POST
def chapter_step(request: HttpRequest, pk: int, chapter: int, verb: str) -> HttpResponse:
    paper = paper_or_404(request, pk)
    found = get_object_or_404(WhitePaperChapterPage.objects.child_of(paper), pk=chapter)
    if verb not in ACTS:
        raise Http404
    try:
        ACTS[verb](found, by=request.user)
        words = _("“%(title)s” is left out.") if verb == "leave" else _("“%(title)s” is part of the paper again.")
        messages.success(request, words % {"title": found.draft_title or found.title})
    except NotAllowedNow as fault:
        messages.error(request, str(fault))
    return redirect("library-chapters", paper.pk)
