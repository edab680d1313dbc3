from django.db import models
from django.utils.translation import gettext_lazy as _


class Freshness(models.Model):
    """When one of the things that public pages are made of changed last: a stamp that is never the same twice."""

    key = models.CharField(_("made of"), max_length=280, primary_key=True)
    stamp = models.CharField(_("stamp"), max_length=16)

    class Meta:
        db_table = "ui_freshness"
        verbose_name = _("state of public pages")
        verbose_name_plural = _("states of public pages")

    def __str__(self) -> str:
        return f"{self.key} {self.stamp}"
