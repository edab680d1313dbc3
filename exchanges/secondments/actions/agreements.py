"""Agreements between two agencies: proposed, agreed, renewed, ended; and the places of their batches."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.actions.kinds import day_text
from exchanges.secondments.emails import officers_near
from exchanges.secondments.enums import AGREEMENT_TRANSITIONS, AgreementState, Kind
from exchanges.secondments.models import HOME_ROLES, AgreedKind, Agreement, Batch, Post, region_of
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Agency
from shared.documents.numbers import next_number
from shared.notices.actions import notify
from shared.regulations.queries import Deadlines

RENEWAL = "secondment.agreement_renewal"
FARTHEST = dt.timedelta(days=800)  # no renewal rule reaches farther; keeps the daily look small


def tell_party(agreement: Agreement, kind: str, *agencies: Agency, key: str = "", **params: Any) -> int:
    return notify(
        f"agreement.{kind}",
        to=[user for agency in agencies for user in officers_near(agency, HOME_ROLES)],
        url=agreement.get_absolute_url(),
        key=key,
        number=agreement.number,
        title=agreement.title,
        first=agreement.first.name,
        second=agreement.second.name,
        until=agreement.valid_until.isoformat(),
        **params,
    )


@transaction.atomic
def propose_agreement(first: Agency, *, second: Agency, kinds: Iterable[str], by: Any, **facts: Any) -> Agreement:
    """One unit proposes; the other agrees or not."""
    if second.path.startswith(first.path) or first.path.startswith(second.path):
        raise NotAllowedNow(_("An agreement has two units of which neither stands below the other."))
    number = f"AGR-{next_number('secondment-agreements'):04}"
    try:
        with transaction.atomic():
            agreement = Agreement.objects.create(
                number=number, first=first, second=second, proposed_on=timezone.localdate(), **facts
            )
    except IntegrityError as error:
        raise NotAllowedNow(_("It has been renewed already, or its days are in the wrong order.")) from error
    AgreedKind.objects.bulk_create(AgreedKind(agreement=agreement, kind=kind) for kind in kinds)
    tell_party(agreement, "proposed", second)
    record("secondments.agreement.propose", agreement, by=by)
    return agreement


@transaction.atomic
def agree_to_agreement(agreement: Agreement, *, by: Any) -> Agreement:
    today = timezone.localdate()
    move_state(
        agreement,
        AgreementState.AGREED,
        transitions=AGREEMENT_TRANSITIONS,
        action="secondments.agreement.agree",
        by=by,
        agreed_on=today,
    )
    tell_party(agreement, "agreed", agreement.first, agreement.second)
    return agreement


@transaction.atomic
def refuse_agreement(agreement: Agreement, *, reason: str, by: Any) -> Agreement:
    move_state(
        agreement,
        AgreementState.REFUSED,
        transitions=AGREEMENT_TRANSITIONS,
        action="secondments.agreement.refuse",
        by=by,
        reason=reason,
        reason_in="note",
    )
    tell_party(agreement, "refused", agreement.first, reason=reason)
    return agreement


@transaction.atomic
def end_agreement(agreement: Agreement, *, reason: str, by: Any) -> Agreement:
    """No new post is opened under it; terms that have begun go on."""
    move_state(
        agreement,
        AgreementState.ENDED,
        transitions=AGREEMENT_TRANSITIONS,
        action="secondments.agreement.end",
        by=by,
        reason=reason,
        reason_in="note",
    )
    tell_party(agreement, "ended", agreement.first, agreement.second, reason=reason)
    return agreement


def draw_places(agreement: Agreement, *, host: Agency, kind: str, year: int, number: int, places: int) -> Batch:
    """Take places out of a batch, or say why not; two offices at the same second cannot take the last one twice."""
    check_agreement(agreement, host=host, kind=kind)
    if not 1 <= number <= agreement.batches_per_year:
        raise NotAllowedNow(
            _("The agreement has %(count)s batches a year; there is no batch %(number)s.")
            % {"count": agreement.batches_per_year, "number": number}
        )
    batch, _created = Batch.objects.get_or_create(
        agreement=agreement,
        year=year,
        number=number,
        at_first=agreement.side_of(host) == "first",
        defaults={"places": agreement.places_at(host)},
    )
    room = Batch.objects.filter(pk=batch.pk, offered__lte=F("places") - places)
    if not room.update(offered=F("offered") + places):
        batch.refresh_from_db()
        raise NotAllowedNow(
            _("Batch %(number)s of %(year)s has %(places)s places at %(host)s, of which %(left)s are left.")
            % {
                "number": number,
                "year": year,
                "places": batch.places,
                "host": host,
                "left": batch.places - batch.offered,
            }
        )
    return batch


def check_agreement(agreement: Agreement, *, host: Agency, kind: str) -> None:
    """In force today, with the host as a party, for this kind."""
    if not agreement.is_in_force():
        raise NotAllowedNow(
            _("The agreement %(number)s is in force from %(start)s to %(end)s, once both units have agreed.")
            % {
                "number": agreement.number,
                "start": day_text(agreement.valid_from),
                "end": day_text(agreement.valid_until),
            }
        )
    if not agreement.side_of(host):
        raise NotAllowedNow(_("%(host)s is no party of this agreement.") % {"host": host})
    if not agreement.kinds.filter(kind=kind).exists():
        raise NotAllowedNow(_("The agreement does not cover the kind “%(kind)s”.") % {"kind": Kind(kind).label})


def give_back_places(post: Post, *, waiting: int) -> None:
    """A post that closes gives back what nobody has taken or is still proposed for."""
    free = max(0, post.places_left - waiting)
    if not (post.batch_id and free):
        return
    if Post.objects.filter(pk=post.pk, taken=post.taken).update(given_back=F("given_back") + free):
        Batch.objects.filter(pk=post.batch_id, offered__gte=free).update(offered=F("offered") - free)


def remind_of_agreements() -> int:
    """Tell both parties once when an agreement nears its end and nobody has proposed the next."""
    today, rules = timezone.localdate(), Deadlines("secondment.")
    running = Agreement.objects.filter(
        state=AgreementState.AGREED, renewed_by=None, valid_until__range=(today, today + FARTHEST)
    ).select_related("first__region", "second")
    sent = 0
    for agreement in running:
        due = rules.due(RENEWAL, start=agreement.valid_until, jurisdiction=region_of(agreement.first), before=True)
        if due is not None and due <= today:
            key = f"{RENEWAL}:{agreement.pk}"
            sent += bool(tell_party(agreement, "ends", agreement.first, agreement.second, key=key))
    return sent
