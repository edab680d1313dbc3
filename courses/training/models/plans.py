"""The plan of a year between one training office of each side: what units need, and which classes answer it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.training.enums import Mode, NeedState, PlanState, Quarter, Side, TrainingGrade
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of

OFFICE_ROLES = (RoleCode.TRAINING_PLANNER, RoleCode.ORGANISER)
NEED_ROLES = (RoleCode.UNIT_HR, RoleCode.UNIT_LEADER)


def of_offices(paths: list[str], prefix: str = "") -> Q:
    """Plans one of whose offices lies in one of these agency subtrees; `prefix` leads to the plan."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{prefix}ip_office__path__startswith": path})
        found |= Q(**{f"{prefix}proc_office__path__startswith": path})
    return found


def above(paths: list[str]) -> list[str]:
    """These agencies and everything above them, as paths."""
    parts = [path.rstrip("/").split("/") for path in paths]
    return sorted({"/".join(steps[:n]) + "/" for steps in parts for n in range(1, len(steps) + 1)})


class AnnualPlanQuerySet(models.QuerySet):
    def of_office(self, user: Any) -> "AnnualPlanQuerySet":
        """Plans that this planner or organiser works on."""
        return self.filter(of_offices(scopes_of(user, *OFFICE_ROLES)))

    def calling(self, user: Any, *roles: str) -> "AnnualPlanQuerySet":
        """Plans that call for the needs of the units this user answers for."""
        offices = above(scopes_of(user, *(roles or NEED_ROLES)))
        return self.filter(Q(ip_office__path__in=offices) | Q(proc_office__path__in=offices))

    def visible_to(self, user: Any) -> "AnnualPlanQuerySet":
        """The two offices, and the units whose needs are called for."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        offices = above(scopes_of(user, *NEED_ROLES))
        called = Q(ip_office__path__in=offices) | Q(proc_office__path__in=offices)
        return self.filter(of_offices(scopes_of(user, *OFFICE_ROLES)) | called)


class AnnualPlan(models.Model):
    """One year's joint training of two offices. `version` counts the changes, so that nobody approves unseen lines."""

    year = models.PositiveSmallIntegerField(_("year"))
    ip_office = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        related_name="plans_as_ip",
        verbose_name=_("training office of the IP administrations"),
    )
    proc_office = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        related_name="plans_as_proc",
        verbose_name=_("training office of the procuratorates"),
    )
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.COLLECTING)
    needs_due_on = models.DateField(_("needs due on"))
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(default=timezone.now)

    objects = AnnualPlanQuerySet.as_manager()

    class Meta:
        db_table = "training_annual_plan"
        verbose_name = _("annual plan")
        verbose_name_plural = _("annual plans")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "ip_office", "proc_office"],
                name="one_plan_a_year",
                violation_error_message=_("These two offices already have a plan for this year."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.ip_office} · {self.proc_office}"

    def get_absolute_url(self) -> str:
        return reverse("training:plan", args=[self.pk])

    @property
    def offices(self) -> dict[str, Agency]:
        return {str(Side.IP): self.ip_office, str(Side.PROC): self.proc_office}

    @property
    def state_tone(self) -> str:
        return {PlanState.APPROVED: "ok", PlanState.REVIEW: "warn", PlanState.COLLECTING: "warn"}.get(
            PlanState(self.state), ""
        )

    def takes_needs(self, today: dt.date | None = None) -> bool:
        """Units submit until the end of the due day."""
        return self.state == PlanState.COLLECTING and (today or timezone.localdate()) <= self.needs_due_on


class TrainingNeedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "TrainingNeedQuerySet":
        """The unit that submitted it (HR and leader) and the two offices; other units do not read it."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        scope = of_offices(scopes_of(user, *OFFICE_ROLES), "plan__")
        for path in scopes_of(user, *NEED_ROLES):
            scope |= Q(agency__path__startswith=path)
        return self.filter(scope)


class TrainingNeed(models.Model):
    """What one unit asks of next year's joint training."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="needs")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="training_needs", verbose_name=_("unit"))
    topic = models.CharField(_("topic"), max_length=120)
    audience = models.CharField(_("audience"), max_length=200, blank=True)
    people = models.PositiveSmallIntegerField(_("people"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=NeedState, default=NeedState.SUBMITTED)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)

    objects = TrainingNeedQuerySet.as_manager()

    class Meta:
        db_table = "training_need"
        verbose_name = _("training need")
        verbose_name_plural = _("training needs")
        ordering = ["plan", "agency__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gt=0),
                name="need_has_people",
                violation_error_message=_("Say how many people are to be trained."),
            )
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return self.plan.get_absolute_url()


class OfPlanQuerySet(models.QuerySet):
    """Rows that are as visible as the plan they belong to."""

    def visible_to(self, user: Any) -> "OfPlanQuerySet":
        return self.filter(plan__in=AnnualPlan.objects.visible_to(user))


class PlanLine(models.Model):
    """One class that the year is to have: who hosts it, when, for whom, for how much."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(pgettext_lazy("of a class", "title"), max_length=200)
    mode = models.CharField(_("mode"), max_length=16, choices=Mode, default=Mode.JOINT)
    ip_host = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("host of the IP administrations"),
    )
    proc_host = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("host of the procuratorates"),
    )
    grade = models.CharField(_("training grade"), max_length=1, choices=TrainingGrade, default=TrainingGrade.THIRD)
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=Quarter)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    days = models.DecimalField(_("days"), max_digits=5, decimal_places=1)
    report_in_days = models.DecimalField(_("days to report in"), max_digits=3, decimal_places=1, default=0)
    leaving_days = models.DecimalField(_("days to leave"), max_digits=3, decimal_places=1, default=0)
    ip_seats = models.PositiveSmallIntegerField(_("seats of the IP administrations"), default=0)
    proc_seats = models.PositiveSmallIntegerField(_("seats of the procuratorates"), default=0)
    pool_seats = models.PositiveSmallIntegerField(_("seats of the common pool"), default=0)
    audience = models.CharField(_("audience"), max_length=200, blank=True)
    budget = models.DecimalField(_("budget (yuan)"), max_digits=12, decimal_places=2)
    needs = models.ManyToManyField(
        TrainingNeed,
        blank=True,
        related_name="lines",
        verbose_name=_("answers the needs"),
        db_table="training_line_need",
    )

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        db_table = "training_plan_line"
        verbose_name = _("line of the plan")
        verbose_name_plural = _("lines of the plan")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_line_once"),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gt=F("quarter") * 3 - 3, month__lte=F("quarter") * 3),
                name="line_month_in_quarter",
                violation_error_message=_("The month does not lie in the quarter."),
            ),
            models.CheckConstraint(
                condition=Q(days__gt=0, budget__gte=0),
                name="line_has_days",
                violation_error_message=_("A class has days greater than zero, and its budget is not negative."),
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.JOINT) | Q(ip_host__isnull=False, proc_host__isnull=False),
                name="joint_line_has_both",
                violation_error_message=_(
                    "A jointly organised class needs a host of each side: name the partner or choose another mode."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ip_host__isnull=False) | Q(proc_host__isnull=False),
                name="line_has_host",
                violation_error_message=_("A class has at least one host."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return self.plan.get_absolute_url()

    @property
    def hosts(self) -> list[Agency]:
        return [host for host in (self.ip_host, self.proc_host) if host]

    @property
    def people(self) -> int:
        return self.ip_seats + self.proc_seats + self.pool_seats

    @property
    def days_paid(self) -> Decimal:
        """Teaching, reporting in and leaving."""
        return self.days + self.report_in_days + self.leaving_days

    @property
    def first_day(self) -> dt.date:
        """The rules of this day hold for the line: the first of its month or quarter."""
        return dt.date(self.plan.year, self.month or self.quarter * 3 - 2, 1)


class AnnualPlanApproval(models.Model):
    """One side's training office stands behind the plan as it reads in `version`."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="approvals")
    side = models.CharField(_("side"), max_length=4, choices=Side)
    version = models.PositiveIntegerField(editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        db_table = "training_year_approval"
        verbose_name = _("approval of the annual plan")
        verbose_name_plural = _("approvals of the annual plan")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "side"],
                name="year_approved_once",
                violation_error_message=_("This side has already approved the plan."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.side}"
