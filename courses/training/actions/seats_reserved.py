"""Seats reserved without names: a unit keeps some until the naming deadline and names its people later (A4)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.rules import check_window
from courses.training.actions.seats import fill_locked, lock_blocks, move_free, settle_afterwards
from courses.training.actions.seats_contract import locked, open_contract, require_day, require_free
from courses.training.models import SeatBlock, Session
from courses.training.permissions import can_organise
from courses.training.queries import blocks_open_to, destination
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency
from shared.jobs.actions import later
from shared.regulations.queries import deadline, limit

LABELS = {
    "training.session.reserve": gettext_lazy("Seats reserved without names"),
    "training.session.reduce": gettext_lazy("Reserved seats given back"),
}


def naming_deadline(session: Session) -> dt.datetime | None:
    """By rule some working days before enrolment closes, at the same time of day."""
    if session.closes_at is None:
        return None
    closes = timezone.localtime(session.closes_at)
    return closes.combine(deadline("training.naming", start=closes.date(), before=True), closes.timetz())


@transaction.atomic
def reserve_seats(
    session: Session, *, agency: Agency, seats: int, until: dt.datetime | None = None, by: Any
) -> SeatBlock:
    """Keep seats of the unit's side, else of the pool, until the names come; the unit's HR or an organiser for it."""
    until = until or naming_deadline(session)
    if until is None or until <= timezone.now():
        raise NotAllowedNow(_("Names had to be put forward by now: nominate people instead of reserving seats."))
    require_day(session, until)
    rows = open_contract(session)
    if not can_organise(by, session):
        check_window(session, timezone.now())
        require_fair_share(session, agency, seats, list(rows.values()))
    source = source_of(agency, seats, list(rows.values()))
    block, _is_new = SeatBlock.objects.get_or_create(
        session=session, agency=agency, is_reserved=True, parent=source, defaults={"side": agency.side}
    )
    SeatBlock.objects.filter(pk=block.pk).update(returns_at=until, returned_at=None, announced_at=None)
    move_free(source, block, seats)
    words = {"from": str(source.label), "to": str(block.label), "until": timezone.localtime(until).isoformat()}
    record("training.session.reserve", session, by=by, n=seats, **words)
    later("training.tell_reserved", block_id=block.pk, by_id=by.pk)
    fill_locked(session)
    settle_afterwards(session.pk)
    block.refresh_from_db()
    return block


def source_of(agency: Agency, seats: int, blocks: list[SeatBlock]) -> SeatBlock:
    """The own side's seats if there are enough, else the pool's; a reservation is never torn between two."""
    common = [block for block in blocks_open_to(blocks, agency) if block.is_plain]
    if not common:
        raise NotAllowedNow(
            _("This class has no seats for the side of %(unit)s and no common pool; ask the hosts for a seat.")
            % {"unit": agency}
        )
    largest = max(common, key=lambda block: block.free)
    require_free(largest, seats)
    return next(block for block in common if block.free >= seats)


def require_fair_share(session: Session, agency: Agency, seats: int, blocks: list[SeatBlock]) -> None:
    """One unit does not take the whole class by itself; the organiser may reserve more for it."""
    share = limit("training.reservation_share", on=timezone.localdate())
    of_side = sum(block.seats for block in blocks if block.side in {agency.side, "pool"})
    held = sum(block.seats for block in blocks if block.is_reserved and block.agency_id == agency.pk)
    most = int(of_side * share)
    if held + seats > most:
        raise NotAllowedNow(
            _("One unit can reserve at most %(most)s seats of this class; ask the organiser for more.") % {"most": most}
        )


@transaction.atomic
def reduce_reserved(block: SeatBlock, *, seats: int, by: Any) -> SeatBlock:
    """The unit keeps only `seats` of its reserved seats; the rest goes back at once and to the waitlist."""
    session = block.session
    rows = {b.pk: b for b in lock_blocks(session.pk)}
    block = locked(rows, block)
    if not block.is_reserved:
        raise NotAllowedNow(_("These seats are not reserved ones; the organiser changes the contract."))
    target = destination(block, list(rows.values()))
    if target is None or seats >= block.seats:
        raise NotAllowedNow(_("%(seats)s seats are reserved. Give a smaller number to keep.") % {"seats": block.seats})
    number = block.seats - max(seats, 0)
    require_free(block, number)
    move_free(block, target, number)
    words = {"from": str(block.label), "to": str(target.label)}
    record("training.session.reduce", session, by=by, n=number, **words)
    fill_locked(session)
    settle_afterwards(session.pk)
    block.refresh_from_db()
    return block
