"""The agencies that publish a case jointly with the one that submitted it (E3)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from cms.library.models.cases import CasePage
from shared.directory.models import Agency


class CaseIssuerQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CaseIssuerQuerySet":
        return self.filter(case__live=True)


class CaseIssuer(Orderable):
    case = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="joint_issuers")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")

    objects = CaseIssuerQuerySet.as_manager()

    panels = [FieldPanel("agency")]

    class Meta(Orderable.Meta):
        db_table = "library_case_issuer"
        constraints = [models.UniqueConstraint(fields=["case", "agency"], name="case_issuer_once")]

    def __str__(self) -> str:
        return str(self.agency)
