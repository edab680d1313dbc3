from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of
from shared.documents.enums import SealKind


class NumberSeries(models.Model):
    """The last number given out in one series, for example an agency's certificates of one year."""

    key = models.CharField(_("series"), max_length=120, unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        db_table = "documents_number_series"
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class IssuerMarkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "IssuerMarkQuerySet":
        """Printed on every paper: no secret."""
        return self


class IssuerMark(models.Model):
    """The characters that stand for an agency in its document numbers: 浙知 in 浙知培〔2026〕12号."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="issuer_mark")
    mark = models.CharField(_("issuer mark"), max_length=20)

    objects = IssuerMarkQuerySet.as_manager()

    class Meta:
        db_table = "documents_issuer_mark"
        verbose_name = _("issuer mark")
        verbose_name_plural = _("issuer marks")

    def __str__(self) -> str:
        return self.mark


SEAL_ROLES = (RoleCode.TRAINING_PLANNER, RoleCode.SYSTEM_ADMIN)


class SealQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SealQuerySet":
        """The picture of a seal is shown to those who keep it; everybody else sees it on paper only."""
        found = Q(pk__in=[])
        for path in scopes_of(user, *SEAL_ROLES):
            found |= Q(agency__path__startswith=path)
        return self.filter(found)

    def valid_on(self, day: Any) -> "SealQuerySet":
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Seal(models.Model):
    """The picture of an agency's seal or of the signature of its head, for documents of certain days."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="seals", verbose_name=_("agency"))
    kind = models.CharField(_("kind of picture"), max_length=9, choices=SealKind, default=SealKind.SEAL)
    image = models.FileField(_("picture"), upload_to="seals/")
    signatory = models.CharField(_("post and name of the signatory"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal or signature")
        verbose_name_plural = _("seals and signatures")
        ordering = ["agency", "kind", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="seal_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.get_kind_display()}"
