"""Seats are counted by conditional updates alone: the database decides who gets the last one."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.enums import EnrolmentState, Side
from courses.training.models import Enrolment, SeatBlock, Session
from courses.training.queries import blocks_open_to, blocks_with_someone_waiting, has_free_seat, next_in_line
from shared.audit.actions import NotAllowedNow, record
from shared.jobs.actions import later
from shared.regulations.queries import deadline

# What the history of a class calls these acts.
LABELS = {
    "training.session.seats": gettext_lazy("Seats changed"),
    "training.enrolment.promote": gettext_lazy("Promoted from the waitlist"),
}


def claim(block: SeatBlock) -> bool:
    """Take one seat of the block if there is one."""
    return bool(SeatBlock.objects.filter(pk=block.pk, taken__lt=F("seats")).update(taken=F("taken") + 1))


def release(block: SeatBlock) -> None:
    SeatBlock.objects.filter(pk=block.pk, taken__gt=0).update(taken=F("taken") - 1)


def claim_for(side: str, blocks: list[SeatBlock]) -> SeatBlock | None:
    """Own side's seats first, then the pool (A3). Blocks that were full when read are not asked again."""
    for block in blocks_open_to(blocks, side):
        if block.free > 0 and claim(block):
            return block
    return None


def confirmation_day(now: dt.datetime) -> dt.date:
    return deadline("training.confirm", start=timezone.localdate(now))


@transaction.atomic
def promote_next(block: SeatBlock) -> Enrolment | None:
    """Give a free seat of `block` to the next person in line, exactly once; None when no seat or nobody is left.

    The seat is locked before the person, here as everywhere, so that two promotions cannot wait for each other.
    """
    if not claim(block):
        return None
    now = timezone.now()
    for person in next_in_line(block)[:50]:
        moved = Enrolment.objects.filter(pk=person.pk, state=EnrolmentState.WAITLISTED).update(
            state=EnrolmentState.ACCEPTED, block=block, decided_at=now, confirm_by=confirmation_day(now)
        )
        if moved:
            record(
                "training.enrolment.promote",
                person,
                by=None,
                from_state=str(EnrolmentState.WAITLISTED),
                to_state=str(EnrolmentState.ACCEPTED),
                seat=block.side,
            )
            later("training.tell_person", enrolment_id=person.pk, kind="training.promoted")
            return person
    release(block)
    return None


def fill_free_seats(session_id: int) -> int:
    """Promote while a free seat and somebody waiting for it exist; return how many were promoted.

    Called outside a transaction, so that each promotion stands alone and no two blocks are locked together.
    """
    if not has_free_seat(session_id):  # after the rush for a full class: everybody on the waitlist comes by here
        return 0
    promoted = 0
    for block in blocks_with_someone_waiting(session_id):
        while promote_next(block):
            promoted += 1
    return promoted


def settle_afterwards(session_id: int) -> None:
    """Look again once this transaction is visible.

    A seat freed and a person waitlisted at the same moment do not see each other; whoever commits last does.
    """
    transaction.on_commit(lambda: fill_free_seats(session_id), robust=True)


def fill_waiting_sessions() -> int:
    """The same for all sessions: what a process that died between two steps has left."""
    sessions = blocks_with_someone_waiting().values_list("session", flat=True)
    return sum(fill_free_seats(pk) for pk in set(sessions))


@transaction.atomic
def change_seats(session: Session, *, seats: dict[str, int], by: Any) -> Session:
    """Change the number of seats per side; everyone seated keeps her seat, and new seats go to the waitlist."""
    before = {b.side: b.seats for b in session.blocks.all()}
    for side, number in sorted(seats.items()):
        SeatBlock.objects.get_or_create(session=session, side=side)
        changed = SeatBlock.objects.filter(session=session, side=side, taken__lte=number).update(seats=number)
        if not changed:
            raise NotAllowedNow(
                _("%(side)s: more than %(number)s seats are already taken. Nobody who has a seat loses it.")
                % {"side": Side(side).label, "number": number}
            )
    record("training.session.seats", session, by=by, before=before, after=seats)
    settle_afterwards(session.pk)
    return session
