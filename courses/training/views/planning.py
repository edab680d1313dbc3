"""Drawing up a session: the plan and its timetable."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from courses.training import actions, permissions
from courses.training.enums import FINISHED_STATES, Half, SessionState
from courses.training.forms import SessionForm, SlotForm
from courses.training.models import Session
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.directory.models import Agency

DAYS_ON_ONE_PAGE = 12


@login_required
def new_session(request: HttpRequest) -> HttpResponse:
    require(permissions.can_plan_sessions(request.user), _("Only organisers draw up classes."))
    form = SessionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        session = attempt(request, actions.draw_up_session, form.save(commit=False), seats=form.seats())
        if session:
            messages.success(request, _("Draft saved. Next: the timetable."))
            return redirect("training:timetable", slug=session.slug)
    return render(request, "training/session_form.html", {"form": form})


@login_required
def edit_session(request: HttpRequest, slug: str) -> HttpResponse:
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    form = SessionForm(request.POST or None, instance=session, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = attempt(request, actions.revise_session, form.save(commit=False), seats=form.seats(), done=_("Saved."))
        if saved:
            return redirect("training:desk", slug=slug)
    return render(request, "training/session_form.html", {"form": form, "session": session})


@login_required
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    """One row per half-day of the class; rows without a topic are left out."""
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    forms = slot_forms(session, request.POST or None)
    if request.method == "POST" and all(form.is_valid() for form in forms):
        kept = [form.save(commit=False) for form in forms if form.cleaned_data.get("topic")]
        if attempt(request, actions.arrange_timetable, session, slots=kept, done=_("Timetable saved.")):
            return redirect("training:desk", slug=slug)
    is_fixed = session.state in FINISHED_STATES or session.state == SessionState.CANCELLED
    return render(
        request,
        "training/timetable.html",
        {**tabs(request, session, "timetable"), "forms": forms, "is_fixed": is_fixed},
    )


def slot_forms(session: Session, data: Any) -> list[SlotForm]:
    agencies = [("", "—"), *Agency.objects.valid_on().values_list("pk", "name")]
    known = {(slot.day, slot.half): slot for slot in session.slots.all()}
    length = min((session.ends_on - session.starts_on).days + 1, DAYS_ON_ONE_PAGE)
    days = {session.starts_on + dt.timedelta(days=n) for n in range(length)} | {day for day, _half in known}
    return [
        SlotForm(data, day=day, half=half, agencies=agencies, instance=known.get((day, half)))
        for day in sorted(days)
        for half in Half
    ]
