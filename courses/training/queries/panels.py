"""What joint training shows on a member's start page."""

from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from courses.training.enums import EnrolmentState, SessionState
from courses.training.models import Enrolment, Session
from courses.training.queries.own import OF_SESSION, latest_enrolments
from courses.training.queries.seats_open import with_free_seats
from courses.training.queries.seats_waitlist import waitlist_place
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role

OFFERED = 3


def own_classes(user: Any) -> dict[str, Any] | None:
    """The latest classes of this person; nothing for somebody who neither takes part nor is a trainee."""
    rows = latest_enrolments(user)
    if not rows and not has_role(user, RoleCode.TRAINEE):
        return None
    return {"rows": [(e, waitlist_place(e) if e.state == EnrolmentState.WAITLISTED else None) for e in rows]}


@cache
def joinable() -> QuerySet[Session]:
    """Open to every trainee, the soonest to close first; built once, as every start page asks for it."""
    enrolling = Session.objects.public().filter(state=SessionState.ENROLLING, takes_applications=True)
    return with_free_seats(enrolling).only(*OF_SESSION).order_by("closes_at", "pk")


def classes_to_join(user: Any) -> dict[str, Any] | None:
    """The classes with free seats that close next and that a trainee has not applied for."""
    if not has_role(user, RoleCode.TRAINEE):
        return None
    own = Enrolment.objects.filter(person__user_id=user.pk).order_by().values("session")
    sessions = list(joinable().filter(closes_at__gt=timezone.now()).exclude(pk__in=own)[:OFFERED])
    return {"sessions": sessions} if sessions else None
