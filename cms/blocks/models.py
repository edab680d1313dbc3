from typing import Any

from django.conf import settings
from django.db import models
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
