"""What two agencies have agreed about exchanging people, and the places of each batch."""

import datetime as dt
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import AgreementState, Kind
from exchanges.secondments.models.scopes import HOME_ROLES, scope
from shared.directory.models import Agency


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """The officers of both parties."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(scope("first", user, HOME_ROLES) | scope("second", user, HOME_ROLES))

    def in_force_on(self, day: dt.date) -> "AgreementQuerySet":
        return self.filter(state=AgreementState.AGREED, valid_from__lte=day, valid_until__gte=day)

    def between(self, one: Agency, other: Agency) -> "AgreementQuerySet":
        """Agreements whose parties are these two units, or stand above them."""
        ups = [above(agency) for agency in (one, other)]
        pair = Q(first__path__in=ups[0], second__path__in=ups[1]) | Q(first__path__in=ups[1], second__path__in=ups[0])
        return self.filter(pair)


def above(agency: Agency) -> list[str]:
    """The paths of an agency and of all that stand above it."""
    parts = [part for part in agency.path.split("/") if part]
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


class Agreement(models.Model):
    """Two agencies, so many batches a year, so many places each way in a batch, for so long."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title of the agreement"), max_length=120)
    first = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposing unit"))
    second = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("second party"))
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    batches_per_year = models.PositiveSmallIntegerField(
        _("batches a year"), default=1, validators=[MinValueValidator(1)]
    )
    places_at_first = models.PositiveSmallIntegerField(_("places a batch at the proposing unit"), default=1)
    places_at_second = models.PositiveSmallIntegerField(_("places a batch at the other unit"), default=1)
    valid_from = models.DateField(_("first day in force"))
    valid_until = models.DateField(_("last day in force"))
    state = models.CharField(_("state"), max_length=10, choices=AgreementState, default=AgreementState.PROPOSED)
    proposed_on = models.DateField(_("proposed on"))
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    renews = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        db_table = "secondments_agreement"
        verbose_name = _("agreement on exchange")
        verbose_name_plural = _("agreements on exchange")
        ordering = ["-valid_until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="agreement_days",
                violation_error_message=_("The agreement ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(first=F("second")),
                name="agreement_two_units",
                violation_error_message=_("An agreement has two different units."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("secondments:agreement", args=[self.number])

    @property
    def state_tone(self) -> str:
        if self.state == AgreementState.AGREED:
            return "ok" if self.is_in_force() else ""
        return "warn" if self.state == AgreementState.PROPOSED else "bad"

    def is_in_force(self, day: dt.date | None = None) -> bool:
        day = day or timezone.localdate()
        return self.state == AgreementState.AGREED and self.valid_from <= day <= self.valid_until

    def side_of(self, agency: Agency) -> str:
        """“first” or “second”, by the party the agency is or stands below; '' for a stranger."""
        if agency.path.startswith(self.first.path):
            return "first"
        return "second" if agency.path.startswith(self.second.path) else ""

    def other_party(self, host: Agency) -> Agency:
        """The party whose people come to `host`."""
        return self.second if self.side_of(host) == "first" else self.first

    def places_at(self, host: Agency) -> int:
        return self.places_at_first if self.side_of(host) == "first" else self.places_at_second


class AgreementPartQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AgreementPartQuerySet":
        return self.filter(agreement__in=Agreement.objects.visible_to(user).values("pk"))


class AgreedKind(models.Model):
    """A kind that the agreement covers."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)

    objects = AgreementPartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_agreed_kind"
        verbose_name = _("kind of an agreement")
        verbose_name_plural = _("kinds of an agreement")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "kind"], name="agreed_kind_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Batch(models.Model):
    """The places of one side in one batch of a year; `offered` counts what posts have taken of them."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="batches")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("batch"))
    at_first = models.BooleanField(_("at the proposing unit"))
    places = models.PositiveSmallIntegerField(_("places of the batch"))
    offered = models.PositiveSmallIntegerField(_("places offered"), default=0)

    objects = AgreementPartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_batch"
        verbose_name = _("batch of an agreement")
        verbose_name_plural = _("batches of an agreement")
        ordering = ["-year", "-number", "at_first"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "year", "number", "at_first"], name="agreement_batch_once"),
            models.CheckConstraint(
                condition=Q(offered__lte=F("places")),
                name="batch_not_overdrawn",
                violation_error_message=_("The batch has no more places."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"
