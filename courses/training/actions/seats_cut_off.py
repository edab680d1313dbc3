"""The cut-off: at the agreed second unused seats go to the pool or the other side, exactly once (A5)."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from courses.training.actions.seats import fill_locked, lock_blocks, move_free
from courses.training.enums import FILLING_STATES, EnrolmentState, Side
from courses.training.models import Enrolment, SeatBlock, Session
from courses.training.queries import BLOCKS_OF, destination, of_block
from shared.audit.actions import record
from shared.jobs.actions import later
from shared.regulations.queries import Deadlines

LABELS = {"training.session.cut_off": gettext_lazy("Unused seats returned")}

OPEN = Q(session__state__in=[str(s) for s in FILLING_STATES])
UNDECIDED = [str(EnrolmentState.NOMINATED), str(EnrolmentState.SUBMITTED)]


def blocks_now(session: Session) -> list[SeatBlock]:
    """The session's blocks with their scope, after every cut-off that has passed: to the second, without a clock."""
    blocks = BLOCKS_OF(session.pk)
    if session.state in FILLING_STATES and any(block.is_due() for block in blocks):
        return_unused_seats(session)
        return BLOCKS_OF(session.pk)
    return blocks


@transaction.atomic
def return_unused_seats(session: Session) -> int:
    """Move what is unused in every block whose cut-off has passed, then fill from the waitlist; return how many moved.

    All blocks are locked first, so of two processes the second finds nothing left to move, and nobody who has not
    waited gets a seat in between.
    """
    blocks = lock_blocks(session.pk)
    moved = {block.pk: return_seats_of(session, block, blocks) for block in in_turn(blocks)}
    if any(moved.values()):
        fill_locked(session)
    return sum(moved.values())


def in_turn(blocks: list[SeatBlock]) -> list[SeatBlock]:
    """Units before regions before sides: what a unit gives back to its side moves on with it."""
    return sorted((b for b in blocks if b.is_due() or holds_seats_back(b)), key=lambda b: (b.nearness, b.pk))


def holds_seats_back(block: SeatBlock) -> bool:
    """Reserved seats past their day that were kept for names still under decision."""
    return bool(block.is_reserved and block.returned_at and block.free)


def return_seats_of(session: Session, block: SeatBlock, blocks: list[SeatBlock]) -> int:
    target = destination(block, blocks) or new_pool(session, blocks)
    was_due = block.is_due()
    number = max(fresh_free(block) - named_for(block), 0)
    if was_due:
        block.returned_at = timezone.now()
        SeatBlock.objects.filter(pk=block.pk).update(returned_at=block.returned_at)
    if number and move_free(block, target, number):
        block.seats, target.seats = block.seats - number, target.seats + number
    if number:
        words = {"from": str(block.label), "to": str(target.label), "n": number}
        record("training.session.cut_off", session, by=None, **words)
        later("training.tell_returned", block_id=block.pk, target_id=target.pk, seats=number)
    return number


def fresh_free(block: SeatBlock) -> int:
    """Free seats of a locked block, with what others gave back to it in this very transaction."""
    return block.seats - block.taken


def named_for(block: SeatBlock) -> int:
    """Names put forward for reserved seats and not decided yet: these seats wait for the decision."""
    if not block.is_reserved:
        return 0
    return Enrolment.objects.filter(of_block(block), session=block.session_id, state__in=UNDECIDED).count()


def new_pool(session: Session, blocks: list[SeatBlock]) -> SeatBlock:
    """A class of one side alone has no pool until something is returned to it."""
    pool, _is_new = SeatBlock.objects.get_or_create(session=session, side=Side.POOL, agency=None, region=None)
    if pool.pk not in {b.pk for b in blocks}:
        blocks.append(pool)
    return pool


def sessions_past_cut_off(now: dt.datetime) -> list[Session]:
    due = Q(returned_at=None, returns_at__lt=now.replace(microsecond=0))
    held = Q(is_reserved=True, returned_at__isnull=False, taken__lt=F("seats"))
    blocks = SeatBlock.objects.filter(OPEN, due | held).order_by().values("session")
    return list(Session.objects.filter(pk__in=blocks).order_by("pk"))


def return_all_unused_seats() -> int:
    """Every session past a cut-off, each in a transaction of its own; return how many seats moved."""
    return sum(return_unused_seats(session) for session in sessions_past_cut_off(timezone.now()))


def announce_cut_offs() -> int:
    """Tell those concerned some days before, once: the unit's HR, or the organisers for a side and a region."""
    now = timezone.now()
    days = Deadlines("training.cut_off")
    coming = SeatBlock.objects.filter(
        OPEN, announced_at=None, returned_at=None, returns_at__gte=now, taken__lt=F("seats")
    )
    told = 0
    for pk, returns_at in coming.order_by("pk").values_list("pk", "returns_at"):
        first = days.due("training.cut_off_notice", start=timezone.localdate(returns_at), before=True)
        if first and first <= timezone.localdate(now):
            told += announce(pk)
    return told


@transaction.atomic
def announce(block_id: int) -> int:
    """Mark first, then tell: of two processes one tells."""
    marked = SeatBlock.objects.filter(pk=block_id, announced_at=None).update(announced_at=timezone.now())
    if marked:
        later("training.tell_cut_off_ahead", block_id=block_id)
    return marked
