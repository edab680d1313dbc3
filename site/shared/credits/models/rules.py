"""What is required of whom: rows with their sources, edited by an office, never constants (rule book 2.1)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.credits.enums import Cycle, EventKind
from shared.directory.enums import RankSeries
from shared.regulations.models import Rule


class Rank(models.Model):
    """A rank's place in its series, the highest first; ranks of the same standing share a position."""

    series = models.CharField(_("rank series"), max_length=16, choices=RankSeries)
    name = models.CharField(_("rank"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position, the highest first"))
    certainty = models.CharField(_("certainty"), max_length=1, blank=True)
    source = models.CharField(pgettext_lazy("of a rule", "source"), max_length=300)

    class Meta:
        db_table = "credits_rank"
        verbose_name = _("rank")
        verbose_name_plural = _("ranks in their order")
        ordering = ["series", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["series", "name"], name="credits_rank_once")]

    def __str__(self) -> str:
        return self.name


class HourRequirement(Rule):
    """So many hours, days or months of training for some people in one cycle; any one of them is enough (H2).

    `rank_from` is the highest rank it holds for and `rank_to` the lowest, blank where the range is open. Without a
    series and an event it holds for everyone. A requirement without amounts takes them from the event.
    """

    who = models.CharField(_("whom it holds for"), max_length=120, blank=True)
    rank_series = models.CharField(_("rank series"), max_length=16, choices=RankSeries, blank=True)
    rank_from = models.CharField(_("highest rank"), max_length=40, blank=True)
    rank_to = models.CharField(_("lowest rank"), max_length=40, blank=True)
    event = models.CharField(_("event"), max_length=20, choices=EventKind, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2, null=True, blank=True)
    days = models.DecimalField(_("days"), max_digits=6, decimal_places=2, null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months by the calendar"), null=True, blank=True)
    cycle = models.CharField(_("cycle"), max_length=8, choices=Cycle)
    cycle_years = models.PositiveSmallIntegerField(_("years of the period"), null=True, blank=True)
    cycle_start = models.PositiveSmallIntegerField(_("first year of a period"), null=True, blank=True)
    months_before = models.PositiveSmallIntegerField(_("months before the event"), null=True, blank=True)
    months_after = models.PositiveSmallIntegerField(_("months after the event"), null=True, blank=True)
    categories = models.CharField(_("kinds that count"), max_length=120)

    class Meta:
        db_table = "credits_requirement"
        verbose_name = _("hour requirement")
        verbose_name_plural = _("hour requirements")
        ordering = ["code", "rank_series", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "rank_series", "jurisdiction", "valid_from"], name="requirement_once"
            ),
            models.CheckConstraint(
                condition=~Q(cycle=Cycle.PERIOD)
                | Q(cycle_years__isnull=False, cycle_years__gt=0, cycle_start__isnull=False),
                name="requirement_period",
                violation_error_message=_("A period needs its length and its first year."),
            ),
            models.CheckConstraint(
                condition=~Q(cycle=Cycle.ONCE) | (~Q(event="") & Q(months_after__isnull=False, months_after__gt=0)),
                name="requirement_event",
                violation_error_message=_("A requirement that holds once needs its event and the months it leaves."),
            ),
        ]

    @property
    def counted(self) -> frozenset[str]:
        return frozenset(self.categories.split())

    @property
    def amounts(self) -> tuple[Decimal | None, Decimal | None, int | None]:
        return self.hours, self.days, self.months
