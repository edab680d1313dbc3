"""The document numbers that issuing agencies give to what they sign: 国知白〔2026〕12号."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.release.models.routes import Route
from shared.directory.models import Agency


class DocumentNumberQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DocumentNumberQuerySet":
        """Printed on what is public; before that seen with the routes of its page."""
        return self.filter(Q(page__live=True) | Q(page__in=Route.objects.visible_to(user).order_by().values("page")))

    def of(self, page: Any) -> "DocumentNumberQuerySet":
        """Of the page in all its languages: these are one document, and bear one number."""
        return self.filter(page__translation_key=page.translation_key)


class DocumentNumber(models.Model):
    """One agency's number of one document; settled by its signature, kept through corrections and void routes."""

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.PROTECT, related_name="document_numbers")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("document number"), max_length=60)
    given_at = models.DateTimeField(_("numbered at"), default=timezone.now)

    objects = DocumentNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("document number")
        verbose_name_plural = _("document numbers")
        db_table = "release_number"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "agency"], name="number_once_per_page"),
            models.UniqueConstraint(fields=["agency", "number"], name="number_of_agency_once"),
            models.CheckConstraint(condition=~Q(number=""), name="number_given"),
        ]

    def __str__(self) -> str:
        return self.number
