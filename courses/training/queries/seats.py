"""Reads that join sessions, seats and people."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from courses.training.enums import LIVE_STATES, SEATED_STATES, EnrolmentState, Mark
from courses.training.models import Attendance, Enrolment, Session
from shared.accounts.models import User
from shared.directory.models import Agency, Person, Posting, RoleAssignment
from shared.regulations.models import LimitRule
from shared.regulations.queries import in_force
from shared.ui.prepared import Prepared

POSTS_OF_ACCOUNT = Prepared(
    lambda user: Posting.objects.filter(person__user=user).select_related("person", "agency").order_by()
)
PLACES_OF = Prepared(
    lambda person: Enrolment.objects.filter(person=person).order_by().values_list("pk", "session", "state")
)


def current_posting(person: Person) -> Posting | None:
    """Where the person works today."""
    return current(Posting.objects.filter(person=person).select_related("person", "agency").order_by())


def own_posting(user: User) -> Posting | None:
    """Where the person behind this account works today."""
    return current(POSTS_OF_ACCOUNT(user.pk))


def current(posts: Iterable[Posting]) -> Posting | None:
    today = timezone.localdate()
    valid = [post for post in posts if post.is_valid_on(today)]  # she has few; of two, the later one
    return max(valid, key=lambda post: (post.valid_from or dt.date.min, post.pk), default=None)


def conflicting_enrolment(session: Session, person: Person) -> Enrolment | None:
    """A live enrolment in this very session, else a seat in another one on the same days (A12)."""
    # what a class and its days are is asked only for the few of whom there is a row: in a rush all others wait behind
    rows = PLACES_OF(person.pk)
    here = [pk for pk, class_id, state in rows if class_id == session.pk and state in LIVE_STATES]
    seats = [pk for pk, _class_id, state in rows if state in SEATED_STATES]
    if not (here or seats):
        return None
    same_days = Q(session__starts_on__lte=session.ends_on, session__ends_on__gte=session.starts_on)
    found = Enrolment.objects.filter(Q(pk__in=here) | Q(same_days, pk__in=[] if here else seats))
    return found.select_related("session").first()


def roster(session: Session) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(session=session).select_related(
        "person", "agency", "block__agency", "block__region"
    )


@dataclass(frozen=True)
class Presence:
    """Hours of one person in one session, by mark."""

    present: Decimal = Decimal(0)
    partial: Decimal = Decimal(0)
    absent: Decimal = Decimal(0)
    excused: Decimal = Decimal(0)

    def attended(self, partial_share: Decimal) -> Decimal:
        """The rest: what was attended in full, and of a partly attended half-day what does not count as missed."""
        if not self.partial:
            return self.present
        return self.present + (self.partial * (1 - partial_share)).quantize(Decimal("0.01"))

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
