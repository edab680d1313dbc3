from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from exchanges.secondments import actions, queries
from exchanges.secondments.enums import EXAMINABLE, IN_OFFICE, MAIN_STEPS, OVER, Looked, Step
from exchanges.secondments.exports import COLUMNS
from exchanges.secondments.forms import DeskFilterForm
from exchanges.secondments.models import Panel, RecordAccess, Secondment
from exchanges.secondments.permissions import (
    can_import,
    can_plan_secondment,
    can_run_panel,
    can_see_appraisals,
    is_officer,
    is_the_person,
)
from shared.accounts.permissions import require
from shared.ui.tables import FORMATS, table_response

PER_PAGE = 12
ON_PAPER = 200
ACCESSES = 50
DUE_SHOWN = 10


def desk_form(request: HttpRequest) -> DeskFilterForm:
    return DeskFilterForm(request.GET, agencies=queries.agencies_of(request.user), regions=queries.regions_of())


def terms_shown(request: HttpRequest, form: DeskFilterForm, per_page: int) -> dict[str, Any]:
    """The terms that the filter leaves, as a page, and as lanes of the window that the address asks for."""
    found = Paginator(queries.filtered(request.user, form.wanted), per_page).get_page(request.GET.get("page"))
    today = timezone.localdate()
    window = queries.Window.around(today, request.GET.get("from", ""), request.GET.get("zoom", ""))
    return {
        "page": found,
        "form": form,
        "window": window,
        "lanes": queries.lanes(list(found), window),
        "is_filtered": bool(form.wanted),
    }


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What is due, who is where until when. Somebody who is no officer sees her own secondment."""
    if not is_officer(request.user):
        return redirect("secondments:mine")
    due = Paginator(queries.due_secondments(request.user), DUE_SHOWN)
    items = Paginator(queries.open_items(request.user), DUE_SHOWN)
    context = {
        **terms_shown(request, desk_form(request), PER_PAGE),
        "agency": queries.desk_agency(request.user),
        "stands_in": queries.stands_in_for(request.user),
        "figures": queries.figures(request.user),
        "due": queries.due_items(request.user, due.page(1).object_list),
        "due_count": due.count,
        "items": list(items.page(1)),
        "item_count": items.count,
        "to_do_count": due.count + items.count,
        "as_table": request.GET.get("view") == "table",
        "can_plan": can_plan_secondment(request.user),
        "can_import": can_import(request.user),
    }
    return render(request, "secondments/desk.html", context)


@login_required
def timeline(request: HttpRequest) -> HttpResponse:
    """Many terms on one page, to look over and to print."""
    require(is_officer(request.user))
    return render(request, "secondments/timeline_page.html", terms_shown(request, desk_form(request), ON_PAPER))


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
    found = queries.filtered(request.user, desk_form(request).wanted)
    if form not in FORMATS:
        raise Http404
    return table_response(f"secondments-{timezone.localdate():%Y%m%d}", COLUMNS, found, form)


@login_required
def secondment_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The parties, the term, how far it has come, and what this person can do now."""
    visible = Secondment.objects.visible_to(request.user).with_parties().prefetch_related(queries.pending_changes())
    secondment = get_object_or_404(visible, number=number)
    steps = [Step(step) for step in queries.steps_now(request.user, secondment)]
    shows = shows_appraisals(request, secondment)
    due = queries.due_secondments(request.user).filter(pk=secondment.pk)
    context = {
        "secondment": secondment,
        "route": queries.route(secondment, shows_grade=shows),
        "steps": steps,
        "due": next(iter(queries.due_items(request.user, due)), None),
        "main_step": next((step for step in steps if step in MAIN_STEPS or secondment.state in OVER), None),
        "change": queries.pending_change(secondment),
        "changes": secondment.term_changes.select_related("asked_by_agency"),
        "appraisals": secondment.appraisals.select_related("by_agency") if shows else [],
        "merged": queries.closed_rounds(secondment) if shows else [],
        "links_appraisal": secondment.state in {*IN_OFFICE, *OVER} and Step.APPRAISE not in steps,
        "masked": 0 if shows else secondment.appraisals.count(),
        "history": queries.history(secondment, shows_grade=shows),
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


def shows_appraisals(request: HttpRequest, secondment: Secondment) -> bool:
    """The person reads her appraisals at once; others ask for them, and she sees that they did."""
    if is_the_person(request.user, secondment):
        return True
    asked = request.GET.get("show") == "appraisals" and can_see_appraisals(request.user, secondment)
    return asked and bool(actions.note_access([secondment], what=Looked.APPRAISALS, by=request.user))


@login_required
def access_log(request: HttpRequest) -> HttpResponse:
    """Who has read the confidential parts of one's own record."""
    rows = RecordAccess.objects.visible_to(request.user).select_related(
        "secondment__host_org", "reader", "stood_in_for"
    )
    page = Paginator(rows, ACCESSES).get_page(request.GET.get("page"))
    return render(request, "secondments/access_log.html", {"page": page})


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
