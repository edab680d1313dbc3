"""Rooms and who has them, by half-day."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import Half
from courses.training.models.sessions import HOST_ROLES, Session
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of


class RoomQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RoomQuerySet":
        """Rooms of the agencies for which one holds classes, and of the partners with whom one holds them."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        paths = scopes_of(user, *HOST_ROLES)
        if not paths:
            return self.none()
        own = Q()
        for path in paths:
            own |= Q(agency__path__startswith=path)
        shared = Session.objects.hosted_by(user).order_by()
        return self.filter(
            own | Q(agency__in=shared.values("ip_host")) | Q(agency__in=shared.values("proc_host"))
        ).distinct()


class Room(models.Model):
    """A place where classes are held, or a standing online room."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("agency"))
    name = models.CharField(pgettext_lazy("of a room", "name"), max_length=60)
    place = models.CharField(pgettext_lazy("where a room is", "address"), max_length=120, blank=True)
    seats = models.PositiveIntegerField(_("seats"))
    is_online = models.BooleanField(_("online room"), default=False)
    is_closed = models.BooleanField(_("no longer in use"), default=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["agency__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="room_name_once",
                violation_error_message=_("This agency already has a room of that name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("training:room", args=[self.pk])


class RoomBookingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RoomBookingQuerySet":
        return self.filter(room__in=Room.objects.visible_to(user))


class RoomBooking(models.Model):
    """One half-day of one room: the constraint lets nobody else have it."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="bookings")
    day = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=2, choices=Half)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="bookings")
    purpose = models.CharField(_("purpose"), max_length=120, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    booked_at = models.DateTimeField(auto_now_add=True)

    objects = RoomBookingQuerySet.as_manager()

    class Meta:
        db_table = "training_room_booking"
        verbose_name = _("booking of a room")
        verbose_name_plural = _("bookings of rooms")
        ordering = ["day", "half"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "day", "half"],
                name="room_booked_once",
                violation_error_message=_("Somebody else has this room in this half-day."),
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=False) | ~Q(purpose=""),
                name="room_booked_for_something",
                violation_error_message=_("Say what the room is booked for."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.day} {self.get_half_display()}"

    @property
    def holder(self) -> str:
        """Who has the room, in words."""
        return self.session.title if self.session else self.purpose
