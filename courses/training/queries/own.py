"""A member's own enrolments, as her start page shows them."""

from typing import Any

from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment

SHOWN = 5
OF_SESSION = ["slug", "title", "starts_on", "ends_on", "venue", "hours"]  # what the start page shows of a class
OF_ENROLMENT = ["state", "side", "reason", "waitlisted_at", "confirm_by", *(f"session__{name}" for name in OF_SESSION)]


def latest_enrolments(user: Any) -> list[Enrolment]:
    """The person's latest classes; read once per request, for to-dos and panel alike."""
    if not hasattr(user, "_latest_enrolments"):
        own = Enrolment.objects.filter(person__user_id=user.pk).select_related("session").only(*OF_ENROLMENT)
        user._latest_enrolments = list(own.order_by("-session__starts_on", "-pk")[:SHOWN])
    return user._latest_enrolments


def seats_to_confirm(user: Any) -> list[Enrolment]:
    """Accepted and not yet confirmed: found among the latest classes, unless there are older ones besides."""
    latest = latest_enrolments(user)
    if len(latest) < SHOWN:
        return [enrolment for enrolment in latest if enrolment.state == EnrolmentState.ACCEPTED]
    rows = Enrolment.objects.filter(person__user_id=user.pk, state=EnrolmentState.ACCEPTED).select_related("session")
    return list(rows.only(*OF_ENROLMENT).order_by("pk"))
