"""The code on the screen of the room, and the page it leads to (A14)."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses.training import permissions
from courses.training.actions import checkin as actions
from courses.training.forms.checkin import WaysToSignInForm
from courses.training.models import Session, TimetableSlot
from courses.training.queries import checkin as codes
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow


@login_required
def checkin_page(request: HttpRequest, slug: str) -> HttpResponse:
    """How people sign in to this class: by code in the room, by hand, online from the list."""
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session))
    form = WaysToSignInForm(request.POST or None, instance=session)
    if request.method == "POST":
        require(permissions.can_organise(request.user, session), _("The organiser sets how people sign in."))
        if form.is_valid():
            attempt(request, actions.set_ways_to_sign_in, session, done=_("Saved."), **form.cleaned_data)
            return redirect("training:checkin", slug=slug)
    context = {
        **tabs(request, session, "attendance"),
        "form": form,
        "slot": codes.current_half_day(session, timezone.now()),
        "may_set": permissions.can_organise(request.user, session),
        "own_address": client_address(request),
    }
    return render(request, "training/checkin.html", context)


@login_required
@never_cache
def room_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The screen of the room: a big code that changes; `?part=code` gives only what changes."""
    session = session_or_404(request, slug)
    require(permissions.can_run_class(request.user, session))
    context = {"session": session, **shown_code(request, session)}
    if request.GET.get("part") == "code":
        return JsonResponse({name: context[name] for name in ("half_day", "picture", "address", "seconds", "count")})
    return render(request, "training/room_code.html", context)


def shown_code(request: HttpRequest, session: Session) -> dict[str, Any]:
    now = timezone.now()
    slot = None if session.is_online else codes.current_half_day(session, now)
    seconds = codes.seconds_left(session, now)
    if slot is None:
        return {"half_day": "", "topic": "", "picture": "", "address": "", "seconds": seconds, "count": 0}
    path = reverse("training:sign-in", args=[slot.pk, codes.code_for(slot, codes.window_at(session, now))])
    address = request.build_absolute_uri(path)
    return {
        "half_day": str(slot),
        "topic": slot.topic,
        "picture": segno.make(address, error="m").svg_data_uri(scale=10),
        "address": address,
        "seconds": seconds,
        "count": codes.those_in(slot).count(),
    }


def client_address(request: HttpRequest) -> str:
    """Where the request comes from; behind our own proxy, what the proxy itself has seen and no more."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.TRUST_PROXY and hops[-1].strip():
        return hops[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def half_day_or_404(request: HttpRequest, pk: int) -> TimetableSlot:
    return get_object_or_404(TimetableSlot.objects.visible_to(request.user).select_related("session__region"), pk=pk)


@login_required
@never_cache
def sign_in(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Where the code leads: shows whose presence would be recorded, and waits for her word."""
    slot = half_day_or_404(request, pk)
    refusal = why_not(request, slot, code)
    ticket = "" if refusal else codes.ticket_for(request.user.pk or 0, slot)
    context = {"slot": slot, "session": slot.session, "refusal": refusal, "ticket": ticket}
    return render(request, "training/sign_in.html", context, status=403 if refusal else 200)


def why_not(request: HttpRequest, slot: TimetableSlot, code: str) -> str:
    """A sentence for a code that is old, foreign or scanned elsewhere; '' for a good one."""
    if not codes.code_is_good(slot, code, timezone.now()):
        return _("This code is no longer valid: scan the one that is on the screen now, or tell the class head.")
    if not codes.is_at_the_venue(slot.session, client_address(request)):
        return _("One signs in from the network of the venue. Join it, or tell the class head.")
    try:
        actions.require_current(slot)
        actions.own_place(slot.session, request.user)
    except NotAllowedNow as refusal:
        return str(refusal)
    return ""


@login_required
@require_POST
def sign_in_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Her word: the ticket names her and this half-day, and lives a moment."""
    slot = half_day_or_404(request, pk)
    good = codes.ticket_is_good(request.POST.get("ticket", ""), request.user.pk or 0, slot)
    at_venue = codes.is_at_the_venue(slot.session, client_address(request))
    if not (good and at_venue):
        messages.error(request, _("That took too long, or was not yours to send: scan the code on the screen again."))
    else:
        attempt(request, actions.check_in, slot, done=_("Your presence is recorded: %(slot)s.") % {"slot": slot})
    return redirect("training:my")
