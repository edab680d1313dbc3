import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.training import actions
from courses.training.enums import EnrolmentState, SessionState
from courses.training.exports import SESSION_COLUMNS, session_calendar
from courses.training.forms import SessionFilterForm
from courses.training.models import UNIT_ROLES, Enrolment, Session
from courses.training.permissions import can_nominate, can_plan_sessions, can_run_class, can_see_desk, can_see_fees
from courses.training.queries import (
    Place,
    fee_ceiling,
    own_posting,
    seat_blocks,
    sessions_for_list,
    waitlist_place,
    with_free_seats,
)
from courses.training.queries.eligibility import Fitness, fitness_of, rules_of
from courses.training.views.common import Slice, session_or_404, session_to_join_or_404
from shared.audit.actions import NotAllowedNow
from shared.directory.permissions import has_role
from shared.ui.tables import asked_format, table_response

LONGEST_CLASS = dt.timedelta(days=400)


def session_list(request: HttpRequest) -> HttpResponseBase:
    form = SessionFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    sessions = narrow(sessions_for_list(request.user), wanted)
    if request.user.is_authenticated and (fmt := asked_format(request.GET)):
        return table_response("classes", SESSION_COLUMNS, sessions.iterator(500), fmt)
    page = Slice(sessions, request.GET.get("page", "1"))
    rest = request.GET.copy()
    rest.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": [(session, seat_blocks(session)) for session in page.rows],
        "query": rest.urlencode(),
        "may_see_fees": can_see_fees(request.user),
        "may_plan": can_plan_sessions(request.user),
        "may_work_for_unit": has_role(request.user, *UNIT_ROLES),
    }
    return render(request, "training/session_list.html", context)


def narrow(sessions: QuerySet[Session], wanted: dict[str, Any]) -> QuerySet[Session]:
    """Apply the filters of the list; every one of them can use an index or narrows what an index found."""
    sessions = in_period(sessions, wanted.get("period", ""))
    if wanted.get("q"):
        sessions = sessions.filter(Q(title__icontains=wanted["q"]) | Q(number__icontains=wanted["q"]))
    if wanted.get("kind"):
        sessions = sessions.filter(is_lecture=wanted["kind"] == "lecture")
    if wanted.get("host"):
        sessions = sessions.filter(**{f"{wanted['host']}_host__isnull": False})
    if wanted.get("region"):
        sessions = sessions.filter(region__code__startswith=wanted["region"][:2])
    if wanted.get("month"):
        first = dt.date.fromisoformat(f"{wanted['month']}-01")
        after = (first + dt.timedelta(days=31)).replace(day=1)
        sessions = sessions.filter(starts_on__gte=first, starts_on__lt=after)
    return with_free_seats(sessions) if wanted.get("free") else sessions


def in_period(sessions: QuerySet[Session], period: str) -> QuerySet[Session]:
    today = timezone.localdate()
    if period == "open":
        return sessions.filter(state=SessionState.ENROLLING).order_by("starts_on", "pk")
    if period == "running":
        return sessions.filter(state=SessionState.IN_PROGRESS).order_by("starts_on", "pk")
    if period == "past":
        return sessions.filter(ends_on__lt=today, starts_on__lt=today).order_by("-starts_on", "-pk")
    if period == "all":
        return sessions.order_by("-starts_on", "-pk")
    return sessions.filter(starts_on__gte=today - LONGEST_CLASS, ends_on__gte=today).order_by("starts_on", "pk")


@dataclass(frozen=True)
class Standing:
    """How the signed-in person stands to this session."""

    enrolment: Enrolment | None = None
    place: Place | None = None


def standing_of(request: HttpRequest, session: Session) -> Standing:
    if not request.user.is_authenticated:
        return Standing()
    own = Enrolment.objects.live().filter(session=session, person__user_id=request.user.pk)
    enrolment = own.select_related("block").first()
    if enrolment is None or enrolment.state != EnrolmentState.WAITLISTED:
        return Standing(enrolment)
    return Standing(enrolment, waitlist_place(enrolment))


def own_fitness(request: HttpRequest, session: Session) -> Fitness | None:
    """What would stand in the way of the signed-in person, said before she applies (A11, A12)."""
    if not request.user.is_authenticated:
        return None
    posting = own_posting(request.user)
    return fitness_of(session, [posting])[posting.person_id] if posting else None


def session_page(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    now = timezone.now()
    standing = standing_of(request, session)
    is_open = session.is_open_at(now)
    context = {
        "session": session,
        "blocks": seat_blocks(session),
        "slots": session.slots.select_related("lecturer_agency"),
        "standing": standing,
        "is_open": is_open,
        "rules": rules_of(session),
        "fitness": own_fitness(request, session) if is_open and standing.enrolment is None else None,
        "opens_later": bool(session.opens_at and now < session.opens_at),
        "fee": fee_ceiling(session),
        "may_nominate": can_nominate(request.user),
        "may_see_desk": can_see_desk(request.user, session),
        "may_run": can_run_class(request.user, session),
    }
    return render(request, "training/session.html", context)


@login_required
@require_POST
def session_apply(request: HttpRequest, slug: str) -> HttpResponse:
    """One try: accepted, waitlisted or refused, said on the session's page. Nothing else happens in this request."""
    session = session_to_join_or_404(request, slug)
    try:
        enrolment = actions.apply(session, by=request.user)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, answer_to(enrolment))
    return redirect("training:session", slug=slug)


def answer_to(enrolment: Enrolment) -> str:
    if enrolment.state == EnrolmentState.ACCEPTED:
        return _("You have a seat. Please confirm it by %(day)s.") % {"day": enrolment.confirm_by}
    if enrolment.state == EnrolmentState.WAITLISTED:
        return _("All seats open to you are taken: you are on the waitlist. Your place in line stands below.")
    return _("Your application is with your unit. After its approval the organiser decides.")


def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    answer = HttpResponse(session_calendar(session), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{session.slug}.ics"'
    return answer
