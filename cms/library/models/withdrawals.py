"""Pages that were public and are no longer: what stood there, why it went, and what takes its place (E12)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.library.enums import Ending, PlanOutcome
from cms.release.models import Route
from cms.release.queries import Entry, PublicRecord
from shared.directory.models import Agency


class ThroughPageQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ThroughPageQuerySet":
        """Of pages whose agencies the user edits, reviews or signs for."""
        return self.filter(page__in=Route.objects.visible_to(user).values("page"))


class WithdrawalQuerySet(ThroughPageQuerySet):
    def open(self) -> "WithdrawalQuerySet":
        return self.filter(undone_at=None)


class PlannedWithdrawalQuerySet(ThroughPageQuerySet):
    def open(self) -> "PlannedWithdrawalQuerySet":
        return self.filter(ended_at=None)

    def due(self) -> "PlannedWithdrawalQuerySet":
        return self.open().filter(planned_at__lte=timezone.now())


class SaidInstead(models.Model):
    """What readers are told instead of a page that is no longer public."""

    said_title = models.CharField(
        _("what stood here"),
        max_length=255,
        help_text=_("Readers see it. Change it where the title itself must not be read any more."),
    )
    reason = models.TextField(
        _("reason, public"), max_length=600, help_text=_("A full sentence: readers see it at the address of the page.")
    )
    replacement = models.ForeignKey(
        Page, verbose_name=_("page that takes its place"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    ending = models.CharField(_("what readers get"), max_length=8, choices=Ending, default=Ending.NOTICE)
    text_is_public = models.BooleanField(
        _("the earlier text stays readable"),
        default=False,
        help_text=_("As a superseded version behind a link. Not where the text itself does harm, as with privacy."),
    )

    class Meta:
        abstract = True


class Withdrawal(SaidInstead):
    """One withdrawal of one page. The page comes back by its editorial route alone, which ends the row."""

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.PROTECT, related_name="withdrawals")
    agency = models.ForeignKey(
        Agency, verbose_name=_("withdrawn by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("public again since"), null=True, blank=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(undone_at=None),
                name="withdrawal_open_once",
                violation_error_message=_("This page has been withdrawn already."),
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(said_title=""), name="withdrawal_says_why"),
            models.CheckConstraint(
                condition=Q(ending=Ending.NOTICE) | Q(replacement__isnull=False),
                name="withdrawal_leads_somewhere",
                violation_error_message=_("Choose the page that readers are led to."),
            ),
            models.CheckConstraint(
                condition=Q(replacement=None) | ~Q(replacement=F("page")),
                name="withdrawal_not_by_itself",
                violation_error_message=_("A page cannot take its own place."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said_title} ({self.withdrawn_at:%Y-%m-%d})"

    @property
    def successor(self) -> Page | None:
        """The page that takes its place, while it is public itself."""
        return self.replacement if self.replacement and self.replacement.live else None

    @property
    def leads_on(self) -> bool:
        return self.ending == Ending.LEAD_ON and self.successor is not None


class PlannedWithdrawal(SaidInstead):
    """A public page that is to go at a minute (E7). Whoever decided it had the right then; the clock only keeps it."""

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.PROTECT, related_name="planned_withdrawals")
    planned_at = models.DateTimeField(_("to be withdrawn at"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("done at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=PlanOutcome, blank=True)
    fault = models.CharField(_("why it failed"), max_length=300, blank=True)

    objects = PlannedWithdrawalQuerySet.as_manager()

    class Meta:
        db_table = "library_plannedwithdrawal"
        verbose_name = _("planned withdrawal")
        verbose_name_plural = _("planned withdrawals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(ended_at=None),
                name="planned_withdrawal_once",
                violation_error_message=_("A time is set for this page already. Call it off first."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="planned_withdrawal_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said_title} ({self.planned_at:%Y-%m-%d %H:%M})"


class PageRecord(PublicRecord):
    """The public record of a page, its withdrawals among its versions."""

    def endings(self) -> list[Entry]:
        rows = Withdrawal.objects.filter(page=self.page.pk)
        words = gettext("Withdrawn. %(reason)s")
        return [*super().endings(), *(Entry(row.withdrawn_at, words % {"reason": row.reason}) for row in rows)]
