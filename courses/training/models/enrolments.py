"""One person's way through one class."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.enums import (
    FINAL_STATES,
    LIVE_STATES,
    SEATED_STATES,
    EndReason,
    EnrolmentState,
    Origin,
    Side,
)
from courses.training.models.notices import SessionOfficer
from courses.training.models.seats import SeatBlock
from courses.training.models.sessions import HOST_ROLES, UNIT_ROLES, Session, hosted_below
from shared.directory.models import Agency, Person
from shared.directory.permissions import scopes_of


class EnrolmentQuerySet(models.QuerySet):
    def live(self) -> "EnrolmentQuerySet":
        return self.filter(state__in=[str(s) for s in LIVE_STATES])

    def of_units(self, user: Any, *roles: str) -> "EnrolmentQuerySet":
        """Enrolments of people put forward by the units this user answers for."""
        found = Q(pk__in=[])
        for path in scopes_of(user, *(roles or UNIT_ROLES)):
            found |= Q(agency__path__startswith=path)
        return self.filter(found)

    def visible_to(self, user: Any) -> "EnrolmentQuerySet":
        """The person herself, her unit's HR and leader, and those who plan, organise or run the session."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        scope = Q(person__user=user) | hosted_below(scopes_of(user, *HOST_ROLES), "session__")
        scope |= Q(session__in=SessionOfficer.objects.of(user).values("session"))
        for path in scopes_of(user, *UNIT_ROLES):
            scope |= Q(agency__path__startswith=path)
        return self.filter(scope)


class Enrolment(models.Model):
    """One person's way into, through and out of one session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("unit when put forward")
    )
    side = models.CharField(_("side"), max_length=4, choices=Side)
    block = models.ForeignKey(
        SeatBlock, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name=_("seat of")
    )
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState, default=EnrolmentState.NOMINATED)
    origin = models.CharField(_("put forward"), max_length=9, choices=Origin, default=Origin.NOMINATED)
    put_forward_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    put_forward_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    is_over_quota = models.BooleanField(_("over quota"), default=False)
    end_code = models.CharField(_("ended by rule"), max_length=12, choices=EndReason, blank=True)
    waitlisted_at = models.DateTimeField(null=True, blank=True)
    confirm_by = models.DateField(_("to be confirmed by"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["session", "person__name_pinyin", "pk"]
        indexes = [
            models.Index(fields=["session", "state", "side", "waitlisted_at"], name="enrolment_queue"),
            models.Index(fields=["state", "agency"], name="enrolment_by_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(state__in=sorted(str(s) for s in LIVE_STATES)),
                name="one_live_enrolment",
                violation_error_message=_("This person is already enrolled in this class."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(str(s) for s in SEATED_STATES)) | Q(block__isnull=False),
                name="seated_has_a_seat",
                violation_error_message=_("An accepted person has a seat."),
            ),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.WAITLISTED) | Q(block=None, waitlisted_at__isnull=False),
                name="waitlisted_has_no_seat",
                violation_error_message=_("A person on the waitlist has no seat yet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()

    @property
    def can_be_taken_back(self) -> bool:
        """Not at its end, and the class has not begun."""
        return self.state not in FINAL_STATES and self.session.lies_ahead
