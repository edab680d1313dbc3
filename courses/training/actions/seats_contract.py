"""The seat contract changes while people are enrolled: seats move, nobody who has one loses it (A3, A5)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.actions.seats import fill_locked, lock_blocks, move_free, settle_afterwards
from courses.training.enums import BEFORE_START, Side
from courses.training.models import Enrolment, SeatBlock, Session
from courses.training.queries import destination
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency, Region

LABELS = {
    "training.session.seats": gettext_lazy("Seats changed"),
    "training.session.seats_add": gettext_lazy("Seats given to an agency or a region"),
    "training.session.seats_move": gettext_lazy("Seats moved"),
    "training.session.seats_remove": gettext_lazy("Seats taken back into the common ones"),
    "training.session.seats_until": gettext_lazy("Cut-off date set"),
}


def open_contract(session: Session) -> dict[int, SeatBlock]:
    """Lock all blocks of a session whose contract may still change."""
    if session.state not in BEFORE_START:
        raise NotAllowedNow(_("Seats change only before the class starts."))
    return {block.pk: block for block in lock_blocks(session.pk)}


def locked(blocks: dict[int, SeatBlock], block: SeatBlock) -> SeatBlock:
    """The block as it is now; another session's block, or one removed meanwhile, is refused."""
    if block.pk not in blocks:
        raise NotAllowedNow(_("These seats are no longer part of this class. Look at the present contract."))
    return blocks[block.pk]


def require_free(block: SeatBlock, seats: int) -> None:
    if seats < 1:
        raise NotAllowedNow(_("Give a number of seats of at least 1."))
    if block.free < seats:
        raise NotAllowedNow(
            _("%(block)s: only %(free)s seats are free, not %(seats)s. Nobody who has a seat loses it.")
            % {"block": block.label, "free": block.free, "seats": seats}
        )


@transaction.atomic
def change_seats(session: Session, *, seats: dict[str, int], by: Any) -> Session:
    """Change the number of seats per side; everyone seated keeps her seat, and new seats go to the waitlist."""
    rows = lock_blocks(session.pk)
    before = {b.side: b.seats for b in rows if b.is_plain}
    for side, number in sorted(seats.items()):
        SeatBlock.objects.get_or_create(session=session, side=side, agency=None, region=None)
        plain = SeatBlock.objects.plain().filter(session=session, side=side)
        if not plain.filter(taken__lte=number).update(seats=number):
            raise NotAllowedNow(
                _("%(side)s: more than %(number)s seats are already taken. Nobody who has a seat loses it.")
                % {"side": Side(side).label, "number": number}
            )
    record("training.session.seats", session, by=by, before=before, after=seats)
    fill_locked(session)
    settle_afterwards(session.pk)
    return session


@transaction.atomic
def add_block(
    session: Session,
    *,
    source: SeatBlock,
    seats: int,
    agency: Agency | None = None,
    region: Region | None = None,
    returns_at: dt.datetime | None = None,
    by: Any,
) -> SeatBlock:
    """Cut seats for one agency, with its units, or for one region out of those of a side or of the pool."""
    blocks = open_contract(session)
    source = locked(blocks, source)
    require_free(source, seats)
    require_scope(source, agency, region)
    require_no_such_block(blocks, source, agency, region)
    require_day(session, returns_at)
    side = agency.side if agency else source.side
    block = SeatBlock.objects.create(
        session=session, side=side, agency=agency, region=region, parent=source, returns_at=returns_at
    )
    move_free(source, block, seats)
    record("training.session.seats_add", session, by=by, **{"from": str(source.label), "to": str(block.label)}, n=seats)
    fill_locked(session)
    settle_afterwards(session.pk)
    block.refresh_from_db()
    return block


def require_scope(source: SeatBlock, agency: Agency | None, region: Region | None) -> None:
    if (agency is None) == (region is None):
        raise NotAllowedNow(_("Choose either an agency or a region."))
    if region and not source.is_plain:
        raise NotAllowedNow(_("Seats of a region are cut out of those of a side or of the pool."))
    if agency and not (source.is_open_to(agency) and not source.is_reserved):
        raise NotAllowedNow(
            _("%(source)s: these seats are not open to %(agency)s. Take them from its own side or from the pool.")
            % {"source": source.label, "agency": agency}
        )


def require_no_such_block(
    blocks: dict[int, SeatBlock], source: SeatBlock, agency: Agency | None, region: Region | None
) -> None:
    for block in blocks.values():
        same_agency = agency and block.agency_id == agency.pk and not block.is_reserved
        if same_agency or (region and block.region_id == region.pk and block.side == source.side):
            raise NotAllowedNow(
                _("%(block)s has seats of its own already: move seats there instead.") % {"block": block.label}
            )


def require_day(session: Session, returns_at: dt.datetime | None) -> None:
    if returns_at and returns_at <= timezone.now():
        raise NotAllowedNow(_("The cut-off lies in the past. Choose a later time."))
    if returns_at and timezone.localdate(returns_at) >= session.starts_on:
        raise NotAllowedNow(
            _("The cut-off has to lie before the first day, %(day)s, so that others can still come.")
            % {"day": session.starts_on.isoformat()}
        )


@transaction.atomic
def move_seats(session: Session, *, source: SeatBlock, target: SeatBlock, seats: int, by: Any) -> Session:
    """Move free seats from one block to another."""
    blocks = open_contract(session)
    source, target = locked(blocks, source), locked(blocks, target)
    if source.pk == target.pk:
        raise NotAllowedNow(_("Choose two different blocks of seats."))
    require_free(source, seats)
    move_free(source, target, seats)
    words = {"from": str(source.label), "to": str(target.label)}
    record("training.session.seats_move", session, by=by, **words, n=seats)
    fill_locked(session)
    settle_afterwards(session.pk)
    return session


@transaction.atomic
def remove_block(block: SeatBlock, *, by: Any) -> Session:
    """Put a block back into the one it was cut out of; whoever sits in it keeps her seat there."""
    session = block.session
    blocks = open_contract(session)
    block = locked(blocks, block)
    if block.parent_id is None:
        raise NotAllowedNow(_("The seats of a side and the pool stay; set their number instead."))
    if any(b.parent_id == block.pk and b.seats for b in blocks.values()):
        raise NotAllowedNow(
            _("%(block)s: other seats were cut out of these. Take those back first.") % {"block": block.label}
        )
    SeatBlock.objects.filter(pk=block.parent_id).update(seats=F("seats") + block.seats, taken=F("taken") + block.taken)
    Enrolment.objects.filter(block=block).update(block=block.parent_id)
    words = {"from": str(block.label), "to": str(blocks[block.parent_id].label)}
    record("training.session.seats_remove", session, by=by, n=block.seats, taken=block.taken, **words)
    block.delete()
    fill_locked(session)
    settle_afterwards(session.pk)
    return session


@transaction.atomic
def set_cut_off(
    block: SeatBlock, *, returns_at: dt.datetime | None, returns_to: SeatBlock | None = None, by: Any
) -> SeatBlock:
    """Say until when unused seats stay with their block, and where they go then; None: they stay."""
    session = block.session
    blocks = open_contract(session)
    block = locked(blocks, block)
    target = locked(blocks, returns_to) if returns_to else None
    require_day(session, returns_at)
    block.returns_at, block.returns_to, block.returned_at = returns_at, target, None
    to = destination(block, list(blocks.values()))
    if returns_at and (to is None or (target and target.pk == block.pk)):
        raise NotAllowedNow(_("Say to which other seats the unused ones go."))
    SeatBlock.objects.filter(pk=block.pk).update(
        returns_at=returns_at, returns_to=target, returned_at=None, announced_at=None
    )
    words = {"from": str(block.label), "to": str(to.label) if to else ""}
    when = timezone.localtime(returns_at).isoformat() if returns_at else ""
    record("training.session.seats_until", session, by=by, until=when, **words)
    return block
