from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.secondments.enums.tasks import DONE, FAILED, OPEN_TASKS, RUNNING, TaskRole, TaskState
from exchanges.secondments.models.scopes import HOST_ROLES, home_scope, host_scope, scope
from exchanges.secondments.models.terms import Secondment
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person, deputy_scopes
from shared.recusal.queries import open_to

SUBJECT = "case_task"  # the kind of matter under which the recusal engine knows a task


def as_prosecutor(user: Any) -> Q:
    """Her own tasks, and those of a prosecutor for whom she stands in today."""
    absent = {whose for role, _path, whose in deputy_scopes(user) if role == RoleCode.SUPERVISING_PROSECUTOR}
    return Q(prosecutor__user__in=[user.pk, *absent])


class CaseTaskQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CaseTaskQuerySet":
        """The prosecutor, the host's officers, the assistant once she is asked; her units once she has accepted.

        Nobody to whom the recusal engine has closed the matter (C6).
        """
        if not user.is_authenticated:
            return self.none()
        herself = Q(secondment__person__user=user)
        units = home_scope(user, "secondment__") | host_scope(user, "secondment__")
        of_host = as_prosecutor(user) | scope("host_org", user, HOST_ROLES)
        seen = of_host & ~herself | herself & Q(invited_at__isnull=False) | units & Q(state__in=[*RUNNING, *DONE])
        return open_to(self.filter(seen), user, SUBJECT)

    def with_parties(self) -> "CaseTaskQuerySet":
        return self.select_related(
            "secondment__person__user",
            "secondment__home_org",
            "secondment__host_org",
            "host_org__region",
            "prosecutor__user",
            "respondent_org",
            "replaces",
        )


class CaseTask(models.Model):
    """A case that an assistant joins: an alias, days, hours, her part. Nothing of the case itself (H22)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    secondment = models.ForeignKey(
        Secondment, on_delete=models.PROTECT, related_name="case_tasks", verbose_name=_("secondment")
    )
    host_org = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="case_tasks", verbose_name=_("procuratorate")
    )
    prosecutor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="guided_tasks", verbose_name=_("prosecutor")
    )
    alias = models.CharField(_("alias of the case"), max_length=20)
    role = models.CharField(_("part in the case"), max_length=16, choices=TaskRole)
    respondent_org = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organ that is a party"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    hours = models.DecimalField(
        pgettext_lazy("of work", "hours"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0.5), MaxValueValidator(999)],
    )
    state = models.CharField(_("state"), max_length=10, choices=TaskState, default=TaskState.PREPARED)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replacements",
        verbose_name=_("instead of"),
    )
    letter_number = models.CharField(_("letter of invitation"), max_length=60, blank=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    opinion_on = models.DateField(_("opinion submitted on"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CaseTaskQuerySet.as_manager()

    class Meta:
        db_table = "secondments_case_task"
        verbose_name = _("case task")
        verbose_name_plural = _("case tasks")
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["host_org", "state"], name="case_task_host_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="case_task_order",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gt=0),
                name="case_task_hours",
                violation_error_message=_("Hours are more than nothing."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[str(s) for s in DONE]) | Q(hours__isnull=False),
                name="case_task_done_hours",
                violation_error_message=_("A confirmed task has its hours."),
            ),
            models.UniqueConstraint(
                fields=["secondment", "host_org", "alias"],
                condition=Q(state__in=[str(s) for s in OPEN_TASKS]),
                name="case_task_once",
                violation_error_message=_("This assistant already has a task with this alias."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("secondments:task", args=[self.number])

    @property
    def person(self) -> Person:
        """The assistant: whoever serves a term has a name."""
        person = self.secondment.person
        assert person is not None  # noqa: S101  the constraint secondment_names_person keeps it
        return person

    @property
    def state_tone(self) -> str:
        if self.state in {*RUNNING, *DONE}:
            return "ok"
        return "bad" if self.state in FAILED else "" if self.state == TaskState.WITHDRAWN else "warn"
