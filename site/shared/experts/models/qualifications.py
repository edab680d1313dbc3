"""What an expert has proved, and when she can be asked."""

import datetime as dt
import secrets
from pathlib import PurePath
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.directory.enums import RoleCode
from shared.directory.models import Validity, ValidityQuerySet, ends_after_it_begins
from shared.directory.permissions import scopes_of
from shared.experts.enums import QualificationKind
from shared.experts.models.experts import Expert, OfExpertQuerySet


def evidence_path(qualification: "Qualification", name: str) -> str:
    """A name that nobody can guess; the page that serves the file asks who may see it."""
    return f"experts/evidence/{secrets.token_hex(16)}{PurePath(name).suffix.lower()}"


class QualificationQuerySet(ValidityQuerySet):
    def visible_to(self, user: Any) -> "QualificationQuerySet":
        """She herself, and those who keep her record or a pool she stands in or is recommended to."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        seen = Q(expert__person__user=user)
        if scopes_of(user, RoleCode.POOL_MANAGER):
            kept = Expert.objects.filter(Expert.objects.kept_by(user))
            seen |= Q(expert__in=kept.order_by().values("pk"))
        return self.filter(seen)

    def in_force(self, day: dt.date | None = None) -> "QualificationQuerySet":
        """Confirmed, and valid on the day: its first and its last day count."""
        return cast("QualificationQuerySet", self.valid_on(day).filter(confirmed_at__isnull=False))


class Qualification(Validity):
    """One qualification with its evidence; it counts once somebody else has confirmed it."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="qualifications")
    kind = models.CharField(_("kind of qualification"), max_length=16, choices=QualificationKind)
    name = models.CharField(_("name of the qualification"), max_length=120)
    number = models.CharField(pgettext_lazy("of a certificate", "number"), max_length=60, blank=True)
    issuer = models.CharField(pgettext_lazy("of a certificate", "issued by"), max_length=120)
    evidence = models.FileField(pgettext_lazy("of a qualification", "evidence"), upload_to=evidence_path)
    evidence_name = models.CharField(_("name of the file"), max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["kind", F("valid_to").desc(nulls_first=True), "-pk"]
        indexes = [models.Index(fields=["expert", "kind"], name="qualification_by_kind")]
        constraints = [
            ends_after_it_begins("qualification_validity"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(evidence="")),
                name="confirmed_by_somebody",
                violation_error_message=_("A confirmed qualification has its evidence and who confirmed it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AvailabilityQuerySet(OfExpertQuerySet):
    def visible_to(self, user: Any) -> "AvailabilityQuerySet":
        """With the expert, but not for everybody in the street."""
        seen = super().visible_to(user) if user.is_authenticated else self.none()
        return cast("AvailabilityQuerySet", seen)

    def covering(self, day: dt.date) -> "AvailabilityQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def overlapping(self, first_day: dt.date, last_day: dt.date) -> "AvailabilityQuerySet":
        return self.filter(starts_on__lte=last_day, ends_on__gte=first_day)


class Availability(models.Model):
    """Days on which an expert says she can be asked. Where she has said nothing, nothing is known."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="availabilities")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.CharField(pgettext_lazy("of an availability", "note"), max_length=100, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="availability_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="availability_days",
                violation_error_message=_("The last day lies before the first day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d}–{self.ends_on:%Y-%m-%d}"
