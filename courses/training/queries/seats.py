"""Reads that join sessions, seats and people."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from courses.training.enums import FILLING_STATES, SEATED_STATES, EnrolmentState, Mark, Side
from courses.training.models import Attendance, Enrolment, SeatBlock, Session
from shared.directory.models import Agency, Person, Posting, RoleAssignment
from shared.regulations.models import LimitRule
from shared.regulations.queries import in_force

SIDE_ORDER = {str(side): place for place, side in enumerate((Side.IP, Side.PROC, Side.POOL))}


def current_posting(**person: Any) -> Posting | None:
    """Where the person works today: `person=` a Person, or `person__user=` an account."""
    return Posting.objects.valid_on().filter(**person).select_related("person", "agency").first()


def seat_blocks(session: Session) -> list[SeatBlock]:
    """The blocks in the order of every seat bar: IP administrations, procuratorates, pool."""
    blocks = [block for block in session.blocks.all() if block.seats]
    return sorted(blocks, key=lambda block: SIDE_ORDER[block.side])


def blocks_open_to(blocks: Iterable[SeatBlock], side: str) -> list[SeatBlock]:
    """Own block first, then the pool; blocks without seats do not count."""
    own = [b for b in blocks if b.side == side and b.side != Side.POOL and b.seats]
    return own + [b for b in blocks if b.side == Side.POOL and b.seats]


def conflicting_enrolment(session: Session, person: Person) -> Enrolment | None:
    """A live enrolment in this very session, else a seat in another one on the same days (A12)."""
    seated = [str(s) for s in SEATED_STATES]
    rows = list(Enrolment.objects.live().filter(Q(session=session) | Q(state__in=seated), person=person).order_by())
    here = [row for row in rows if row.session_id == session.pk]
    if here or not rows:
        return next(iter(here), None)
    # the days are asked only for the few who have a seat elsewhere: in a rush this stands between everybody and hers
    same_days = {"session__starts_on__lte": session.ends_on, "session__ends_on__gte": session.starts_on}
    return Enrolment.objects.filter(pk__in=[row.pk for row in rows], **same_days).select_related("session").first()


def next_in_line(block: SeatBlock) -> QuerySet[Enrolment]:
    """The published rule: a side's seat goes to that side's waitlist, a pool seat to everyone's; first come first."""
    waiting = Enrolment.objects.filter(session=block.session_id, state=EnrolmentState.WAITLISTED)
    if block.side != Side.POOL:
        waiting = waiting.filter(side=block.side)
    return waiting.order_by("waitlisted_at", "pk")


def blocks_with_someone_waiting(session_id: int | None = None) -> QuerySet[SeatBlock]:
    """Blocks with a free seat that somebody on the waitlist may have."""
    waiting = Enrolment.objects.filter(session=OuterRef("session"), state=EnrolmentState.WAITLISTED)
    blocks = SeatBlock.objects.filter(taken__lt=F("seats"), session__state__in=[str(s) for s in FILLING_STATES]).filter(
        Q(Exists(waiting.filter(side=OuterRef("side")))) | Q(Exists(waiting), side=Side.POOL)
    )
    return blocks.filter(session=session_id) if session_id else blocks


def has_free_seat(session_id: int) -> bool:
    return SeatBlock.objects.filter(session=session_id, taken__lt=F("seats")).exists()


@dataclass(frozen=True)
class Place:
    """Where a person stands on the waitlist."""

    on_her_side: int
    overall: int


def waitlist_place(enrolment: Enrolment) -> Place:
    waiting = Enrolment.objects.filter(session=enrolment.session_id, state=EnrolmentState.WAITLISTED)
    before = waiting.filter(
        Q(waitlisted_at__lt=enrolment.waitlisted_at) | Q(waitlisted_at=enrolment.waitlisted_at, pk__lt=enrolment.pk)
    )
    sides = list(before.values_list("side", flat=True))
    return Place(sides.count(enrolment.side) + 1, len(sides) + 1)


def waitlist_places(session: Session) -> dict[int, Place]:
    """Every waitlisted person's place, in one query."""
    rows = Enrolment.objects.filter(session=session, state=EnrolmentState.WAITLISTED)
    seen: dict[str, int] = {}
    places = {}
    for overall, (pk, side) in enumerate(rows.order_by("waitlisted_at", "pk").values_list("pk", "side"), start=1):
        seen[side] = seen.get(side, 0) + 1
        places[pk] = Place(seen[side], overall)
    return places


def sessions_for_list(user: Any) -> QuerySet[Session]:
    blocks = Prefetch("blocks", queryset=SeatBlock.objects.order_by("side"))
    return Session.objects.visible_to(user).with_hosts().prefetch_related(blocks)


def with_free_seats(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.filter(Exists(SeatBlock.objects.filter(session=OuterRef("pk"), taken__lt=F("seats"))))


def roster(session: Session) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(session=session).select_related("person", "agency", "block")


@dataclass(frozen=True)
class Presence:
    """Hours of one person in one session, by mark."""

    present: Decimal = Decimal(0)
    partial: Decimal = Decimal(0)
    absent: Decimal = Decimal(0)
    excused: Decimal = Decimal(0)

    def missed(self, partial_share: Decimal) -> Decimal:
        """Leave and absence count in full, a partly attended half-day by its share."""
        return self.absent + self.excused + self.partial * partial_share


def presence(session: Session) -> dict[int, Presence]:
    """Hours by mark of everyone with attendance in the session, in one query."""
    rows = (
        Attendance.objects.filter(enrolment__session=session)
        .values_list("enrolment", "mark")
        .annotate(hours=Sum("slot__hours"))
    )
    found: dict[int, dict[str, Decimal]] = {}
    for enrolment, mark, hours in rows:
        found.setdefault(enrolment, {})[mark] = hours
    return {pk: Presence(**{str(Mark(m)): h for m, h in marks.items()}) for pk, marks in found.items()}


def slots_without_full_attendance(session: Session, until: dt.date) -> list[Any]:
    """Half-days up to `until` for which somebody attending has no mark yet."""
    people = Enrolment.objects.filter(session=session, state=EnrolmentState.ATTENDING)
    unmarked = people.exclude(attendance__slot=OuterRef("pk"))
    return list(session.slots.filter(day__lte=until).filter(Exists(unmarked)))


def users_in_charge(agency: Agency, *roles: str) -> list[Any]:
    """Who holds one of the roles nearest above `agency`: its own officers, else those of the unit above."""
    parts = agency.path.rstrip("/").split("/")
    above = ["/".join(parts[:length]) + "/" for length in range(1, len(parts) + 1)]
    rows = RoleAssignment.objects.valid_on().filter(role__in=roles, agency__path__in=above)
    found = list(rows.select_related("user", "agency"))
    nearest = max((len(row.agency.path) for row in found), default=0)
    return [row.user for row in found if len(row.agency.path) == nearest]


def fee_ceiling(session: Session) -> LimitRule | None:
    """The ceiling per person and day of the class's grade, where a verified source names it."""
    code = f"training.fee_ceiling_{session.grade}"
    return in_force(LimitRule, session.starts_on, code=code)
