"""Rooms: their list, their weeks, booking by hand."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from courses.training import permissions
from courses.training.actions import rooms as actions
from courses.training.forms.rooms import BookingForm, RoomForm
from courses.training.models import Room, RoomBooking
from courses.training.queries.rooms import monday_of, room_week
from courses.training.views.common import attempt
from shared.accounts.permissions import require
from shared.ui.tables import Column, asked_format, table_response

COLUMNS = [
    Column(gettext_lazy("Room"), "name"),
    Column(gettext_lazy("Agency"), lambda room: room.agency.name),
    Column(gettext_lazy("Address"), "place"),
    Column(gettext_lazy("Seats"), "seats"),
]
WEEK = dt.timedelta(days=7)


@login_required
def room_list(request: HttpRequest) -> HttpResponseBase:
    require(permissions.can_see_rooms(request.user), _("Rooms are for those who hold classes."))
    rows = Room.objects.visible_to(request.user).select_related("agency").order_by("is_closed", "agency__code", "name")
    wanted = asked_format(request.GET)
    if wanted:
        return table_response(_("Rooms"), COLUMNS, rows, wanted)
    return render(request, "training/rooms.html", {"rooms": rows})


@login_required
def room_new(request: HttpRequest) -> HttpResponse:
    return room_form(request, None)


@login_required
def room_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return room_form(request, get_object_or_404(Room.objects.visible_to(request.user), pk=pk))


def room_form(request: HttpRequest, room: Room | None) -> HttpResponse:
    require(permissions.can_keep_rooms(request.user, room.agency if room else None))
    form = RoomForm(request.POST or None, instance=room, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = attempt(request, actions.save_room, form.save(commit=False), done=_("Saved."))
        if saved:
            return redirect(saved)
    return render(request, "training/room_form.html", {"form": form, "room": room})


@login_required
def room_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The room's week; a booking by hand that clashes is refused here, by name."""
    room = get_object_or_404(Room.objects.visible_to(request.user).select_related("agency"), pk=pk)
    monday = asked_monday(request.GET.get("week", ""))
    form = BookingForm(request.POST or None, initial={"day": max(monday, timezone.localdate())})
    if request.method == "POST":
        require(permissions.can_book_room(request.user, room))
        booked = attempt(request, actions.book_room, room, **form.cleaned_data) if form.is_valid() else None
        if booked:
            return redirect(week_url(room, booked[0].day))
    context = {
        "room": room,
        "days": room_week(room, monday),
        "before": week_url(room, monday - WEEK),
        "after": week_url(room, monday + WEEK),
        "form": form,
        "may_book": permissions.can_book_room(request.user, room) and not room.is_closed,
        "may_keep": permissions.can_keep_rooms(request.user, room.agency),
    }
    return render(request, "training/room.html", context)


def week_url(room: Room, day: dt.date) -> str:
    return f"{room.get_absolute_url()}?week={day.isoformat()}"


def asked_monday(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    return monday_of(day if dt.date(2000, 1, 1) <= day <= dt.date(2100, 1, 1) else timezone.localdate())


@login_required
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    rows = RoomBooking.objects.visible_to(request.user).select_related("room__agency")
    booking = get_object_or_404(rows, pk=pk)
    require(permissions.can_book_room(request.user, booking.room))
    day = booking.day
    attempt(request, actions.release_room, booking, done=_("The half-day is free again."))
    return redirect(week_url(booking.room, day))
