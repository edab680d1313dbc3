"""What a class asks of its participants, and how they were graded."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Grade, Requirement
from courses.training.models.enrolments import Enrolment
from courses.training.models.sessions import OfSessionQuerySet, Session


class CompletionRule(models.Model):
    """One thing this class asks before it counts as completed; a class without rows follows the published default."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="completion_rules")
    kind = models.CharField(_("requirement"), max_length=10, choices=Requirement)
    least_percent = models.PositiveSmallIntegerField(
        _("at least so many per cent of the hours attended"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Empty: no more may be missed than the leave limit."),
    )

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        db_table = "training_completion_rule"
        verbose_name = _("completion rule")
        verbose_name_plural = _("completion rules")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "kind"], name="completion_rule_once"),
            models.CheckConstraint(
                condition=Q(least_percent=None) | Q(kind="attendance", least_percent__gte=1, least_percent__lte=100),
                name="share_of_attendance",
                violation_error_message=_("Only attendance has a share, between 1 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class Assessment(models.Model):
    """The grade of one participant, entered by the class head or imported; `score` where points were given."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="assessment")
    grade = models.CharField(_("grade"), max_length=9, choices=Grade, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=1, null=True, blank=True)
    has_paper = models.BooleanField(_("paper handed in"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment of a participant")
        verbose_name_plural = _("assessments of participants")
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0),
                name="score_not_negative",
                violation_error_message=_("A score is zero or more."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.grade}"
