"""Saving the marks of one half-day, also from a page that was away from the network for a while (X22)."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from courses.training import permissions
from courses.training.actions.checkin import keep_marks
from courses.training.forms import MarkForm
from courses.training.models import Attendance, Enrolment, Session, TimetableSlot
from courses.training.queries.checkin import half_day_to_mark
from courses.training.views.common import session_or_404
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow

WORKER = Path(__file__).parents[1] / "static/training/attendance-worker.js"


def save_half_day(
    request: HttpRequest, session: Session, slots: list[TimetableSlot], people: list[Enrolment]
) -> HttpResponse:
    """Save as a form, or for the page that kept marks while the network was away."""
    wants_data = request.headers.get("Accept") == "application/json"
    try:
        slot = meant_slot(request, session, slots)
        form = readable_marks(request, people)
        kept = keep_marks(session, slot=slot, marks=form.marks(), seen=form.seen(), by=request.user)
    except NotAllowedNow as refusal:
        if wants_data:
            return JsonResponse({"refused": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    lost = no_longer_here(request, session, people)
    if wants_data:
        told = [in_conflict(row) for row in kept.conflicts]
        made = int(timezone.now().timestamp())
        return JsonResponse({"changed": kept.changed, "conflicts": told, "lost": lost, "made": made})
    tell(request, kept.conflicts, lost)
    return redirect(request.get_full_path())


def tell(request: HttpRequest, conflicts: list[Attendance], lost: list[dict[str, Any]]) -> None:
    """The same for a page without script, in messages."""
    for row in conflicts:
        again = _("Save again if yours is right.")
        messages.warning(request, f"{row.enrolment.person}{_(': ')}{in_conflict(row)['text']} {again}")
    for each in lost:
        messages.warning(request, each["text"])
    messages.success(request, _("Attendance saved."))


def meant_slot(request: HttpRequest, session: Session, slots: list[TimetableSlot]) -> TimetableSlot:
    """The half-day that the page showed; marks for one that is gone go nowhere, least of all into another."""
    wanted = request.GET.get("slot", "")
    found = next((slot for slot in slots if str(slot.pk) == wanted), None)
    if found is None and not wanted:
        found = half_day_to_mark(session, slots, timezone.now())
    if found is None:
        raise NotAllowedNow(
            _("This half-day is no longer in the timetable of the class. Nothing has been saved: open the page anew.")
        )
    return found


def readable_marks(request: HttpRequest, people: list[Enrolment]) -> MarkForm:
    """What was marked, if it was marked by the account that sends it: a device may have changed hands meanwhile."""
    if request.POST.get("account", str(request.user.pk)) != str(request.user.pk):
        raise NotAllowedNow(
            _("These marks were made under another account. Nothing has been saved: sign in as who made them.")
        )
    form = MarkForm(request.POST, people=people)
    if not form.is_valid():
        raise NotAllowedNow(_("The page sent a mark that does not exist. Nothing has been saved: open the page anew."))
    return form


def no_longer_here(request: HttpRequest, session: Session, people: list[Enrolment]) -> list[dict[str, Any]]:
    """Marks for people who have left the class since the page was made: not saved, and said so."""
    here = {person.pk for person in people}
    sent = [name.removeprefix("mark-") for name, mark in request.POST.items() if name.startswith("mark-") and mark]
    gone = {int(pk) for pk in sent if pk.isdecimal()} - here
    rows = Enrolment.objects.filter(session=session, pk__in=gone).select_related("person") if gone else []
    text = _("%(name)s is not in the class any more (“%(state)s”): this mark has not been saved.")
    return [{"id": row.pk, "text": text % {"name": row.person.name, "state": row.get_state_display()}} for row in rows]


def in_conflict(row: Attendance) -> dict[str, Any]:
    text = _("%(who)s has written “%(mark)s” at %(time)s.") % {
        "who": row.recorded_by.name,
        "mark": row.get_mark_display(),
        "time": timezone.localtime(row.recorded_at).strftime("%H:%M"),
    }
    return {"id": row.enrolment_id, "mark": row.mark, "text": text}


@login_required
@never_cache
def sender(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sends marks now, with a fresh token: for a page that is older than the last sign-in."""
    require(permissions.can_run_class(request.user, session_or_404(request, slug)))
    return JsonResponse({"account": request.user.pk, "token": get_token(request)})


@login_required
def worker(request: HttpRequest, slug: str) -> HttpResponse:
    """The service worker of this one page, so that it opens at a venue without network (X22)."""
    require(permissions.can_run_class(request.user, session_or_404(request, slug)))
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
