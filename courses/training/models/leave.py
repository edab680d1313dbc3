"""Leave from a running class: which half-days, who decides, what became of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import Approver, LeaveState
from courses.training.models.enrolments import Enrolment
from courses.training.models.notices import SessionOfficer
from courses.training.models.sessions import Session
from courses.training.models.timetable import TimetableSlot


def run_by(user: Any, *roles: str) -> models.QuerySet[Session]:
    """Classes that this user runs by a role for a host, or by a duty in the very class."""
    own = SessionOfficer.objects.of(user).order_by().values("session")
    return Session.objects.filter(
        Q(pk__in=Session.objects.hosted_by(user, *roles).order_by()) | Q(pk__in=own)
    ).order_by()


class LeaveRequestQuerySet(models.QuerySet):
    def waiting(self) -> "LeaveRequestQuerySet":
        return self.filter(state=LeaveState.REQUESTED)

    def visible_to(self, user: Any) -> "LeaveRequestQuerySet":
        """The person herself and those who run the class; the reason is nobody else's business."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(enrolment__person__user=user) | Q(enrolment__session__in=run_by(user)))


class LeaveRequest(models.Model):
    """Whole half-days, because attendance is kept by half-day; `hours` is what they come to."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="leave_requests")
    slots = models.ManyToManyField(
        TimetableSlot, related_name="leave_requests", db_table="training_leave_slots", verbose_name=_("half-days")
    )
    hours = models.DecimalField(_("credit hours"), max_digits=6, decimal_places=1)
    reason = models.CharField(_("reason"), max_length=300)
    approver = models.CharField(_("decided by"), max_length=10, choices=Approver)
    state = models.CharField(_("state"), max_length=9, choices=LeaveState, default=LeaveState.REQUESTED)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(pgettext_lazy("to a request", "answer"), max_length=300, blank=True)

    objects = LeaveRequestQuerySet.as_manager()

    class Meta:
        db_table = "training_leave"
        verbose_name = _("request for leave")
        verbose_name_plural = _("requests for leave")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0),
                name="leave_has_hours",
                violation_error_message=_("Choose at least one half-day."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="leave_decided_by_at",
                violation_error_message=_("A decision has its author and its time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.person} {self.hours.normalize():f} h"
