"""What joint training shows on a member's start page."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from courses.training.enums import EnrolmentState, SessionState
from courses.training.models import Enrolment, Session
from courses.training.queries.seats import waitlist_place, with_free_seats
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role

SHOWN = 5
OFFERED = 3


def own_classes(user: Any) -> dict[str, Any] | None:
    """The latest classes of this person; nothing for somebody who neither takes part nor is a trainee."""
    own = Enrolment.objects.filter(person__user_id=user.pk).select_related("session")
    rows = list(own.order_by("-session__starts_on", "-pk")[:SHOWN])
    if not rows and not has_role(user, RoleCode.TRAINEE):
        return None
    return {"rows": [(e, waitlist_place(e) if e.state == EnrolmentState.WAITLISTED else None) for e in rows]}


def classes_to_join(user: Any) -> dict[str, Any] | None:
    """The classes with free seats that close next and that a trainee has not applied for."""
    if not has_role(user, RoleCode.TRAINEE):
        return None
    own = Enrolment.objects.filter(session=OuterRef("pk"), person__user_id=user.pk)
    joinable = Session.objects.visible_to(user).filter(
        ~Exists(own), state=SessionState.ENROLLING, closes_at__gt=timezone.now()
    )
    sessions = list(with_free_seats(joinable).order_by("closes_at", "pk")[:OFFERED])
    return {"sessions": sessions} if sessions else None
