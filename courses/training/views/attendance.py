"""The class head's list: who arrived, who was there in which half-day."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import EnrolmentState
from courses.training.forms import MarkForm
from courses.training.models import Attendance, Enrolment, Session
from courses.training.queries import Presence, presence, roster
from courses.training.views.common import attempt, chosen_in, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require


@login_required
@require_POST
def report_in(request: HttpRequest, slug: str) -> HttpResponse:
    """The class head ticks who has arrived, or who has not come."""
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session))
    act = actions.report_in if request.POST.get("verb") == "present" else actions.mark_no_show
    done = 0
    for enrolment in chosen_in(request, roster(session).filter(state=EnrolmentState.CONFIRMED)):
        enrolment.session = session
        done += attempt(request, act, enrolment) is not None
    if done:
        messages.success(request, ngettext("%(n)d person recorded.", "%(n)d persons recorded.", done) % {"n": done})
    return redirect("training:attendance", slug=slug)


@login_required
def attendance(request: HttpRequest, slug: str) -> HttpResponse:
    """The class head's grid: one half-day at a time to fill in, all of them to look at."""
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session), _("Attendance is kept by the class head."))
    slots = list(session.slots.all())
    slot = chosen_slot(request, slots)
    attending = list(roster(session).filter(state=EnrolmentState.ATTENDING))
    marks = dict(Attendance.objects.filter(slot=slot).values_list("enrolment", "mark")) if slot else {}
    form = MarkForm(request.POST or None, people=attending, marks=marks)
    if request.method == "POST" and slot and form.is_valid():
        attempt(request, actions.record_attendance, session, slot=slot, marks=form.marks(), done=_("Attendance saved."))
        return redirect(f"{request.path}?slot={slot.pk}")
    context = {
        **whole_class(session, slots),
        **tabs(request, session, "attendance"),
        "slot": slot,
        "form": form,
        "rows": [(e, form[f"mark-{e.pk}"]) for e in attending],
        "is_recorded": bool(marks),
        "is_future": bool(slot and slot.day > timezone.localdate()),
    }
    return render(request, "training/attendance.html", context)


def whole_class(session: Session, slots: list[Any]) -> dict[str, Any]:
    """Who is still to report in, and every half-day of everybody."""
    arriving = list(roster(session).filter(state=EnrolmentState.CONFIRMED))
    return {"slots": slots, "arriving": arriving, "overview": overview(session, slots)}


def chosen_slot(request: HttpRequest, slots: list[Any]) -> Any:
    """The half-day asked for, else the first of today, else the last that has begun, else the first."""
    wanted = request.GET.get("slot", "")
    today = timezone.localdate()
    for slot in slots:
        if wanted == str(slot.pk) or (not wanted and slot.day == today):
            return slot
    past = [s for s in slots if s.day < today]
    return past[-1] if past else (slots[0] if slots else None)


def overview(session: Session, slots: list[Any]) -> list[dict[str, Any]]:
    """Everybody's marks in the order of the timetable, with the hours missed."""
    people = roster(session).exclude(block=None).order_by("person__name_pinyin", "pk")
    rows = Attendance.objects.filter(enrolment__session=session)
    marks = {(a.enrolment_id, a.slot_id): a for a in rows}
    hours = presence(session)
    return [
        {
            "enrolment": e,
            "marks": [marks.get((e.pk, slot.pk)) for slot in slots],
            "hours": hours.get(e.pk, Presence()),
        }
        for e in people
    ]


@login_required
def roster_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The printable sign-in sheet: one column per half-day (A18)."""
    session = session_or_404(request, slug)
    require(permissions.can_see_desk(request.user, session))
    people = get_people(session)
    context = {"session": session, "slots": list(session.slots.all()), "people": people}
    return render(request, "training/sign_in_sheet.html", context)


def get_people(session: Session) -> list[Enrolment]:
    return list(roster(session).exclude(block=None).order_by("side", "person__name_pinyin", "pk"))
