"""The lists of arrival and return: what waits for me, and the tick."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchanges.secondments import actions, queries
from exchanges.secondments.models import ChecklistItem
from exchanges.secondments.permissions import is_officer
from exchanges.secondments.permissions.checklists import act_for_party, can_tick
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow

PER_PAGE = 30
PARTS = ["secondment__person", "secondment__home_org", "secondment__host_org", "ticked_by"]


@login_required
def checklist(request: HttpRequest) -> HttpResponse:
    """Everything the user has to tick off, page by page."""
    page = Paginator(queries.open_items(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_officer": is_officer(request.user)}
    return render(request, "secondments/checklist_items.html", context)


@login_required
@require_POST
def checklist_tick(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    return change_item(request, number, pk, actions.tick, _("Ticked off: %(item)s."))


@login_required
@require_POST
def checklist_untick(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    return change_item(request, number, pk, actions.untick, _("Open again: %(item)s."))


def change_item(request: HttpRequest, number: str, pk: int, act: Callable[..., Any], words: str) -> HttpResponse:
    visible = ChecklistItem.objects.visible_to(request.user).select_related(*PARTS)
    item = get_object_or_404(visible, secondment__number=number, pk=pk)
    require(can_tick(request.user, item), _("This item is ticked off by another party of the secondment."))
    act_for_party(request.user, item)
    try:
        act(item, by=request.user)
        messages.success(request, words % {"item": item.title})
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect(item)
