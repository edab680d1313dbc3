"""The half-days of a class."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import (
    Half,
    Side,
)
from courses.training.models.rooms import Room
from courses.training.models.sessions import OfSessionQuerySet, Session
from shared.directory.models import Agency, Person


class TimetableSlot(models.Model):
    """One half-day of teaching; times are Beijing time."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="slots")
    day = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=2, choices=Half)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(pgettext_lazy("a time of day", "to"))
    topic = models.CharField(_("topic"), max_length=200)
    lecturer = models.CharField(_("lecturer"), max_length=100, blank=True)
    lecturer_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lecturer_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lecturer_note = models.CharField(_("capacity of the lecturer"), max_length=60, blank=True)
    hours = models.DecimalField(_("credit hours"), max_digits=4, decimal_places=1)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="slots", verbose_name=_("room")
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("held together with"),
        help_text=_("Two classes that hear one lecture together: the fee counts once, in the class named here."),
    )

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        db_table = "training_slot"
        verbose_name = _("half-day in the timetable")
        verbose_name_plural = _("timetable")
        ordering = ["day", "half"]
        constraints = [
            models.UniqueConstraint(fields=["session", "day", "half"], name="slot_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="slot_ends_after_start",
                violation_error_message=_("The half-day ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%m-%d} {self.get_half_display()}"

    @property
    def lecturer_side(self) -> str:
        """`ip`, `proc` or '' for a lecturer from outside."""
        side = self.lecturer_agency.side if self.lecturer_agency else ""
        return side if side in {Side.IP, Side.PROC} else ""
