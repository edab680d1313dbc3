from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared.directory.models import Agency


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
