"""The timetable of a class: one week at a time, with what it clashes with before it is saved."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.training import actions, permissions
from courses.training.enums import AGREED_TEACHING, FINISHED_STATES, Half, SessionState
from courses.training.forms.timetable import SlotForm
from courses.training.models import Session, TaughtHalf, TimetableSlot
from courses.training.queries.rooms import rooms_for
from courses.training.queries.timetable import (
    Week,
    agencies_by_name,
    agencies_nearby,
    clashes,
    slots_to_hold_together,
    weeks_of,
)
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require


@login_required
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    """One row per half-day of the week; rows without a topic are left out."""
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session))
    slots = list(session.slots.select_related("lecturer_agency", "room"))
    weeks = weeks_of(session, (slot.day for slot in slots))
    week = chosen_week(weeks, request.GET.get("week", ""))
    forms = slot_forms(session, slots, week, request.POST or None, request.user)
    found = []
    if request.method == "POST" and all(form.is_valid() for form in forms):
        kept = [form.save(commit=False) for form in forms if form.cleaned_data.get("topic")]
        found = clashes(session, kept)
        if is_cleared(found, request) and keep(request, session, kept, week):
            return redirect(f"{reverse('training:timetable', args=[slug])}?week={week.number}")
    context = {
        **tabs(request, session, "timetable"),
        **{"forms": forms, "clashes": found, "weeks": weeks, "week": week, "agencies": agencies_nearby(session)},
        "may_save_anyway": bool(found) and not any(clash.is_blocking for clash in found),
        "is_fixed": session.state in FINISHED_STATES or session.state == SessionState.CANCELLED,
    }
    return render(request, "training/timetable.html", context)


def keep(request: HttpRequest, session: Session, slots: list[TimetableSlot], week: Week) -> Any:
    done = _("Timetable saved.")
    return attempt(
        request, actions.arrange_timetable, session, slots=slots, first=week.first, last=week.last, done=done
    )


def is_cleared(found: list[Any], request: HttpRequest) -> bool:
    """Nothing speaks against it, or the organiser has read the warnings; a taken room cannot be overruled."""
    return not found or (request.POST.get("anyway") == "1" and not any(clash.is_blocking for clash in found))


def chosen_week(weeks: list[Week], number: str) -> Week:
    today = timezone.localdate()
    if number.isdigit() and 0 < int(number[:4]) <= len(weeks):
        return weeks[int(number[:4]) - 1]
    return next((week for week in weeks if week.first <= today <= week.last), weeks[0])


def slot_forms(session: Session, slots: list[TimetableSlot], week: Week, data: Any, user: Any) -> list[SlotForm]:
    known = {(slot.day, slot.half): slot for slot in slots if week.first <= slot.day <= week.last}
    days = {week.first + dt.timedelta(days=n) for n in range(7)}
    days = {day for day in days if session.starts_on <= day <= session.ends_on} | {day for day, _half in known}
    others = slots_to_hold_together(session, week, user)
    rooms = [(room.pk, f"{room.name} · {room.seats}") for room in rooms_for(session)]
    names = {data[key].strip() for key in data if key.endswith("-agency")} if data else set()
    agencies = agencies_by_name(names) if names else {}
    agreed = TaughtHalf.objects.filter(
        slot__session=session, invitation__state__in=sorted(str(s) for s in AGREED_TEACHING)
    )
    invited = set(agreed.values_list("slot_id", flat=True))
    return [
        SlotForm(
            data,
            day=day,
            half=half,
            rooms=rooms,
            others=others.get((day, str(half)), []),
            agencies=agencies,
            is_invited=slot_id(known.get((day, half))) in invited,
            instance=known.get((day, half)),
        )
        for day in sorted(days)
        for half in Half
    ]


def slot_id(slot: TimetableSlot | None) -> int | None:
    return slot.pk if slot else None
