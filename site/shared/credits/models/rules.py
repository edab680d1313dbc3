"""What is required of whom: rows with their sources, edited by an office, never constants (rule book 2.1)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shared.credits.enums import Category, Cycle, EventKind
from shared.directory.enums import RankSeries
from shared.directory.models import Rank
from shared.regulations.models import Rule


class HourRequirement(Rule):
    """So many hours, days or months of training for some people in one cycle; any one of them is enough (H2).

    `rank_from` is the highest rank it holds for and `rank_to` the lowest, blank where the range is open. Without a
    series and an event it holds for everyone. A requirement without amounts takes them from the event.
    """

    IDENTITY = ("code", "rank_series", "jurisdiction")

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

    def clean(self) -> None:
        """Names that the lists do not know would make a requirement that holds for nobody or counts nothing."""
        super().clean()
        unknown = sorted(self.counted - set(Category.values))
        if unknown or not self.counted:
            words = {"known": " ".join(Category.values)}
            raise ValidationError({"categories": _("Write one or more of these, with spaces: %(known)s.") % words})
        for name in ("rank_from", "rank_to"):
            rank = getattr(self, name)
            if rank and not Rank.objects.filter(series=self.rank_series, name=rank).exists():
                raise ValidationError({name: _("The list of ranks has no such rank in this series.")})

    @property
    def counted(self) -> frozenset[str]:
        return frozenset(self.categories.split())

    @property
    def amounts(self) -> tuple[Decimal | None, Decimal | None, int | None]:
        return self.hours, self.days, self.months
