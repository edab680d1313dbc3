"""What happens to a term in force: suspension, renewal, early return, end and appraisal."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.actions.limits import check_change, check_not_over, check_notice, day_text
from exchanges.secondments.actions.papers import check_papers, issue_dismissal, keep_appraisal
from exchanges.secondments.actions.returns import open_return
from exchanges.secondments.actions.rounds import check_none_running, close_record, save_appraisal
from exchanges.secondments.actions.tasks import leave_cases
from exchanges.secondments.emails import tell
from exchanges.secondments.enums import (
    IN_OFFICE,
    OVER,
    PROLONGING,
    TRANSITIONS,
    ChangeKind,
    Decision,
    Party,
    State,
    Step,
)
from exchanges.secondments.models import Appraisal, Secondment, TermChange
from shared.audit.actions import NotAllowedNow, field_changes, move_state, record

EVERYBODY = (Party.PERSON, Party.HOME, Party.HOST)


@transaction.atomic
def suspend(secondment: Secondment, *, reason: str, by: Any) -> Secondment:
    today = timezone.localdate()
    move_state(
        secondment,
        State.SUSPENDED,
        transitions=TRANSITIONS,
        action="secondments.suspend",
        by=by,
        reason=reason,
        suspended_on=today,
    )
    tell(secondment, "suspended", *EVERYBODY, reason=reason)
    return secondment


@transaction.atomic
def resume(secondment: Secondment, *, by: Any, reason: str = "") -> Secondment:
    if secondment.state != State.SUSPENDED:
        raise NotAllowedNow(_("Only a suspended term can be resumed."))
    check_not_over(secondment.ends_on)
    move_state(
        secondment,
        State.ACTIVE,
        transitions=TRANSITIONS,
        action="secondments.resume",
        by=by,
        reason=reason,
        suspended_on=None,
    )
    tell(secondment, "resumed", *EVERYBODY)
    return secondment


@transaction.atomic
def propose_change(
    secondment: Secondment, *, kind: str, new_end: dt.date, side: str, by: Any, note: str = ""
) -> TermChange:
    """One side asks for a renewal, an extension or an early return; that is its own agreement at once."""
    today = timezone.localdate()
    change = TermChange(
        secondment=secondment,
        kind=kind,
        asked_on=today,
        asked_by_agency=secondment.home_org if side == Party.HOME else secondment.host_org,
        old_end=secondment.ends_on,
        new_end=new_end,
        note=note,
        **{f"{side}_agreed_on": today},
    )
    check_direction(secondment, change)
    check_change(secondment, change)
    if kind in PROLONGING:
        check_notice(secondment)
    save_pending(change)
    if kind in PROLONGING and secondment.state == State.ACTIVE:
        move_state(secondment, State.RENEWAL_PENDING, transitions=TRANSITIONS, action="secondments.propose", by=by)
    other = Party.HOST if side == Party.HOME else Party.HOME
    tell(secondment, "change_proposed", other, Party.PERSON, new_end=new_end.isoformat())
    record("secondments.change.propose", secondment, by=by, change=kind, new_end=new_end.isoformat(), reason=note)
    return change


def check_direction(secondment: Secondment, change: TermChange) -> None:
    """Prolonging moves the end onwards from a term in office; an early return moves it to a day not yet over."""
    longer = change.kind in PROLONGING
    allowed = {State.ACTIVE, State.RENEWAL_PENDING} if longer else set(IN_OFFICE)
    if secondment.state not in allowed:
        raise NotAllowedNow(
            _("This is not possible while the state is “%(state)s”.") % {"state": secondment.get_state_display()}
        )
    if longer and change.new_end <= secondment.ends_on:
        raise NotAllowedNow(
            _("The new last day must lie after %(end)s, the present one.") % {"end": day_text(secondment.ends_on)}
        )
    if not longer and not timezone.localdate() <= change.new_end < secondment.ends_on:
        raise NotAllowedNow(
            _("The day of an early return lies between today and %(end)s, the present last day.")
            % {"end": day_text(secondment.ends_on)}
        )


def save_pending(change: TermChange) -> None:
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow(
            _("Another change of this term still waits for a decision. Agree to it or refuse it first.")
        ) from error


@transaction.atomic
def agree_to_change(change: TermChange, *, side: str, by: Any) -> TermChange:
    """The second agreement makes the new term."""
    secondment = change.secondment
    check_answerable(change)
    check_change(secondment, change)
    today = timezone.localdate()
    field = f"{side}_agreed_on"
    open_rows = TermChange.objects.filter(pk=change.pk, approved=Decision.PENDING, **{field: None})
    if not open_rows.update(**{field: today}):
        raise NotAllowedNow(_("This side has agreed already, or the change is decided."))
    change.refresh_from_db()
    check_papers(secondment, Step.AGREE)
    record("secondments.change.agree", secondment, by=by, side=side, change=change.kind)
    if change.home_agreed_on and change.host_agreed_on:
        carry_out(change, by=by)
    return change


def check_answerable(change: TermChange) -> None:
    if change.kind == ChangeKind.EARLY_END:
        raise NotAllowedNow(_("The term has ended: the home unit answers the early end, nothing is agreed any more."))


def carry_out(change: TermChange, *, by: Any) -> None:
    secondment = change.secondment
    if not TermChange.objects.filter(pk=change.pk, approved=Decision.PENDING).update(approved=Decision.APPROVED):
        raise NotAllowedNow(_("Somebody else changed this a moment ago. Look at its present state and try again."))
    change.approved = Decision.APPROVED
    if change.kind == ChangeKind.SUSPENSION:
        suspend(secondment, reason=change.note, by=by)
        return
    changes: dict[str, Any] = {"ends_on": change.new_end}
    if change.kind == ChangeKind.RENEWAL:
        changes["term_number"] = secondment.term_number + 1
    if secondment.state == State.RENEWAL_PENDING and change.kind in PROLONGING:
        move_state(
            secondment, State.ACTIVE, transitions=TRANSITIONS, action="secondments.change.carry_out", by=by, **changes
        )
    else:
        fields = field_changes(secondment, changes)
        Secondment.objects.filter(pk=secondment.pk).update(**changes)
        secondment.refresh_from_db()
        record("secondments.change.carry_out", secondment, by=by, new_end=change.new_end.isoformat(), fields=fields)
    tell(secondment, "change_agreed", *EVERYBODY, new_end=change.new_end.isoformat())


@transaction.atomic
def refuse_change(change: TermChange, *, side: str, reason: str, by: Any) -> TermChange:
    secondment = change.secondment
    check_answerable(change)
    open_rows = TermChange.objects.filter(pk=change.pk, approved=Decision.PENDING)
    if not open_rows.update(approved=Decision.REFUSED, note=reason):
        raise NotAllowedNow(_("This change is decided already."))
    change.approved, change.note = Decision.REFUSED, reason
    if secondment.state == State.RENEWAL_PENDING:
        move_state(
            secondment, State.ACTIVE, transitions=TRANSITIONS, action="secondments.change.refuse", by=by, reason=reason
        )
    else:
        record("secondments.change.refuse", secondment, by=by, side=side, reason=reason)
    tell(secondment, "change_refused", *EVERYBODY, reason=reason)
    return change


@transaction.atomic
def terminate(secondment: Secondment, *, reason_code: str, by: Any, note: str = "") -> Secondment:
    """The host ends the term before its time; the home unit is told."""
    if secondment.state in IN_OFFICE:
        check_not_over(secondment.ends_on)
    move_state(
        secondment,
        State.TERMINATED,
        transitions=TRANSITIONS,
        action="secondments.terminate",
        by=by,
        reason=note or reason_code,
        terminated_on=timezone.localdate(),
        termination_reason=reason_code,
    )
    drop_pending(secondment, _("The term was ended early."))
    leave_cases(secondment, by=by)
    keep_early_end(secondment, note)
    issue_dismissal(secondment, by=by)
    open_return(secondment)
    tell(secondment, "terminated", *EVERYBODY, terminated_on=timezone.localdate().isoformat())
    return secondment


def keep_early_end(secondment: Secondment, note: str) -> None:
    """A dated record of the host's act; the home unit's answer to it is still to come."""
    today = timezone.localdate()
    TermChange.objects.create(
        secondment=secondment,
        kind=ChangeKind.EARLY_END,
        asked_on=today,
        asked_by_agency=secondment.host_org,
        old_end=secondment.ends_on,
        new_end=today,
        host_agreed_on=today,
        note=note or str(secondment.get_termination_reason_display()),
    )


def drop_pending(secondment: Secondment, note: str) -> None:
    secondment.term_changes.filter(approved=Decision.PENDING).update(approved=Decision.REFUSED, note=note)


@transaction.atomic
def end_term(secondment: Secondment, *, by: Any = None) -> Secondment:
    """Automatic release on the day after the last day; a renewal not agreed by both lapses (H18)."""
    if timezone.localdate() <= secondment.ends_on:
        raise NotAllowedNow(_("The term lasts until %(end)s.") % {"end": day_text(secondment.ends_on)})
    move_state(secondment, State.ENDED, transitions=TRANSITIONS, action="secondments.end", by=by)
    drop_pending(secondment, _("Not agreed by both units before the end of the term; released automatically (H18)."))
    leave_cases(secondment, by=by)
    open_return(secondment)
    tell(secondment, "ended", *EVERYBODY, key=f"secondment.ended:{secondment.pk}:{secondment.ends_on}")
    return secondment


@transaction.atomic
def appraise(
    secondment: Secondment, *, grade: str, opinion: str, by: Any, period: str = "期满", side: str = Party.HOST
) -> Appraisal:
    """The host's appraisal; the one at the end of the term closes the record, copy to home unit and person."""
    if secondment.state not in {*IN_OFFICE, State.ENDED, State.TERMINATED}:
        raise NotAllowedNow(
            _("This is not possible while the state is “%(state)s”.") % {"state": secondment.get_state_display()}
        )
    check_none_running(secondment)
    appraisal = save_appraisal(
        Appraisal(
            secondment=secondment,
            period=period,
            by_agency=secondment.host_org if side == Party.HOST else secondment.home_org,
            grade=grade,
            opinion=opinion,
            appraised_on=timezone.localdate(),
        )
    )
    if secondment.state in OVER:
        close_record(secondment, grade=grade, by=by)
    keep_appraisal(secondment, period=period, side=side, by=by)
    tell(secondment, "appraised", Party.HOME, Party.PERSON, period=period)
    record("secondments.appraise", secondment, by=by, period=period, grade=grade)
    return appraisal
