"""Whom the draft of a page is open to: the list, beside the draft, and how it is changed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.library.forms import ReadersForm
from cms.library.views.editor import reviewed_page
from cms.release.actions import change_readers, lift_limit
from cms.release.models import AudienceMember
from cms.release.permissions import can_lift_limit, can_limit
from cms.release.queries import readers_of
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow


def limitable_page(request: HttpRequest, pk: int) -> Any:
    """A page that can have such a list; a list of the site cannot."""
    page = reviewed_page(request, pk)
    if page.founds_the_site:
        raise Http404
    return page


def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with its history; a form to add an agency or an account."""
    page = limitable_page(request, pk)
    if not page.is_released_alone:
        return redirect("library-readers", page.get_parent().pk)
    form = ReadersForm(request.POST or None)
    may_change = can_limit(request.user, page)
    if request.method == "POST":
        require(may_change)
        if form.is_valid() and acted(request, form, lambda: change_readers(page, add=form.named, by=request.user)):
            return redirect("library-readers", pk)
    may = {"may_change": may_change, "may_lift": may_change or can_lift_limit(request.user, page)}
    context = {"page": page, "form": form, **readers_of(page), **may}
    return render(request, "library/editor/readers.html", context)


def acted(request: HttpRequest, form: Any, act: Any) -> bool:
    """What is refused stands above the form, which keeps what was typed."""
    try:
        act()
    except NotAllowedNow as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The list is changed. Whoever is new on it has been told."))
    return True


@require_POST
def reader_take(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Take an agency or a person off the list."""
    page = limitable_page(request, pk)
    require(can_limit(request.user, page))
    row = get_object_or_404(AudienceMember.objects.select_related("agency", "user"), pk=member, audience__page=page.pk)
    try:
        change_readers(page, take=[row.who], by=request.user)
        messages.success(request, _("Taken off the list."))
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect("library-readers", pk)


@require_POST
def readers_lift(request: HttpRequest, pk: int) -> HttpResponse:
    page = limitable_page(request, pk)
    require(can_lift_limit(request.user, page))
    try:
        lift_limit(page, by=request.user)
        messages.success(request, _("The draft is open to its agencies again."))
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect("library-readers", pk)
