"""The ranks of the service in their order, which requirements, classes and staff lists all go by."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.directory.enums import RankSeries


class Rank(models.Model):
    """A rank's place in its series, the highest first; ranks of the same standing share a position."""

    series = models.CharField(_("rank series"), max_length=16, choices=RankSeries)
    name = models.CharField(_("rank"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position, the highest first"))
    certainty = models.CharField(_("certainty"), max_length=1, blank=True)
    source = models.CharField(pgettext_lazy("of a rule", "source"), max_length=300)

    class Meta:
        db_table = "directory_rank"
        verbose_name = _("rank")
        verbose_name_plural = _("ranks in their order")
        ordering = ["series", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "name"],
                name="directory_rank_once",
                violation_error_message=_("This rank already stands in the list."),
            )
        ]

    def __str__(self) -> str:
        return self.name
