"""Who stands behind proceedings and research outputs: issuing agencies and authors."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from shared.directory.models import Agency


class ThroughPageQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ThroughPageQuerySet":
        return self.filter(page__live=True)


class ProceedingsAgency(Orderable):
    """An agency that issues the volume and signs it."""

    page = ParentalKey("library.ProceedingsPage", on_delete=models.CASCADE, related_name="agencies")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")

    objects = ThroughPageQuerySet.as_manager()

    panels = [FieldPanel("agency")]

    class Meta(Orderable.Meta):
        db_table = "library_proceedingsagency"
        constraints = [models.UniqueConstraint(fields=["page", "agency"], name="proceedings_agency_once")]

    def __str__(self) -> str:
        return str(self.agency)


class ResearchAuthor(Orderable):
    """A person, named on purpose, with the agency she wrote for; without a name the agency itself is the author."""

    page = ParentalKey("library.ResearchOutputPage", on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(_("name"), max_length=60, blank=True, help_text=_("Empty: the agency is the author."))
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency_name = models.CharField(
        _("agency as printed"), max_length=120, blank=True, help_text=_("Empty: as the directory calls it.")
    )

    objects = ThroughPageQuerySet.as_manager()

    panels = [FieldPanel("name"), FieldPanel("agency"), FieldPanel("agency_name")]

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        db_table = "library_researchauthor"

    def __str__(self) -> str:
        return self.name or self.printed_agency

    @property
    def printed_agency(self) -> str:
        return self.agency_name or (self.agency.name if self.agency else "")

    def as_printed(self, language: str) -> dict[str, str]:
        name_en = self.agency.name_en if self.agency and not self.agency_name and language == "en" else ""
        return {"name": self.name.strip(), "agency": name_en or self.printed_agency}

    def clean(self) -> None:
        super().clean()
        if not self.name.strip() and not self.printed_agency:
            raise ValidationError(_("An author is a person, an agency, or both: fill in one of them."))
