"""The panel that examines a candidate: who sits on it, by what criteria, and what each has scored (B3, B4)."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.models.scopes import host_scope
from exchanges.secondments.models.terms import Secondment
from shared.regulations.models import Rule


class CriterionRule(Rule):
    """A criterion by which candidates of a kind are examined, and its weight; a panel starts from these rows."""

    IDENTITY = ("code", "label", "jurisdiction")

    weight = models.PositiveSmallIntegerField(_("weight in percent"))

    class Meta:
        db_table = "secondments_criterion_rule"
        verbose_name = _("criterion of the examination")
        verbose_name_plural = _("criteria of the examination")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "label", "jurisdiction", "valid_from"], name="secondment_criterion_once"
            )
        ]


class PanelQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PanelQuerySet":
        """The host's officers and the members; never one with a conflict, nor the candidate."""
        if not user.is_authenticated:
            return self.none()
        sits = PanelMember.objects.filter(user_id=user.pk, blocked_on=None).values("panel")
        blocked = PanelMember.objects.filter(user_id=user.pk, blocked_on__isnull=False).values("panel")
        seen = Q(pk__in=sits) | host_scope(user, "secondment__")
        return self.filter(seen).exclude(pk__in=blocked).exclude(secondment__person__user_id=user.pk)


class Panel(models.Model):
    secondment = models.OneToOneField(Secondment, on_delete=models.CASCADE, related_name="panel")
    named_on = models.DateField(_("named on"))
    closed_on = models.DateField(_("result handed in on"), null=True, blank=True)
    result = models.DecimalField(_("result"), max_digits=5, decimal_places=2, null=True, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=300, blank=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        db_table = "secondments_panel"
        verbose_name = _("panel")
        verbose_name_plural = _("panels")

    def __str__(self) -> str:
        return self.secondment.number

    def get_absolute_url(self) -> str:
        return reverse("secondments:panel", args=[self.secondment.number])


class PanelPartQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PanelPartQuerySet":
        return self.filter(panel__in=Panel.objects.visible_to(user).values("pk"))


class PanelCriterion(models.Model):
    """A criterion of this panel, fixed when it was named."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="criteria")
    label = models.CharField(_("criterion"), max_length=60)
    weight = models.PositiveSmallIntegerField(_("weight in percent"))

    objects = PanelPartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_panel_criterion"
        verbose_name = _("criterion of a panel")
        verbose_name_plural = _("criteria of a panel")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "label"], name="panel_criterion_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.weight} %"


class PanelMember(models.Model):
    """Somebody who scores the candidate. With a conflict she is blocked from the file and from scoring."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    blocked_on = models.DateField(_("blocked on"), null=True, blank=True)
    conflict = models.CharField(_("conflict"), max_length=200, blank=True)
    handed_in_at = models.DateTimeField(_("scores handed in at"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = PanelPartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_panel_member"
        verbose_name = _("panel member")
        verbose_name_plural = _("panel members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "user"],
                name="panel_member_once",
                violation_error_message=_("This person sits on the panel already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class ScoreQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ScoreQuerySet":
        """One's own; the others' once one has handed in; for the host's officers when the panel has closed."""
        if not user.is_authenticated:
            return self.none()
        panels = Panel.objects.visible_to(user)
        done = PanelMember.objects.filter(user_id=user.pk, blocked_on=None, handed_in_at__isnull=False).values("panel")
        sits = PanelMember.objects.filter(user_id=user.pk).values("panel")
        closed = panels.filter(closed_on__isnull=False).exclude(pk__in=sits)
        seen = Q(member__user_id=user.pk) | Q(member__panel__in=done) | Q(member__panel__in=closed.values("pk"))
        return self.filter(seen, member__panel__in=panels.values("pk"), member__blocked_on=None)


class Score(models.Model):
    member = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(PanelCriterion, on_delete=models.CASCADE, related_name="scores")
    given = models.PositiveSmallIntegerField(_("score given"), validators=[MaxValueValidator(100)])

    objects = ScoreQuerySet.as_manager()

    class Meta:
        db_table = "secondments_score"
        verbose_name = _("panel score")
        verbose_name_plural = _("panel scores")
        ordering = ["criterion", "member"]
        constraints = [
            models.UniqueConstraint(fields=["member", "criterion"], name="panel_score_once"),
            models.CheckConstraint(condition=Q(given__lte=100), name="panel_score_within_100"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.given}"

    @property
    def weighted(self) -> Decimal:
        return Decimal(self.given * self.criterion.weight) / 100
