"""The appraisal of one period by both units: its template, each side's part, and the merged result (B9, B10)."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import Grade, Party
from exchanges.secondments.models.scopes import home_scope, host_scope
from exchanges.secondments.models.terms import PartQuerySet, Secondment
from shared.regulations.models import Rule


class AppraisalItemRule(Rule):
    """What people of a kind are appraised by, and its weight; the appraisal of a period starts from these rows."""

    IDENTITY = ("code", "label", "jurisdiction")

    weight = models.PositiveSmallIntegerField(_("weight in percent"))

    class Meta:
        db_table = "secondments_appraisal_rule"
        verbose_name = _("appraisal item of a kind")
        verbose_name_plural = _("appraisal items of each kind")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "label", "jurisdiction", "valid_from"], name="appraisal_item_rule_once"
            )
        ]


class AppraisalRoundQuerySet(PartQuerySet):
    def running(self) -> "AppraisalRoundQuerySet":
        return self.filter(closed_on=None)

    def awaiting(self, side: str) -> "AppraisalRoundQuerySet":
        """Running ones that ask `side` for a part which she has not handed in."""
        asked = {Party.HOME: Q(host_share__lt=100), Party.HOST: Q(host_share__gt=0)}.get(Party(side), Q())
        return self.running().filter(asked).exclude(parts__side=side)


class AppraisalRound(models.Model):
    """What was fixed when the appraisal of a period began: the items, the shares of the units and why."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="appraisal_rounds")
    period = models.CharField(_("appraisal period"), max_length=20)
    is_final = models.BooleanField(_("closes the record of the term"), default=False)
    opened_on = models.DateField(_("begun on"))
    host_share = models.PositiveSmallIntegerField(
        _("share of the host unit in percent"), validators=[MaxValueValidator(100)]
    )
    basis = models.CharField(_("rule that fixes the shares"), max_length=440)
    closed_on = models.DateField(_("appraised on"), null=True, blank=True)
    result = models.DecimalField(_("result"), max_digits=5, decimal_places=2, null=True, blank=True)
    grade = models.CharField(_("appraisal grade"), max_length=12, choices=Grade, blank=True)

    objects = AppraisalRoundQuerySet.as_manager()

    class Meta:
        db_table = "secondments_appraisal_round"
        verbose_name = _("appraisal of a period")
        verbose_name_plural = _("appraisals of periods")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["secondment", "period"], name="appraisal_round_once"),
            models.UniqueConstraint(
                fields=["secondment"], condition=Q(closed_on=None), name="appraisal_round_one_running"
            ),
            models.CheckConstraint(condition=Q(host_share__lte=100), name="appraisal_share_within_100"),
            models.CheckConstraint(
                condition=Q(closed_on=None, grade="") | Q(closed_on__isnull=False, result__isnull=False) & ~Q(grade=""),
                name="appraisal_closed_with_grade",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("secondments:appraisal", args=[self.secondment.number])

    @property
    def home_share(self) -> int:
        return 100 - self.host_share

    @property
    def shares(self) -> dict[str, int]:
        """The sides whose parts make the result, with their shares in percent."""
        both = {str(Party.HOME): self.home_share, str(Party.HOST): self.host_share}
        return {side: share for side, share in both.items() if share}


class RoundPartQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RoundPartQuerySet":
        return self.filter(round__in=AppraisalRound.objects.visible_to(user).values("pk"))


class AppraisalItem(models.Model):
    """An item of this appraisal, fixed when it began."""

    round = models.ForeignKey(AppraisalRound, on_delete=models.CASCADE, related_name="items")
    label = models.CharField(_("appraisal item"), max_length=120)
    weight = models.PositiveSmallIntegerField(_("weight in percent"))

    objects = RoundPartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_appraisal_item"
        verbose_name = _("appraisal item")
        verbose_name_plural = _("appraisal items")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "label"], name="appraisal_item_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.weight}%"


class AppraisalPartQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AppraisalPartQuerySet":
        """One's own side's at once; the self-report for both units; the other unit's when the result is merged."""
        if not user.is_authenticated:
            return self.none()
        of_term = "round__secondment__"
        own_case = Q(round__secondment__person__isnull=False, round__secondment__person__user_id=user.pk)
        own_side = Q(side=Party.HOME) & home_scope(user, of_term) | Q(side=Party.HOST) & host_scope(user, of_term)
        seen = Q(round__closed_on__isnull=False) | Q(side=Party.PERSON) | own_side & ~own_case
        return self.filter(seen, round__in=AppraisalRound.objects.visible_to(user).values("pk"))


class AppraisalPart(models.Model):
    """What one side has handed in: her scores, the grade a unit proposes, and her words."""

    round = models.ForeignKey(AppraisalRound, on_delete=models.CASCADE, related_name="parts")
    side = models.CharField(_("appraising side"), max_length=8, choices=Party)
    grade = models.CharField(_("proposed grade"), max_length=12, choices=Grade, blank=True)
    opinion = models.TextField(_("opinion"))
    handed_in_on = models.DateField(_("appraisal part handed in on"))

    objects = AppraisalPartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_appraisal_part"
        verbose_name = _("part of an appraisal")
        verbose_name_plural = _("parts of an appraisal")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "side"], name="appraisal_part_once"),
            models.CheckConstraint(
                condition=Q(side=Party.PERSON, grade="") | ~Q(side=Party.PERSON) & ~Q(grade=""),
                name="appraisal_part_has_grade",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.side}"

    @property
    def weighted(self) -> Decimal:
        """The scores by the weights of their items, 0 to 100."""
        return sum((Decimal(row.given * row.item.weight) / 100 for row in self.scores.all()), Decimal(0))


class PartScoreQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PartScoreQuerySet":
        return self.filter(part__in=AppraisalPart.objects.visible_to(user).values("pk"))


class PartScore(models.Model):
    part = models.ForeignKey(AppraisalPart, on_delete=models.CASCADE, related_name="scores")
    item = models.ForeignKey(AppraisalItem, on_delete=models.CASCADE, related_name="scores")
    given = models.PositiveSmallIntegerField(_("score given"), validators=[MaxValueValidator(100)])

    objects = PartScoreQuerySet.as_manager()

    class Meta:
        db_table = "secondments_part_score"
        verbose_name = _("score of an appraisal")
        verbose_name_plural = _("scores of an appraisal")
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["part", "item"], name="appraisal_score_once"),
            models.CheckConstraint(condition=Q(given__lte=100), name="appraisal_score_within_100"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.given}"
