"""The class head's list: who arrived, who was there in which half-day."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.training import actions, permissions
from courses.training.enums import EnrolmentState, Mark, MarkSource
from courses.training.exports import attendance_columns
from courses.training.models import Attendance, Enrolment, Session
from courses.training.queries import Presence, presence, roster
from courses.training.queries.checkin import half_day_to_mark
from courses.training.queries.papers import on_the_sheet
from courses.training.views.common import attempt, chosen_in, session_or_404
from courses.training.views.marks import save_half_day
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.ui.tables import asked_format, table_response


@login_required
@require_POST
def report_in(request: HttpRequest, slug: str) -> HttpResponse:
    """The class head ticks who has arrived, or who has not come."""
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session))
    act = actions.report_in if request.POST.get("verb") == "present" else actions.mark_no_show
    done = 0
    for enrolment in chosen_in(request, expected(session)):
        enrolment.session = session
        done += attempt(request, act, enrolment) is not None
    if done:
        messages.success(request, ngettext("%(n)d person recorded.", "%(n)d persons recorded.", done) % {"n": done})
    return redirect("training:attendance", slug=slug)


def expected(session: Session) -> QuerySet[Enrolment]:
    """Who has a seat and has not reported in yet, confirmed or not."""
    return roster(session).filter(state__in=[str(EnrolmentState.ACCEPTED), str(EnrolmentState.CONFIRMED)])


@login_required
def attendance(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The class head's grid: one half-day at a time to fill in, all of them to look at."""
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session), _("Attendance is kept by the class head."))
    slots = list(session.slots.all())
    if fmt := asked_format(request.GET):
        rows = overview(session, slots)
        return table_response(f"{session.number}-attendance", attendance_columns(slots), rows, fmt)
    attending = list(roster(session).filter(state=EnrolmentState.ATTENDING))
    if request.method == "POST" and "pasted" not in request.POST:
        return save_half_day(request, session, slots, attending)
    slot = chosen_slot(request, session, slots)
    there = {a.enrolment_id: a for a in Attendance.objects.filter(slot=slot)} if slot else {}
    context = {
        **whole_class(session, slots),
        **tabs(request, session, "attendance"),
        "slot": slot,
        "made": int(timezone.now().timestamp()),
        "choices": Mark.choices,
        "labels": json.dumps({value: str(label) for value, label in Mark.choices}),
        "rows": lines(attending, there, names_pasted(request, session, attending)),
        "is_recorded": bool(attending) and len(there) >= len(attending),
        "is_future": bool(slot and slot.day > timezone.localdate()),
    }
    return render(request, "training/attendance.html", context)


def lines(people: list[Enrolment], there: dict[int, Attendance], listed: set[int] | None) -> list[dict[str, Any]]:
    """Each person with the mark to begin with: the recorded one, else by the list, else present.

    Once people have signed in by code, nobody else is taken for present.
    """
    by_code = any(row.source == MarkSource.QR for row in there.values())
    rows = []
    for person in people:
        row = there.get(person.pk)
        mark = row.mark if row else "" if by_code else str(Mark.PRESENT)
        if listed is not None and not row:
            mark = str(Mark.PRESENT if person.pk in listed else Mark.ABSENT)
        rows.append({"enrolment": person, "mark": mark, "seen": row.mark if row else "", "row": row})
    return rows


def names_pasted(request: HttpRequest, session: Session, people: list[Enrolment]) -> set[int] | None:
    """An online class: who stands in the list of participants that was pasted (A42). Only names are read."""
    if request.method != "POST" or "pasted" not in request.POST or not session.is_online:
        return None
    written = [entry.strip() for entry in request.POST["pasted"][:20_000].splitlines() if entry.strip()]
    found = {person.pk for person in people if any(person.person.name in entry for entry in written)}
    names = [person.person.name for person in people]
    strange = [entry for entry in written if not any(name in entry for name in names)]
    if strange:
        text = _("Not in this class, or written differently: %(names)s.") % {"names": "、".join(strange[:20])}
        messages.warning(request, text)
    messages.info(request, _("Filled in from the list. Look at it and save; nothing has been saved yet."))
    return found


def whole_class(session: Session, slots: list[Any]) -> dict[str, Any]:
    """Who is still to report in, and every half-day of everybody."""
    return {"slots": slots, "arriving": list(expected(session)), "overview": overview(session, slots)}


def chosen_slot(request: HttpRequest, session: Session, slots: list[Any]) -> Any:
    """The half-day asked for, else the one that runs or has run last, else the first."""
    wanted = request.GET.get("slot", "")
    asked = next((slot for slot in slots if wanted == str(slot.pk)), None)
    return asked or half_day_to_mark(session, slots, timezone.now())


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
    context = {"session": session, "slots": list(session.slots.all()), "people": list(on_the_sheet(session))}
    return render(request, "training/sign_in_sheet.html", context)
