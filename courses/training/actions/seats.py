"""Seats are counted by conditional updates and locks: the database decides who gets the last one.

Three rules keep people from waiting for each other in a circle. Seats are locked before people. Who needs several
blocks at once locks them in the order of pk; who tries one after the other lets each go before the next. And a lock is
on the seats alone: `no_key` and no join, because whoever enrols asks for the session's and the block's key once more
at the end of her transaction, with her seat already in hand.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import wraps

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.enums import FILLING_STATES, EnrolmentState
from courses.training.models import Enrolment, SeatBlock, Session
from courses.training.queries import (
    blocks_open_to,
    blocks_with_someone_waiting,
    destination,
    free_blocks,
    is_awaited,
    next_in_line,
    sessions_to_settle,
)
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency
from shared.jobs.actions import later
from shared.regulations.queries import deadline

# What the history of a class calls these acts.
LABELS = {"training.enrolment.promote": gettext_lazy("Promoted from the waitlist")}


class SeatGoneError(Exception):
    """Somebody else took the last seat of the block between our look and our claim."""


def claim(block: SeatBlock) -> bool:
    """Take one seat of the block if there is one."""
    return bool(SeatBlock.objects.filter(pk=block.pk, taken__lt=F("seats")).update(taken=F("taken") + 1))


def again_if_seat_gone[**P, R](act: Callable[P, R]) -> Callable[P, R]:
    """Undo the act and do it anew when it lost the race for a seat and has to try another block.

    PostgreSQL keeps a row locked whose update came too late; only the undone transaction lets it go, so nobody ever
    holds one block while she waits for the next.
    """

    @wraps(act)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> R:
        while True:
            try:
                return act(*args, **kwargs)
            except SeatGoneError:
                continue

    return repeated


def claim_for(agency: Agency, blocks: Iterable[SeatBlock]) -> SeatBlock | None:
    """The nearest free seat open to this agency (A3). Blocks that were full when read are not asked again."""
    free = [block for block in blocks_open_to(blocks, agency) if block.free > 0]
    if free and claim(free[0]):
        return free[0]
    if len(free) > 1:
        raise SeatGoneError
    return None


def lock_blocks(session_id: int) -> list[SeatBlock]:
    """All blocks of a session, locked in the order of pk until the transaction ends."""
    blocks = SeatBlock.objects.filter(session=session_id).with_scope()
    return list(blocks.select_for_update(no_key=True, of=("self",)).order_by("pk"))


def lock_seat(enrolment: Enrolment) -> SeatBlock | None:
    """Lock the block this person sits in, before her enrolment is touched.

    A block with a cut-off may have to pass the seat on, so then all blocks are locked. Her seat may have been moved to
    another block since the enrolment was read: it is read anew before and after the lock.
    """
    mine = Enrolment.objects.filter(pk=enrolment.pk).values_list("block", "block__returns_at")
    before = mine.get()
    if before[0] is None:
        return None
    alone = SeatBlock.objects.filter(pk=before[0]).order_by().select_for_update(no_key=True)
    rows = {b.pk: b for b in (lock_blocks(enrolment.session_id) if before[1] else alone)}
    block = rows.get(before[0])
    if block is None or mine.get() != before:
        raise NotAllowedNow(_("Somebody else changed this a moment ago. Look at its present state and try again."))
    enrolment.block = block
    return block


def give_back(block: SeatBlock) -> SeatBlock:
    """Free one seat of a locked block; after its cut-off the seat goes where the unused seats went."""
    target = (
        destination(block, list(SeatBlock.objects.filter(session=block.session_id).with_scope()))
        if block.returned_at
        else None
    )
    SeatBlock.objects.filter(pk=block.pk).update(taken=F("taken") - 1)
    if target is None:
        return block
    move_free(block, target, 1)
    return target


def move_free(source: SeatBlock, target: SeatBlock, number: int) -> bool:
    """Move free seats between two locked blocks; False when fewer are free."""
    if not SeatBlock.objects.filter(pk=source.pk, seats__gte=F("taken") + number).update(seats=F("seats") - number):
        return False
    SeatBlock.objects.filter(pk=target.pk).update(seats=F("seats") + number)
    return True


def confirmation_day(now: dt.datetime) -> dt.date:
    return deadline("training.confirm", start=timezone.localdate(now))


@transaction.atomic
def promote_next(block: SeatBlock) -> Enrolment | None:
    """Give a free seat of `block` to the next person in line, exactly once; None when no seat or nobody is left.

    The seat is locked before the person, here as everywhere, so that two promotions cannot wait for each other.
    """
    if not claim(block):
        return None
    while people := list(next_in_line(block).select_related("person", "session")[:5]):
        for person in people:
            if seat_from_waitlist(person, block):
                return person
    SeatBlock.objects.filter(pk=block.pk).update(taken=F("taken") - 1)
    return None


def seat_from_waitlist(person: Enrolment, block: SeatBlock) -> bool:
    """Write the promotion; False when somebody else has moved this person meanwhile."""
    now = timezone.now()
    moved = Enrolment.objects.filter(pk=person.pk, state=EnrolmentState.WAITLISTED).update(
        state=EnrolmentState.ACCEPTED, block=block, decided_at=now, confirm_by=confirmation_day(now)
    )
    if moved:
        before, after = str(EnrolmentState.WAITLISTED), str(EnrolmentState.ACCEPTED)
        record("training.enrolment.promote", person, by=None, from_state=before, to_state=after, seat=str(block.label))
        later("training.tell_person", enrolment_id=person.pk, kind="training.promoted")
    return bool(moved)


def fill_free_seats(session_id: int, agency: Agency | None = None) -> int:
    """Promote while a free seat and somebody waiting for it exist; return how many were promoted.

    Called outside a transaction each promotion stands alone and no two blocks are locked together; inside one the
    caller has locked all blocks. `agency`: only the seats open to it, as for one who has just joined the waitlist.
    """
    free = free_blocks(session_id)
    if agency:
        free = blocks_open_to(free, agency)
    elif len(free) > 1 and not is_awaited(free):
        return 0
    promoted = 0
    for block in free:
        while promote_next(block):
            promoted += 1
    return promoted


def settle_afterwards(session_id: int, agency: Agency | None = None) -> None:
    """Look again once this transaction is visible.

    A seat freed and a person waitlisted at the same moment do not see each other; whoever commits last does.
    """
    transaction.on_commit(lambda: fill_free_seats(session_id, agency), robust=True)


def fill_waiting_sessions() -> int:
    """The same for all sessions: what a process that died between two steps has left."""
    waiting = [pk for pk in sessions_to_settle() if blocks_with_someone_waiting(pk)]
    return sum(fill_free_seats(pk) for pk in waiting)


def fill_locked(session: Session) -> int:
    """Promote inside the transaction that freed the seats, so that no newcomer gets in between; blocks are locked."""
    return fill_free_seats(session.pk) if session.state in FILLING_STATES else 0
