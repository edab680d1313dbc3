import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class SheetFileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SheetFileQuerySet":
        """What somebody uploaded is seen by that person alone."""
        return self.filter(by=user)


class SheetFile(models.Model):
    """A sheet between its upload and the table that is made of it; it goes when the table stands in the draft."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField(_("content"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = SheetFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("sheet of a table")
        verbose_name_plural = _("sheets of tables")
        db_table = "blocks_sheetfile"

    def __str__(self) -> str:
        return self.name


LONG_AGO = dt.timedelta(days=400)


class DrawnChartQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DrawnChartQuerySet":
        """Found by what they are drawn from, by whoever has that."""
        return self.none()

    def svgs(self, digests: Iterable[str]) -> dict[str, str]:
        return dict(self.filter(digest__in=set(digests)).values_list("digest", "svg"))

    def keep(self, svgs: Mapping[str, str]) -> None:
        """Keep charts that have been drawn; those of long ago go, and are drawn again if need be."""
        if svgs:
            self.filter(drawn_at__lt=timezone.now() - LONG_AGO).delete()
            rows = [DrawnChart(digest=digest, svg=svg) for digest, svg in svgs.items()]
            DrawnChart.objects.bulk_create(rows, ignore_conflicts=True)


class DrawnChart(models.Model):
    """A chart as it was drawn when its text was sent to review: the PDF is made faster with it at hand."""

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    svg = models.TextField("SVG")
    drawn_at = models.DateTimeField(_("drawn at"), auto_now_add=True)

    objects = DrawnChartQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawn chart")
        verbose_name_plural = _("drawn charts")
        db_table = "blocks_drawnchart"

    def __str__(self) -> str:
        return self.digest[:16]
