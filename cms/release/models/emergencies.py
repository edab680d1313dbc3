from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.release.models.routes import Route, ThroughRouteQuerySet


class EmergencyQuerySet(ThroughRouteQuerySet):
    def overdue(self) -> "EmergencyQuerySet":
        """Released, and the second approval has not come in time."""
        return self.filter(
            route__used_at__isnull=False, second_by=None, taken_down_at=None, second_due__lte=timezone.now()
        )


class EmergencyRelease(models.Model):
    """A release before the route is complete (E6): with a reason, two people, and secrecy cleared all the same."""

    route = models.OneToOneField(Route, on_delete=models.PROTECT, related_name="emergency")
    reason = models.TextField(_("reason"), max_length=1000)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    authorised_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    second_due = models.DateTimeField(_("second approval until"), null=True, blank=True)
    taken_down_at = models.DateTimeField(_("taken down at"), null=True, blank=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency release")
        verbose_name_plural = _("emergency releases")
        db_table = "release_emergency"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_reason"),
            models.CheckConstraint(
                condition=Q(authorised_by=None) | ~Q(authorised_by=F("requested_by")), name="emergency_two_people"
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | (~Q(second_by=F("requested_by")) & ~Q(second_by=F("authorised_by"))),
                name="emergency_three_people",
            ),
            models.CheckConstraint(
                condition=Q(authorised_by=None, authorised_at=None)
                | Q(authorised_by__isnull=False, authorised_at__isnull=False),
                name="emergency_authorised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route}"

    @property
    def is_waiting(self) -> bool:
        """Public, and the second approval has neither come nor failed to come."""
        return self.is_authorised and self.second_at is None and self.taken_down_at is None

    @property
    def is_authorised(self) -> bool:
        return self.authorised_at is not None
