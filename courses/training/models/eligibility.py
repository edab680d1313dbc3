"""Who may join, as data: rows that say which record of a person has to hold what (A11)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses.training.enums import FAMILIES, RuleKind
from courses.training.models.plans import PlanLine
from courses.training.models.sessions import Session
from shared.directory.enums import Level, RankSeries, System

NAMES: dict[str, Any] = {RuleKind.SERIES: RankSeries, RuleKind.SYSTEM: System, RuleKind.LEVEL: Level}


class EligibilityQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EligibilityQuerySet":
        """As visible as the class or the line of the plan that it belongs to."""
        of_class = Q(session__in=Session.objects.visible_to(user))
        return self.filter(of_class | Q(plan_line__in=PlanLine.objects.visible_to(user)))


class EligibilityRule(models.Model):
    """One rule of a class or of a line of the plan. Rules of the same kind are alternatives, all kinds must be met."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="eligibility")
    plan_line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, null=True, blank=True, related_name="eligibility")
    kind = models.CharField(gettext_lazy("kind of rule"), max_length=12, choices=RuleKind)
    value = models.CharField(pgettext_lazy("of a rule", "value"), max_length=120)
    until = models.CharField(pgettext_lazy("end of a range of ranks", "to"), max_length=40, blank=True)
    source = models.CharField(
        gettext_lazy("source of the rule"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("Where the rule stands: the notice, the plan, a regulation."),
    )

    objects = EligibilityQuerySet.as_manager()

    class Meta:
        db_table = "training_eligibility"
        verbose_name = gettext_lazy("eligibility rule")
        verbose_name_plural = gettext_lazy("eligibility rules")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(session=None, plan_line__isnull=False) | Q(session__isnull=False, plan_line=None),
                name="rule_of_class_or_line",
                violation_error_message=gettext_lazy("A rule belongs to a class or to a line of the plan."),
            ),
            models.UniqueConstraint(
                fields=["session", "kind", "value", "until"],
                condition=Q(plan_line=None),
                name="session_rule_once",
                violation_error_message=gettext_lazy("This class already has this rule."),
            ),
            models.UniqueConstraint(
                fields=["plan_line", "kind", "value", "until"],
                condition=Q(session=None),
                name="line_rule_once",
                violation_error_message=gettext_lazy("This line already has this rule."),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def family(self) -> str:
        return FAMILIES.get(RuleKind(self.kind), self.kind)

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return SENTENCES[RuleKind(self.kind)]() % {"value": self.value_in_words, "until": self.until}

    @property
    def value_in_words(self) -> str:
        names = NAMES.get(self.kind)
        return str(dict(names.choices).get(self.value, self.value)) if names else self.value


SENTENCES = {
    RuleKind.RANK: lambda: _("rank from %(value)s to %(until)s"),
    RuleKind.SERIES: lambda: _("rank series: %(value)s"),
    RuleKind.POST: lambda: _("post: %(value)s"),
    RuleKind.DEPARTMENT: lambda: _("department: %(value)s"),
    RuleKind.PRIOR: lambda: _("has completed “%(value)s”"),
    RuleKind.EXPERTISE: lambda: _("field of expertise: %(value)s"),
    RuleKind.SYSTEM: lambda: _("serves in the system: %(value)s"),
    RuleKind.LEVEL: lambda: _("level of the agency: %(value)s"),
}
