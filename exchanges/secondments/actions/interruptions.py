"""A suspension, agreed by both units; the home unit's answer to an early end by the host (B6)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.secondments.actions.limits import check_not_over
from exchanges.secondments.actions.term import save_pending
from exchanges.secondments.emails import tell
from exchanges.secondments.enums import ChangeKind, Decision, Party, State
from exchanges.secondments.models import Secondment, TermChange
from shared.audit.actions import NotAllowedNow, record

LABELS = {"secondments.change.answer": gettext_lazy("Early end answered by the home unit")}


@transaction.atomic
def propose_suspension(secondment: Secondment, *, reason: str, side: str, by: Any) -> TermChange:
    """One unit asks that the duties rest; they do from the day on which the other one agrees."""
    if secondment.state != State.ACTIVE:
        raise NotAllowedNow(
            _("This is not possible while the state is “%(state)s”.") % {"state": secondment.get_state_display()}
        )
    check_not_over(secondment.ends_on)
    today = timezone.localdate()
    change = TermChange(
        secondment=secondment,
        kind=ChangeKind.SUSPENSION,
        asked_on=today,
        asked_by_agency=secondment.home_org if side == Party.HOME else secondment.host_org,
        old_end=secondment.ends_on,
        new_end=secondment.ends_on,
        note=reason,
        **{f"{side}_agreed_on": today},
    )
    save_pending(change)
    other = Party.HOST if side == Party.HOME else Party.HOME
    tell(secondment, "suspension_proposed", other, Party.PERSON, reason=reason)
    record("secondments.change.propose", secondment, by=by, change=change.kind, reason=reason)
    return change


@transaction.atomic
def answer_end(change: TermChange, *, agrees: bool, by: Any, note: str = "") -> TermChange:
    """The home unit agrees or objects; the term has ended either way."""
    if not agrees and not note.strip():
        raise NotAllowedNow(_("Say why your unit objects."))
    today = timezone.localdate()
    facts = {
        "approved": Decision.APPROVED if agrees else Decision.REFUSED,
        "home_agreed_on": today if agrees else None,
        "answer": note.strip()[:300],
    }
    waiting = TermChange.objects.filter(pk=change.pk, kind=ChangeKind.EARLY_END, approved=Decision.PENDING)
    if not waiting.update(**facts):
        raise NotAllowedNow(_("No early end of this term waits for an answer."))
    change.refresh_from_db()
    words = str(change.get_approved_display())
    tell(change.secondment, "end_answered", Party.HOST, Party.PERSON, answer=words, reason=change.answer)
    record("secondments.change.answer", change.secondment, by=by, reason=f"{words} {change.answer}".strip())
    return change
