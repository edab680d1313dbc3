"""Drawing up a session: the plan and its timetable."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from courses.training import actions, permissions
from courses.training.forms import SessionForm
from courses.training.queries.plans import lines_to_run
from courses.training.views.common import attempt, session_or_404
from shared.accounts.permissions import require

DAYS_ON_ONE_PAGE = 12


@login_required
def new_session(request: HttpRequest) -> HttpResponse:
    require(permissions.can_plan_sessions(request.user), _("Only organisers draw up classes."))
    form = SessionForm(request.POST or None, user=request.user, initial=from_line(request))
    if request.method == "POST" and form.is_valid():
        session = attempt(request, actions.draw_up_session, form.save(commit=False), seats=form.seats())
        if session:
            messages.success(request, _("Draft saved. Next: the timetable."))
            return redirect("training:timetable", slug=session.slug)
    return render(request, "training/session_form.html", {"form": form})


def from_line(request: HttpRequest) -> dict[str, Any]:
    """What a line of an approved annual plan already says about the class."""
    wanted = request.GET.get("line", "")
    line = lines_to_run(request.user).filter(pk=wanted).first() if wanted.isdigit() else None
    if line is None:
        return {}
    same = ("title", "mode", "ip_host", "proc_host", "days", "report_in_days", "leaving_days", "grade", "budget")
    seats = {name: getattr(line, name) for name in ("ip_seats", "proc_seats", "pool_seats")}
    return {"plan_line": line, "audience": line.audience, **{name: getattr(line, name) for name in same}, **seats}


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
