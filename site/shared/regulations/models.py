import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.regulations.enums import Basis, DayKind


def places_of(jurisdiction: str) -> set[str]:
    """The region codes whose rules hold in `jurisdiction`: itself, its city, its province, the nation ('')."""
    return {"", jurisdiction, *(jurisdiction[:n].ljust(6, "0") for n in (2, 4) if jurisdiction)}


class RuleQuerySet(models.QuerySet):
    def in_force(self, day: dt.date, jurisdiction: str = "") -> "RuleQuerySet":
        """Rules of `jurisdiction` (a region code), the regions above it or the nation ('') on `day`.

        The most local comes first, then the newest.
        """
        return (
            self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))
            .filter(jurisdiction__in=places_of(jurisdiction))
            .order_by("-jurisdiction", F("valid_from").desc(nulls_last=True))
        )


class Rule(models.Model):
    """A number that a regulation fixes: who says so, where it holds, and from when to when."""

    code = models.CharField(_("code"), max_length=60)
    label = models.CharField(_("label"), max_length=120)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=12, blank=True)
    source = models.CharField(pgettext_lazy("of a rule", "source"), max_length=300)
    certainty = models.CharField(_("certainty"), max_length=1, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    IDENTITY: tuple[str, ...] = ("code", "jurisdiction")  # of those with the same, one is in force on a day
    NEEDED = False  # the product works by it everywhere: its nationwide row is followed by another, never just ended

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    def is_in_force(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)


class DeadlineRule(Rule):
    """So many days, hours or months before or after an event (hard rule H17)."""

    NEEDED = True

    amount = models.PositiveIntegerField(_("amount"))
    basis = models.CharField(_("basis"), max_length=2, choices=Basis)

    class Meta:
        db_table = "regulations_deadline"
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        constraints = [
            models.UniqueConstraint(fields=["code", "jurisdiction", "valid_from"], name="deadline_rule_once")
        ]


class LimitRule(Rule):
    """A limit that is no deadline: a share, a sum, a number of hours. `value` has the unit named in `unit`."""

    NEEDED = True

    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=30)

    class Meta:
        db_table = "regulations_limit"
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        constraints = [models.UniqueConstraint(fields=["code", "jurisdiction", "valid_from"], name="limit_rule_once")]


class CreditPolicy(Rule):
    """How days convert to credit hours in one place and year (hard rule H3)."""

    IDENTITY = ("jurisdiction",)
    NEEDED = True

    version = models.CharField(_("version"), max_length=40)
    hours_per_day = models.DecimalField(_("hours per day"), max_digits=4, decimal_places=2)

    class Meta:
        db_table = "regulations_credit_policy"
        verbose_name = _("credit policy")
        verbose_name_plural = _("credit policies")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="credit_policy_once")]


class CalendarDay(models.Model):
    """A day that differs from its weekday: a public holiday or a make-up working day."""

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind)
    name = models.CharField(pgettext_lazy("of an agency or a region", "name"), max_length=30)

    class Meta:
        db_table = "regulations_calendar_day"
        ordering = ["day"]
        verbose_name = _("calendar day")
        verbose_name_plural = pgettext_lazy("of the working-day calendar", "calendar days")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
