"""Anonymous remarks: the host asks colleagues, who answer without a name (B11)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.secondments.models import AppraisalRound, PeerAsked, PeerRemark
from exchanges.secondments.queries.remarks import peers_to_ask
from shared.audit.actions import NotAllowedNow, record
from shared.notices.actions import notify


@transaction.atomic
def ask_peers(subject: AppraisalRound, *, users: Iterable[Any], by: Any) -> list[PeerAsked]:
    """The log keeps that colleagues were asked, and not whom."""
    users, secondment = list(users), subject.secondment
    if subject.closed_on:
        raise NotAllowedNow(_("The result of this appraisal is on record already."))
    if not {user.pk for user in users} <= set(peers_to_ask(subject).values_list("pk", flat=True)):
        raise NotAllowedNow(_("Only colleagues of the host unit are asked, never the person herself."))
    rows = [PeerAsked.objects.create(round=subject, user=user) for user in users]
    for asked in rows:
        notify(
            "secondment.remark_asked",
            to=[asked.user],
            url=asked.get_absolute_url(),
            number=secondment.number,
            person=secondment.person.name if secondment.person else "",
            host=secondment.host_org.name,
            period=subject.period,
        )
    record("secondments.appraisal.ask", secondment, by=by, period=subject.period)
    return rows


@transaction.atomic
def give_remark(asked: PeerAsked, *, text: str, by: Any) -> None:
    """Marks that `by` has answered and keeps the words apart from her; the log names nobody."""
    mine = PeerAsked.objects.open_to(by).filter(pk=asked.pk).exists()
    if not mine or not PeerAsked.objects.filter(pk=asked.pk, has_answered=False).update(has_answered=True):
        raise NotAllowedNow(_("You have answered already, or the appraisal has ended."))
    PeerRemark.objects.create(round=asked.round, text=text.strip())
    record("secondments.appraisal.remark", asked.round.secondment, by=None, period=asked.round.period)
