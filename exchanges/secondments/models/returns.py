from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums.returns import SHOWN, WRITABLE, ReportState
from exchanges.secondments.models.scopes import host_scope
from exchanges.secondments.models.terms import PartQuerySet, Secondment


class ReturnReportQuerySet(PartQuerySet):
    def waiting_for(self, user: Any) -> "ReturnReportQuerySet":
        """The person's own to write, the host's to confirm; for somebody without an account the host writes it."""
        own = Q(secondment__person__isnull=False, secondment__person__user_id=user.pk)
        on_paper = Q(secondment__person__isnull=False, secondment__person__user=None, state__in=WRITABLE)
        for_host = host_scope(user, "secondment__") & ~own & (Q(state=ReportState.HANDED_IN) | on_paper)
        return self.visible_to(user).filter(own & Q(state__in=WRITABLE) | for_host)


class ReturnReport(models.Model):
    """What the person reports of her term when it is over; the host confirms it or returns it with a reason (B19)."""

    secondment = models.OneToOneField(Secondment, on_delete=models.CASCADE, related_name="return_report")
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    text = models.TextField(_("report"), blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    handed_in_on = models.DateField(_("handed in on"), null=True, blank=True)
    remark = models.CharField(_("reason of the return"), max_length=300, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReturnReportQuerySet.as_manager()

    class Meta:
        db_table = "secondments_return_report"
        verbose_name = _("return report")
        verbose_name_plural = _("return reports")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[str(s) for s in SHOWN]) | (Q(handed_in_on__isnull=False) & ~Q(text="")),
                name="return_report_handed_in",
                violation_error_message=_("A report that is handed in has its text and its day."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.CONFIRMED) | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="return_report_confirmed",
                violation_error_message=_("A confirmed report has its day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("secondments:report", args=[self.secondment.number])

    @property
    def is_shown(self) -> bool:
        """Others than its writer read it from handing in on, and not while it is being completed."""
        return self.state in SHOWN

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def state_tone(self) -> str:
        return "ok" if self.state == ReportState.CONFIRMED else "bad" if self.state == ReportState.RETURNED else "warn"
