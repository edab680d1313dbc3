"""Who may read before the day: named people with a personal link and a one-time code, each reading on record (E10)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.release.enums import PLANNED
from cms.release.models.releases import Release, ThroughReleaseQuerySet


class PreviewPassQuerySet(ThroughReleaseQuerySet):
    def usable(self) -> "PreviewPassQuerySet":
        """Until the release is public or called off; afterwards there is nothing left to see ahead of others."""
        return self.filter(withdrawn_at=None, release__state__in=PLANNED)


class PreviewPass(models.Model):
    """Leave to read the pages of a release ahead of the day; link and code are kept as hashes only."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="preview_passes")
    name = models.CharField(_("name"), max_length=60)
    organisation = models.CharField(_("organisation"), max_length=100)
    email = models.EmailField(_("e-mail"))
    reason = models.CharField(_("why before the others"), max_length=200)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = PreviewPassQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview before the release")
        verbose_name_plural = _("previews before the release")
        db_table = "release_preview_pass"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "email"],
                condition=Q(withdrawn_at=None),
                name="preview_pass_once",
                violation_error_message=_("This person can read ahead already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="preview_withdrawn_by",
            ),
        ]

    @property
    def shown_reason(self) -> str:
        return self.release.shown(self.reason)

    def __str__(self) -> str:
        return f"{self.name}（{self.organisation}）"


class PreviewVisitQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PreviewVisitQuerySet":
        return self.filter(preview_pass__in=PreviewPass.objects.visible_to(user))


class PreviewVisit(models.Model):
    """One reading of one page ahead of the day."""

    preview_pass = models.ForeignKey(PreviewPass, on_delete=models.PROTECT, related_name="visits")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PreviewVisitQuerySet.as_manager()

    class Meta:
        db_table = "release_preview_visit"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.preview_pass}: {self.page}"
