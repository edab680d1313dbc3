"""Who was there, by half-day."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Mark, MarkSource
from courses.training.models.enrolments import Enrolment
from courses.training.models.timetable import TimetableSlot


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AttendanceQuerySet":
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class Attendance(models.Model):
    """One person in one half-day, as the class head recorded it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendance")
    slot = models.ForeignKey(TimetableSlot, on_delete=models.PROTECT, related_name="attendance")
    mark = models.CharField(_("mark"), max_length=8, choices=Mark)
    source = models.CharField(_("how recorded"), max_length=5, choices=MarkSource, default=MarkSource.HAND)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [models.UniqueConstraint(fields=["enrolment", "slot"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.slot} {self.mark}"
