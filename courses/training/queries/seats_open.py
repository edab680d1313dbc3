"""Which seats are open to whom, and how the contract of a class reads as a bar."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import registry

from courses.training.enums import Side
from courses.training.models import SeatBlock, Session
from shared.audit.labels import LABELS
from shared.directory.models import Agency
from shared.ui.prepared import Prepared

BLOCKS_OF = Prepared(lambda session: SeatBlock.objects.filter(session=session).with_scope().order_by())
SIDE_ORDER = {str(side): place for place, side in enumerate((Side.IP, Side.PROC, Side.POOL))}


def blocks_open_to(blocks: Iterable[SeatBlock], agency: Agency) -> list[SeatBlock]:
    """Her own agency's seats first, the nearest unit before the one above it, then region, side and pool (A3).

    Blocks without seats do not count. The blocks come with their scope; nothing is asked of the database per block.
    """
    return sorted((b for b in blocks if b.seats and b.is_open_to(agency)), key=lambda b: b.nearness)


def can_ever_sit(blocks: list[SeatBlock], agency: Agency) -> bool:
    """Are there seats open to this agency, or seats that will come back to some that are?"""
    if blocks_open_to(blocks, agency):
        return True
    coming = (destination(b, blocks) for b in blocks if b.seats and b.returns_at and not b.returned_at)
    return any(block is not None and block.is_open_to(agency) for block in coming)


def destination(block: SeatBlock, blocks: list[SeatBlock]) -> SeatBlock | None:
    """Where unused seats of this block go: as agreed, else whence they were cut, else the pool.

    A block that has itself been returned sends them on; None when the class has no other block to send them to.
    """
    known = {b.pk: b for b in blocks}
    pool = next((b for b in blocks if b.is_plain and b.side == Side.POOL), None)
    seen, target = {block.pk}, block
    while True:
        above = known.get(target.returns_to_id or target.parent_id or 0) or pool
        if above is None or above.pk in seen:
            return pool if pool and pool.pk != block.pk else None
        if above.returned_at is None:
            return above
        seen.add(above.pk)
        target = above


@dataclass
class Share:
    """The seats of one side with all blocks cut out of them: what one colour of the seat bar shows."""

    side: str
    seats: int = 0
    taken: int = 0
    parts: list[SeatBlock] = field(default_factory=list)

    @property
    def free(self) -> int:
        return self.seats - self.taken


def seat_blocks(session: Session) -> list[Share]:
    """The shares in the order of every seat bar: IP administrations, procuratorates, pool; without empty ones."""
    fetched = "blocks" in getattr(session, "_prefetched_objects_cache", {})
    return shares_of(session.blocks.all() if fetched else session.blocks.with_scope())


def shares_of(blocks: Iterable[SeatBlock]) -> list[Share]:
    shares = {str(side): Share(str(side)) for side in (Side.IP, Side.PROC, Side.POOL)}
    for block in sorted(blocks, key=lambda b: b.pk):
        share = shares[block.side]
        share.seats += block.seats
        share.taken += block.taken
        if not block.is_plain and block.seats:
            share.parts.append(block)
    return [share for share in shares.values() if share.seats]


@dataclass(frozen=True)
class SeatAct:
    """One line of the log of the contract."""

    at: dt.datetime
    who: str
    what: str
    source: str
    target: str
    number: str
    until: dt.datetime | None


SEAT_ACTS = (
    "training.session.seats",
    "training.session.cut_off",
    "training.session.reserve",
    "training.session.reduce",
)


def seat_log(session: Session, limit: int = 50) -> list[SeatAct]:
    """What happened to the seats of this class, newest first."""
    rows = registry.get_logs_for_instance(session).filter(
        Q(action__in=SEAT_ACTS) | Q(action__startswith="training.session.seats_")
    )
    fields = ("timestamp", "action", "user__name", "data")
    found = rows.order_by("-timestamp", "-id").values_list(*fields)[:limit]
    return [told_act(at, action, who or "", data or {}) for at, action, who, data in found]


def told_act(at: dt.datetime, action: str, who: str, data: dict[str, Any]) -> SeatAct:
    until = data.get("until")
    return SeatAct(
        at=at,
        who=who or _("the system"),
        what=str(LABELS.get(action, action)),
        source=str(data.get("from", "")),
        target=str(data.get("to", "")),
        number=str(data.get("n", "")),
        until=dt.datetime.fromisoformat(until) if until else None,
    )


def plain_seats(session: Session) -> dict[str, int]:
    """Seats of each side and of the pool that nothing has been cut out of."""
    return {b.side: b.seats for b in session.blocks.all() if b.is_plain}


def sessions_for_list(user: Any) -> QuerySet[Session]:
    blocks = Prefetch("blocks", queryset=SeatBlock.objects.order_by("side"))
    return Session.objects.visible_to(user).with_hosts().prefetch_related(blocks)


def with_free_seats(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.filter(Exists(SeatBlock.objects.filter(session=OuterRef("pk"), taken__lt=F("seats"))))
