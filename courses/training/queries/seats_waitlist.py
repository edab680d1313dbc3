"""The waitlist and its published rule: own seats first, then first come, first served (A6)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from courses.training.enums import FILLING_STATES, EnrolmentState, Side
from courses.training.models import Enrolment, SeatBlock, Session, region_prefix
from shared.ui.prepared import Prepared

WAITING = Q(state=EnrolmentState.WAITLISTED)


def of_block(block: SeatBlock) -> Q:
    """The enrolments of people to whom a block is open, as `SeatBlock.is_open_to` has it."""
    if block.agency:
        return Q(agency__path__startswith=block.agency.path)
    # everyone, said as a condition: an empty Q joined by OR to another one is dropped and would mean nobody
    side = Q(pk__isnull=False) if block.side == Side.POOL else Q(side=block.side)
    if block.region:
        return side & Q(agency__region__code__startswith=region_prefix(block.region.code))
    return side


def next_in_line(block: SeatBlock) -> QuerySet[Enrolment]:
    """Who may have a seat of this block, first come first; an agency's seats are for its own people alone."""
    waiting = Enrolment.objects.filter(WAITING, session=block.session_id)
    return waiting.filter(of_block(block)).order_by("waitlisted_at", "pk")


FREE_BLOCKS = Prepared(
    lambda session: SeatBlock.objects.filter(session=session, taken__lt=F("seats")).order_by().values_list("pk")
)


def free_blocks(session_id: int) -> list[SeatBlock]:
    """Blocks with a free seat, the nearest first: nobody takes a common seat while one of her own is free."""
    found = [pk for (pk,) in FREE_BLOCKS(session_id)]
    if not found:  # as nearly always after a rush: whose they would be need not be asked
        return []
    free = SeatBlock.objects.filter(pk__in=found, taken__lt=F("seats")).with_scope().order_by()
    return sorted(free, key=lambda b: (b.nearness, b.pk))


def is_awaited(blocks: Iterable[SeatBlock]) -> bool:
    """Does anybody wait for one of these blocks of one session? One query, however many blocks."""
    found, session_id = Q(pk__in=[]), None
    for block in blocks:
        found, session_id = found | of_block(block), block.session_id
    return session_id is not None and Enrolment.objects.filter(WAITING, found, session=session_id).exists()


def blocks_with_someone_waiting(session_id: int) -> list[SeatBlock]:
    """Blocks with a free seat that somebody on the waitlist may have."""
    return [block for block in free_blocks(session_id) if is_awaited([block])]


def sessions_to_settle() -> list[int]:
    """Sessions where seats are free and somebody waits: whether for these very seats is looked at one by one."""
    waiting = Enrolment.objects.filter(WAITING, session=OuterRef("session"))
    free = SeatBlock.objects.filter(taken__lt=F("seats"), session__state__in=[str(s) for s in FILLING_STATES])
    return sorted(set(free.filter(Exists(waiting)).order_by().values_list("session", flat=True)))


@dataclass(frozen=True)
class Place:
    """Where a person stands on the waitlist, and until when seats are kept for her own unit."""

    on_her_side: int
    overall: int
    in_her_unit: int = 0
    unit: str = ""
    unit_until: dt.datetime | None = None

    @property
    def has_unit_seats(self) -> bool:
        return bool(self.in_her_unit)


@dataclass(frozen=True)
class Waiting:
    """What the order of the waitlist depends on, of one person."""

    pk: int
    side: str
    path: str


def unit_blocks(session_id: int) -> list[SeatBlock]:
    """Seats kept for one agency whose cut-off has not come."""
    blocks = SeatBlock.objects.filter(session=session_id, agency__isnull=False, returned_at=None, seats__gt=0)
    return sorted(blocks.with_scope(), key=lambda b: b.nearness)


class Line:
    """Counts a waitlist in its order, person by person."""

    def __init__(self, units: list[SeatBlock]) -> None:
        self.units = units
        self.overall = 0
        self.sides: dict[str, int] = {}
        self.within: dict[int, int] = {}

    def place_of(self, row: Waiting) -> Place:
        self.overall += 1
        self.sides[row.side] = self.sides.get(row.side, 0) + 1
        own = [b for b in self.units if b.agency and row.path.startswith(b.agency.path)]
        for block in own:
            self.within[block.pk] = self.within.get(block.pk, 0) + 1
        if not own:
            return Place(self.sides[row.side], self.overall)
        nearest = own[0]
        within = self.within[nearest.pk]
        return Place(self.sides[row.side], self.overall, within, str(nearest.agency), nearest.returns_at)


def waitlist_place(enrolment: Enrolment) -> Place:
    waiting = Enrolment.objects.filter(WAITING, session=enrolment.session_id)
    up_to_her = waiting.filter(
        Q(waitlisted_at__lt=enrolment.waitlisted_at) | Q(waitlisted_at=enrolment.waitlisted_at, pk__lte=enrolment.pk)
    )
    places = places_in(up_to_her, enrolment.session_id)
    return places.get(enrolment.pk, Place(1, 1))  # promoted while we looked


def waitlist_places(session: Session) -> dict[int, Place]:
    """Every waitlisted person's place, in two queries."""
    return places_in(Enrolment.objects.filter(WAITING, session=session), session.pk)


def places_in(waiting: QuerySet[Enrolment], session_id: int) -> dict[int, Place]:
    kept = Exists(SeatBlock.objects.filter(session=session_id, agency__isnull=False, returned_at=None, seats__gt=0))
    rows = list(waiting.order_by("waitlisted_at", "pk").values_list("pk", "side", "agency__path", kept))
    line = Line(unit_blocks(session_id) if rows and rows[0][3] else [])
    return {pk: line.place_of(Waiting(pk, side, path)) for pk, side, path, _kept in rows}
