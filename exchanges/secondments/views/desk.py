from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from exchanges.secondments import queries
from exchanges.secondments.enums import EXAMINABLE, MAIN_STEPS, OVER, Step
from exchanges.secondments.exports import COLUMNS
from exchanges.secondments.forms import DeskFilterForm
from exchanges.secondments.models import Panel, Secondment
from exchanges.secondments.permissions import can_import, can_plan_secondment, can_run_panel, is_officer
from shared.accounts.permissions import require
from shared.ui.tables import FORMATS, table_response

PER_PAGE = 12
DUE_SHOWN = 10


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What is due, who is where until when. Somebody who is no officer sees her own secondment."""
    if not is_officer(request.user):
        return redirect("secondments:mine")
    form = DeskFilterForm(request.GET, agencies=queries.agencies_of(request.user))
    found = Paginator(queries.filtered(request.user, form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    window = queries.Window.around(timezone.localdate(), request.GET.get("from", ""))
    due = Paginator(queries.due_secondments(request.user), DUE_SHOWN)
    context = {
        "agency": queries.desk_agency(request.user),
        "figures": queries.figures(request.user),
        "due": queries.due_items(request.user, due.page(1).object_list),
        "due_count": due.count,
        "form": form,
        "page": found,
        "window": window,
        "lanes": queries.lanes(list(found), window),
        "is_filtered": bool(form.wanted),
        "as_table": request.GET.get("view") == "table",
        "can_plan": can_plan_secondment(request.user),
        "can_import": can_import(request.user),
    }
    return render(request, "secondments/desk.html", context)


@login_required
def due_list(request: HttpRequest) -> HttpResponse:
    """All that is due, page by page."""
    page = Paginator(queries.due_secondments(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "due": queries.due_items(request.user, page.object_list)}
    return render(request, "secondments/due_list.html", context)


@login_required
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The filtered list as the officer sees it."""
    require(is_officer(request.user))
    wanted = DeskFilterForm(request.GET, agencies=queries.agencies_of(request.user)).wanted
    found = queries.filtered(request.user, wanted)
    if form not in FORMATS:
        raise Http404
    return table_response(f"secondments-{timezone.localdate():%Y%m%d}", COLUMNS, found, form)


@login_required
def secondment_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The parties, the term, how far it has come, and what this person can do now."""
    visible = Secondment.objects.visible_to(request.user).with_parties().prefetch_related(queries.pending_changes())
    secondment = get_object_or_404(visible, number=number)
    steps = [Step(step) for step in queries.steps_now(request.user, secondment)]
    due = queries.due_secondments(request.user).filter(pk=secondment.pk)
    context = {
        "secondment": secondment,
        "route": queries.route(secondment),
        "steps": steps,
        "due": next(iter(queries.due_items(request.user, due)), None),
        "main_step": next((step for step in steps if step in MAIN_STEPS or secondment.state in OVER), None),
        "change": queries.pending_change(secondment),
        "changes": secondment.term_changes.select_related("asked_by_agency"),
        "appraisals": secondment.appraisals.select_related("by_agency"),
        "history": queries.history(secondment),
        "runs_panel": can_run_panel(request.user, secondment),
        "panel": Panel.objects.visible_to(request.user)
        .filter(secondment=secondment)
        .select_related("secondment")
        .first(),
        "can_name_panel": secondment.state in EXAMINABLE and not secondment.host_decided_on,
        "checks": secondment.requirement_checks.all(),
        "kind_card": queries.kind_card(secondment.kind, on=secondment.starts_on, jurisdiction=secondment.jurisdiction),
        "is_officer": is_officer(request.user),
    }
    return render(request, "secondments/secondment_detail.html", context)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own secondments, with what she can do about each."""
    own = Secondment.objects.of_person(request.user).with_parties().prefetch_related(queries.pending_changes())
    cards = [
        {
            "secondment": secondment,
            "route": queries.route(secondment),
            "steps": [Step(step) for step in queries.steps_now(request.user, secondment)],
        }
        for secondment in own.order_by("-starts_on")
    ]
    return render(request, "secondments/mine.html", {"cards": cards, "main_steps": MAIN_STEPS})
