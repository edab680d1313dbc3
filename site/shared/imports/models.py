from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shared.imports.enums import FaultAction, Outcome, RunState


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ImportRunQuerySet":
        """Whoever uploaded it: a sheet may name people that others must not see."""
        return self.filter(by=user) if user.is_authenticated else self.none()


class ImportRun(models.Model):
    """One uploaded sheet: checked first, taken over once."""

    kind = models.CharField(_("kind"), max_length=30)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_runs")
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    done_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.WAITING)
    trouble = models.CharField(_("why it came to nothing"), max_length=400, blank=True)
    only = models.JSONField(_("chosen rows"), null=True, blank=True)
    unread = models.CharField(_("columns not read"), max_length=500, blank=True)
    read = models.PositiveIntegerField(_("rows read"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    repaired = models.PositiveIntegerField(_("repaired"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        db_table = "imports_run"
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in {RunState.WAITING, RunState.TAKING}

    @property
    def state_tone(self) -> str:
        return {RunState.DONE: "ok", RunState.FAILED: "bad"}.get(RunState(self.state), "warn")

    @property
    def valid(self) -> int:
        return self.read - self.refused


class ImportFile(models.Model):
    """The sheet itself, kept only until it has been taken over."""

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    class Meta:
        db_table = "imports_file"

    def __str__(self) -> str:
        return str(self.run_id)


class ImportRow(models.Model):
    """What would become, or became, of one row."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(_("sheet"), max_length=60, blank=True)
    row = models.PositiveIntegerField(_("row"))
    label = models.CharField(_("content"), max_length=200)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    is_repaired = models.BooleanField(_("repaired"), default=False)

    class Meta:
        db_table = "imports_row"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.row}: {self.label}"


class ImportFault(models.Model):
    """One thing wrong with one cell."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    sheet = models.CharField(_("sheet"), max_length=60, blank=True)
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=60)
    fault = models.CharField(_("fault"), max_length=40)
    action = models.CharField(_("action"), max_length=8, choices=FaultAction)
    value_in_file = models.CharField(_("value in the file"), max_length=400, blank=True)
    value = models.CharField(_("value taken"), max_length=400, blank=True)

    class Meta:
        db_table = "imports_fault"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.fault}"
