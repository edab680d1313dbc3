"""The organisers' desk of one session, and the class head's list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import SessionState
from courses.training.exports import desk_columns
from courses.training.forms import CallUpForm, DeskFilterForm, ReasonForm
from courses.training.models import Enrolment, Session
from courses.training.queries import roster, seat_blocks, waitlist_places
from courses.training.queries.eligibility import hints_for
from courses.training.views.common import Slice, attempt, chosen_in, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.ui.tables import asked_format, table_response


@dataclass(frozen=True)
class Act:
    """A step in the life of a session: who may take it, from which state, what the button says."""

    label: str | Promise
    states: tuple[str, ...]
    allowed: Callable[[Any, Session], bool]
    run: Callable[..., Any]
    done: str | Promise
    takes: str = ""
    is_primary: bool = True


S = SessionState
ACTS: dict[str, Act] = {
    "submit": Act(
        gettext_lazy("Submit the plan"),
        (S.DRAFT,),
        permissions.can_organise,
        actions.submit_plan,
        gettext_lazy("Plan submitted."),
    ),
    "approve": Act(
        gettext_lazy("Approve the plan"),
        (S.PLAN_REVIEW,),
        permissions.can_approve_plan,
        actions.approve_plan,
        gettext_lazy("Your approval is on record."),
    ),
    "return": Act(
        gettext_lazy("Return the plan"),
        (S.PLAN_REVIEW,),
        permissions.can_approve_plan,
        actions.return_plan,
        gettext_lazy("Plan returned."),
        takes="reason",
        is_primary=False,
    ),
    "open": Act(
        gettext_lazy("Issue the call-up notice and open enrolment"),
        (S.APPROVED,),
        permissions.can_organise,
        actions.open_enrolment,
        gettext_lazy("Enrolment is open."),
        takes="notice",
    ),
    "close": Act(
        gettext_lazy("Close enrolment"),
        (S.ENROLLING,),
        permissions.can_organise,
        actions.close_enrolment,
        gettext_lazy("Enrolment is closed."),
    ),
    "confirm": Act(
        gettext_lazy("Confirm the list"),
        (S.CLOSED,),
        permissions.can_organise,
        actions.confirm_list,
        gettext_lazy("List confirmed."),
    ),
    "start": Act(
        gettext_lazy("Start the class"),
        (S.CONFIRMED,),
        permissions.can_organise,
        actions.start,
        gettext_lazy("Started."),
    ),
    "suspend": Act(
        gettext_lazy("Suspend the class"),
        (S.IN_PROGRESS,),
        permissions.can_organise,
        actions.suspend,
        gettext_lazy("Suspended."),
        takes="reason",
        is_primary=False,
    ),
    "resume": Act(
        gettext_lazy("Resume the class"),
        (S.SUSPENDED,),
        permissions.can_organise,
        actions.resume,
        gettext_lazy("Resumed."),
    ),
    "end": Act(
        gettext_lazy("End teaching"),
        (S.IN_PROGRESS,),
        permissions.can_run_class,
        actions.end_teaching,
        gettext_lazy("Teaching ended."),
    ),
    "results": Act(
        gettext_lazy("Give results by the rules of the class"),
        (S.ASSESSING,),
        permissions.can_run_class,
        actions.settle_results,
        gettext_lazy("Everyone who attended has a result."),
    ),
    "conclude": Act(
        gettext_lazy("Close the results"),
        (S.ASSESSING,),
        permissions.can_organise,
        actions.conclude,
        gettext_lazy("Results are closed."),
        is_primary=False,
    ),
    "complete": Act(
        gettext_lazy("Complete and post the hours"),
        (S.CONCLUDING,),
        permissions.can_approve_plan,
        actions.complete_session,
        gettext_lazy("Completed; the hours are posted."),
    ),
    "archive": Act(
        gettext_lazy("Archive"),
        (S.COMPLETED,),
        permissions.can_approve_plan,
        actions.archive,
        gettext_lazy("Archived."),
        is_primary=False,
    ),
    "cancel": Act(
        gettext_lazy("Cancel the class"),
        (S.DRAFT, S.PLAN_REVIEW, S.APPROVED, S.ENROLLING, S.CLOSED, S.CONFIRMED),
        permissions.can_cancel,
        actions.cancel,
        gettext_lazy("Cancelled; everyone enrolled will be told."),
        takes="reason",
        is_primary=False,
    ),
}


# What waits for the organiser stands first, then who waits in line, then the rest.
DESK_ORDER = Case(
    *[
        When(state=state, then=place)
        for place, state in enumerate(("submitted", "waitlisted", "accepted", "nominated"))
    ],
    When(state="confirmed", then=4),
    When(state="attending", then=5),
    default=6,
)


def acts_for(user: Any, session: Session) -> list[tuple[str, Act]]:
    return [(verb, act) for verb, act in ACTS.items() if session.state in act.states and act.allowed(user, session)]


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponseBase:
    session = session_or_404(request, slug)
    require(permissions.can_see_desk(request.user, session), _("The desk is for the hosts of this class."))
    form = DeskFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    places = waitlist_places(session)
    people = narrow(roster(session), wanted)
    if fmt := asked_format(request.GET):
        return table_response(f"{session.number}-desk", desk_columns(places), people.iterator(500), fmt)
    page = Slice(people, request.GET.get("page", "1"), size=100)
    hints = hints_for(session, [e.person_id for e in page.rows])
    context = {
        **tabs(request, session, "desk"),
        "blocks": seat_blocks(session),
        "form": form,
        "page": page,
        "rows": [(e, places.get(e.pk), hints.get(e.person_id, [])) for e in page.rows],
        "query": query_without_page(request),
        "all_ticked": request.GET.get("tick") == "submitted",
        "acts": acts_for(request.user, session),
        "approvals": list(session.approvals.select_related("approved_by")),
        "may_organise": permissions.can_organise(request.user, session),
        "may_run": permissions.can_run_class(request.user, session),
    }
    return render(request, "training/desk.html", context)


def query_without_page(request: HttpRequest) -> str:
    rest = request.GET.copy()
    rest.pop("page", None)
    return rest.urlencode()


def narrow(rows: QuerySet[Enrolment], wanted: dict[str, Any]) -> QuerySet[Enrolment]:
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("side"):
        rows = rows.filter(side=wanted["side"])
    if wanted.get("q"):
        rows = rows.filter(Q(person__name__icontains=wanted["q"]) | Q(agency__name__icontains=wanted["q"]))
    return rows.annotate(turn=DESK_ORDER).order_by("turn", "side", "put_forward_at", "pk")


@login_required
@require_POST
def session_step(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """One step in the life of the session."""
    session = session_or_404(request, slug)
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    require(act.allowed(request.user, session))
    asked: dict[str, type[forms.Form]] = {"reason": ReasonForm, "notice": CallUpForm}
    form = asked.get(act.takes, forms.Form)(request.POST)
    if form.is_valid():
        attempt(request, act.run, session, done=act.done, **form.cleaned_data)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("training:desk", slug=slug)


@login_required
@require_POST
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Accept or decline everyone ticked; each stands or falls alone."""
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    people = chosen_in(request, roster(session))
    reason = request.POST.get("reason", "")[:300]
    is_accept = request.POST.get("verb") == "accept"
    done = 0
    for enrolment in people:
        enrolment.session = session
        if is_accept:
            done += attempt(request, actions.accept, enrolment) is not None
        else:
            done += attempt(request, actions.decline, enrolment, reason=reason) is not None
    if done:
        messages.success(request, ngettext("%(n)d enrolment decided.", "%(n)d enrolments decided.", done) % {"n": done})
    return redirect("training:desk", slug=slug)
