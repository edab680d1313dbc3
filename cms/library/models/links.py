"""Links of public pages that have broken since the page was released."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.library.models.withdrawals import ThroughPageQuerySet


class BrokenLink(models.Model):
    """A link of a public page that leads nowhere; the row goes when the link leads somewhere again."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="broken_links")
    place = models.CharField(_("where in the text"), max_length=200)
    link = models.CharField(_("link"), max_length=300)
    says = models.CharField(_("what to do"), max_length=300)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    objects = ThroughPageQuerySet.as_manager()

    class Meta:
        db_table = "library_brokenlink"
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["page", "place", "link"], name="broken_link_once")]

    def __str__(self) -> str:
        return f"{self.place}：{self.link}"
