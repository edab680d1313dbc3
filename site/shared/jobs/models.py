import datetime as dt
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared.jobs.enums import JobState

ATTEMPTS = 5
LEASE = dt.timedelta(minutes=10)  # longer than CELERY_TASK_TIME_LIMIT: whoever holds a job longer is dead
FIRST_PAUSE = dt.timedelta(minutes=1)


class JobQuerySet(models.QuerySet):
    def due(self, now: dt.datetime | None = None) -> "JobQuerySet":
        return self.filter(state=JobState.QUEUED, run_after__lte=now or timezone.now())

    def visible_to(self, user: Any) -> "JobQuerySet":
        """Background work belongs to no agency: who runs the machine sees it, nobody else."""
        return self if user.is_superuser else self.none()


class Job(models.Model):
    """One piece of work outside the request. The row is the truth; a message on the broker only wakes a worker."""

    task = models.CharField(_("task"), max_length=80)
    kwargs = models.JSONField(_("with"), default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=8, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("queued at"), default=timezone.now)
    run_after = models.DateTimeField(_("not before"), default=timezone.now)
    claimed_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    claimed_by = models.CharField(_("worker"), max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(claimed_at__isnull=False, lease_until__isnull=False),
                name="running_job_is_claimed",
            )
        ]
        indexes = [
            models.Index(fields=["state", "run_after"], name="job_open", condition=Q(state__in=["queued", "running"]))
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.kwargs}"
