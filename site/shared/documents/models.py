from django.db import models
from django.utils.translation import gettext_lazy as _


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
