"""The way of the report after a term, and what stands beside it."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ReportState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("return report", "being written")
    HANDED_IN = "handed_in", pgettext_lazy("return report", "handed in")
    RETURNED = "returned", pgettext_lazy("return report", "returned to be completed")
    CONFIRMED = "confirmed", pgettext_lazy("return report", "confirmed by the host")


REPORT_TRANSITIONS: dict[str, set[str]] = {
    ReportState.DRAFT: {ReportState.HANDED_IN},
    ReportState.RETURNED: {ReportState.HANDED_IN},
    ReportState.HANDED_IN: {ReportState.CONFIRMED, ReportState.RETURNED},
}
WRITABLE = [ReportState.DRAFT, ReportState.RETURNED]
SHOWN = [ReportState.HANDED_IN, ReportState.CONFIRMED]


class Section(models.TextChoices):
    """What a term has brought, beside posts and cases."""

    TRAINING = "training", pgettext_lazy("of a term", "Training")
    LECTURES = "lectures", pgettext_lazy("of a term", "Lectures and teaching")
    OUTPUTS = "outputs", pgettext_lazy("of a term", "Outputs")
