"""The appraisal of a period: begun by either unit, written apart from one another, merged by rules (B9, B10)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.actions.papers import keep_appraisal
from exchanges.secondments.emails import tell
from exchanges.secondments.enums import IN_OFFICE, OVER, TRANSITIONS, Grade, Party, State
from exchanges.secondments.models import (
    Appraisal,
    AppraisalItem,
    AppraisalPart,
    AppraisalRound,
    PartScore,
    Secondment,
)
from exchanges.secondments.queries.appraisals import appraisal_items, appraisal_shares, merged
from shared.audit.actions import NotAllowedNow, move_state, record

APPRAISABLE = {*IN_OFFICE, State.ENDED, State.TERMINATED}
EVERYBODY = (Party.PERSON, Party.HOME, Party.HOST)


@transaction.atomic
def begin_appraisal(secondment: Secondment, *, period: str, by: Any) -> AppraisalRound:
    """Fix the items and who appraises with what share; everybody is asked for her part."""
    check_appraisable(secondment, period)
    today = timezone.localdate()
    items, shares = appraisal_items(secondment), appraisal_shares(secondment, on=today)
    weights = sum(row.weight for row in items)
    if weights != 100:
        raise NotAllowedNow(
            _("The appraisal items of this kind in the rule tables must weigh 100 together; they weigh %(total)s.")
            % {"total": weights}
        )
    subject = save_round(
        AppraisalRound(
            secondment=secondment,
            period=period,
            is_final=secondment.state in OVER,
            opened_on=today,
            host_share=shares.host,
            basis=shares.basis,
        )
    )
    AppraisalItem.objects.bulk_create(AppraisalItem(round=subject, label=r.label, weight=r.weight) for r in items)
    tell(secondment, "appraisal_begun", *EVERYBODY, period=period)
    record("secondments.appraisal.begin", secondment, by=by, period=period)
    return subject


def check_appraisable(secondment: Secondment, period: str) -> None:
    if secondment.state not in APPRAISABLE:
        raise NotAllowedNow(
            _("This is not possible while the state is “%(state)s”.") % {"state": secondment.get_state_display()}
        )
    if Appraisal.objects.filter(secondment=secondment, period=period).exists():
        raise NotAllowedNow(_("The period “%(period)s” has been appraised already.") % {"period": period})
    check_none_running(secondment)


def check_none_running(secondment: Secondment) -> None:
    running = AppraisalRound.objects.running().filter(secondment=secondment).first()
    if running:
        raise NotAllowedNow(
            _("The appraisal of “%(period)s” is running; hand in your part there.") % {"period": running.period}
        )


def save_round(subject: AppraisalRound) -> AppraisalRound:
    try:
        with transaction.atomic():
            subject.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow(
            _("The period “%(period)s” has been appraised already.") % {"period": subject.period}
        ) from error
    return subject


@transaction.atomic
def hand_in_part(
    subject: AppraisalRound, *, side: str, given: dict[int, int], opinion: str, by: Any, grade: str = ""
) -> AppraisalPart:
    """One side's part, once and for all; with the last unit's the result is merged and the period closed."""
    # Both units at the same second: the second one waits here and sees the first one's part.
    AppraisalRound.objects.select_for_update(no_key=True).get(pk=subject.pk)
    subject.refresh_from_db(fields=["closed_on"])
    check_part(subject, side, given, grade)
    part = AppraisalPart(
        round=subject, side=side, grade=grade, opinion=opinion.strip(), handed_in_on=timezone.localdate()
    )
    save_part(part)
    PartScore.objects.bulk_create(PartScore(part=part, item_id=pk, given=number) for pk, number in given.items())
    record("secondments.appraisal.hand_in", subject.secondment, by=by, side=side, period=subject.period)
    parts = list(subject.parts.prefetch_related("scores__item"))
    if {str(row.side) for row in parts} >= set(subject.shares):
        settle(subject, parts, by=by)
    return part


def check_part(subject: AppraisalRound, side: str, given: dict[int, int], grade: str) -> None:
    if subject.closed_on:
        raise NotAllowedNow(_("The result of this appraisal is on record already."))
    if side != Party.PERSON and side not in subject.shares:
        raise NotAllowedNow(
            _("The %(unit)s has no part in this appraisal: %(rule)s.")
            % {"unit": Party(side).label, "rule": subject.basis}
        )
    items = set(subject.items.values_list("pk", flat=True))
    if set(given) != items or not all(0 <= number <= 100 for number in given.values()):
        raise NotAllowedNow(_("Give every item of the appraisal 0 to 100."))
    if (grade in Grade.values) == (side == Party.PERSON):
        raise NotAllowedNow(_("A unit proposes one of the four grades; the person proposes none."))


def save_part(part: AppraisalPart) -> None:
    try:
        with transaction.atomic():
            part.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow(_("This side has handed in its part already.")) from error


def settle(subject: AppraisalRound, parts: list[AppraisalPart], *, by: Any) -> None:
    """The merged result goes on record, the final one closes the term, and all three parties get their copy."""
    secondment = subject.secondment
    result, grade = merged(subject, parts)
    today = timezone.localdate()
    AppraisalRound.objects.filter(pk=subject.pk, closed_on=None).update(closed_on=today, result=result, grade=grade)
    subject.refresh_from_db(fields=["closed_on", "result", "grade"])
    agencies = {str(Party.HOME): secondment.home_org, str(Party.HOST): secondment.host_org}
    for part in parts:
        if part.side in subject.shares:
            facts = {"period": subject.period, "grade": part.grade, "opinion": part.opinion}
            agency = agencies[part.side]
            save_appraisal(Appraisal(secondment=secondment, by_agency=agency, appraised_on=part.handed_in_on, **facts))
    if subject.is_final:
        close_record(secondment, grade=grade, by=by)
    keep_appraisal(secondment, period=subject.period, side=Party.HOST, by=by)
    tell(secondment, "appraisal_settled", *EVERYBODY, period=subject.period)
    record("secondments.appraisal.settle", secondment, by=by, period=subject.period)


def close_record(secondment: Secondment, *, grade: str, by: Any) -> Secondment:
    return move_state(
        secondment,
        State.APPRAISED,
        transitions=TRANSITIONS,
        action="secondments.appraise",
        by=by,
        grade=grade,
        appraised_on=timezone.localdate(),
    )


def save_appraisal(appraisal: Appraisal) -> Appraisal:
    try:
        with transaction.atomic():
            appraisal.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow(
            _("The period “%(period)s” has been appraised already.") % {"period": appraisal.period}
        ) from error
    return appraisal
