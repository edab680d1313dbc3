"""The list, a record, one's own record, and the office's desk."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shared.accounts.permissions import require
from shared.experts import permissions
from shared.experts.exports import EXPERT_COLUMNS
from shared.experts.forms import AcceptForm, ExpertFilter
from shared.experts.models import Availability, Expert, Qualification, Recommendation
from shared.experts.queries import (
    expert_of,
    experts_matching,
    qualifications_of,
    standings_of,
    terms_of,
    to_answer,
    to_confirm,
    with_standing,
)
from shared.ui.tables import asked_format, table_response

PER_PAGE = 50
ORDERS = {"name": ["sort_name", "pk"], "-name": ["-sort_name", "-pk"]}


@require_GET
def expert_list(request: HttpRequest) -> HttpResponseBase:
    """The experts this reader may find, by pinyin."""
    form = ExpertFilter(request.GET, user=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    on = wanted.get("available_on") or timezone.localdate()
    found = experts_matching(Expert.objects.visible_to(request.user), **wanted).with_names()
    found = with_standing(found.order_by(*ORDERS.get(request.GET.get("sort", ""), ORDERS["name"])), on)
    if (fmt := asked_format(request.GET)) and request.user.is_authenticated:
        return table_response(_("Experts"), EXPERT_COLUMNS, found.iterator(chunk_size=500), fmt)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(expert, standings_of(expert, on)) for expert in page],
        "on": on,
        "is_manager": permissions.is_manager(request.user),
        "own": expert_of(request.user),
    }
    return render(request, "experts/expert_list.html", context)


@require_GET
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """One record; how to reach her and what she has proved is for those who keep it or a pool of hers."""
    user, today = request.user, timezone.localdate()
    rows = with_standing(Expert.objects.visible_to(user).with_names(), today)
    found = get_object_or_404(rows, pk=pk)
    details = permissions.can_see_details(user, found)
    available = Availability.objects.visible_to(user).filter(expert=found, ends_on__gte=today)
    context = {
        "expert": found,
        "standings": standings_of(found, today),
        "is_self": permissions.is_self(user, found),
        "details": details,
        "terms": terms_of(found, user) if details else [],
        "qualifications": qualifications_of(found, user) if details else [],
        "availabilities": available.select_related("expert"),
        "recommendations": Recommendation.objects.visible_to(user)
        .filter(expert=found)
        .select_related("pool", "agency"),
        "may_manage": permissions.can_manage(user, found),
        "may_enter": permissions.can_enter(user, found),
        "may_add": permissions.can_add_to_pools(user, found),
        "is_active": found.state == "active",
    }
    return render(request, "experts/expert.html", context)


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """One's own record, or word that there is none."""
    found = expert_of(request.user)
    return redirect(found) if found else render(request, "experts/no_record.html")


@login_required
@require_GET
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """The evidence, for those who may see the qualification and nobody else; never shown inside a page."""
    found = get_object_or_404(Qualification.objects.visible_to(request.user), pk=pk)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    file = found.evidence.open("rb")
    return FileResponse(file, as_attachment=True, filename=found.evidence_name, headers=headers)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this office's word, and what became of its own recommendations."""
    user: Any = request.user
    require(permissions.is_manager(user), _("This page is for the managers of pools."))
    paths = permissions.managed_paths(user)
    recommended = Recommendation.objects.visible_to(user).select_related("expert__person", "pool__agency", "agency")
    waiting = to_confirm(user, paths).select_related("expert__person", "expert__agency").order_by("entered_at", "pk")
    asked = to_answer(user, paths).select_related("expert__person", "pool", "agency").order_by("made_at", "pk")
    context = {
        "to_confirm": waiting[:100],
        "to_answer": asked[:100],
        "page": Paginator(recommended, PER_PAGE).get_page(request.GET.get("page")),
        "accept_form": AcceptForm(),
    }
    return render(request, "experts/desk.html", context)
