"""A public page goes at a minute that an issuer sets, with the words that its readers get then (E7)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.library.actions.withdrawing import require_issuer, require_replacement, require_withdrawable, take_away
from cms.library.emails import tell_not_withdrawn
from cms.library.enums import PlanOutcome
from cms.library.models import PlannedWithdrawal
from shared.audit.actions import NotAllowedNow, record

LABELS = {
    "library.expiry.set": gettext_lazy("Time of withdrawal set"),
    "library.expiry.off": gettext_lazy("Time of withdrawal called off"),
    "library.expiry.failed": gettext_lazy("Withdrawal at its time failed"),
}
SAID = ["said_title", "reason", "replacement", "ending", "text_is_public"]


@transaction.atomic
def plan_withdrawal(page: Any, *, at: dt.datetime, by: Any, **said: Any) -> PlannedWithdrawal:
    """Keep the minute and the words; nothing changes for readers until then. `said` is what withdraw_page takes."""
    require_issuer(page, by)
    if at <= timezone.now():
        raise NotAllowedNow(_("Choose a time to come, or none to withdraw at once."))
    require_withdrawable(page, said["said_title"], said["reason"])
    require_replacement(page, said["replacement"], said["ending"])
    try:
        with transaction.atomic():
            plan = PlannedWithdrawal.objects.create(page_id=page.pk, planned_at=at, planned_by=by, **said)
    except IntegrityError as error:
        raise NotAllowedNow(_("A time is set for this page already. Call it off first.")) from error
    record("library.expiry.set", page, by=by, reason=plan.reason, at=at.isoformat())
    return plan


@transaction.atomic
def call_off_withdrawal(page: Any, *, by: Any) -> None:
    require_issuer(page, by)
    if not end(PlannedWithdrawal.objects.open().filter(page=page.pk), PlanOutcome.CALLED):
        raise NotAllowedNow(_("No time is set for this page, or it has come already."))
    record("library.expiry.off", page, by=by)


def end(rows: Any, outcome: str, fault: str = "") -> int:
    return rows.filter(ended_at=None).update(ended_at=timezone.now(), outcome=outcome, fault=fault[:300])


def withdraw_due() -> int:
    """At the turn of every minute: what is due goes, each in its own transaction; returns how many went."""
    return sum(keep_time(pk) for pk in PlannedWithdrawal.objects.due().values_list("pk", flat=True))


def keep_time(pk: int) -> bool:
    """Whoever ends the plan first withdraws the page; what cannot be done is told to those who answer for it."""
    plan = PlannedWithdrawal.objects.select_related("page", "planned_by", "replacement").get(pk=pk)
    rows, page = PlannedWithdrawal.objects.due().filter(pk=pk), plan.page.specific
    try:
        with transaction.atomic():
            live = Page.objects.select_for_update(no_key=True).get(pk=page.pk).live  # an issuer may be faster by hand
            if not end(rows, PlanOutcome.DONE if live else PlanOutcome.GONE) or not live:
                return False
            take_away(page, by=plan.planned_by, **{name: getattr(plan, name) for name in SAID})
            return True
    except NotAllowedNow as refusal:
        with transaction.atomic():
            if end(rows, PlanOutcome.FAILED, str(refusal)):
                record("library.expiry.failed", page, by=None, reason=str(refusal))
                tell_not_withdrawn(plan, page, str(refusal))
        return False
