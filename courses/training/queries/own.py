"""A member's own enrolments, as her start page shows them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from courses.training.enums import AGREED_TEACHING, Duty, EnrolmentState, TeachingState
from courses.training.models import Enrolment, EvaluationTicket, SessionOfficer, TeachingInvitation
from shared.directory.models import Person

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


@dataclass(frozen=True)
class Calls:
    """For what classes ask a person by name, whatever her roles."""

    heads_a_class: bool = False
    is_invited_to_teach: bool = False
    may_evaluate: bool = False
    is_asked: bool = False


def own_calls(user: Any) -> Calls:
    """Asked once per request and in one query: most people have none of these, and then none costs another."""
    if not hasattr(user, "_own_calls"):
        duties = SessionOfficer.objects.filter(person=OuterRef("pk"), duty=Duty.CLASS_HEAD, ended_at=None)
        invitations = TeachingInvitation.objects.filter(person=OuterRef("pk"), state=TeachingState.SENT)
        tickets = EvaluationTicket.objects.waiting().filter(enrolment__person=OuterRef("pk"))
        teaching = TeachingInvitation.objects.filter(person=OuterRef("pk"), state__in=[str(s) for s in AGREED_TEACHING])
        questions = teaching.filter(session__questions__answered_at=None, session__questions__isnull=False)
        rows = Person.objects.filter(user_id=user.pk, user__isnull=False).order_by()
        calls = (duties, invitations, tickets, questions)
        found = rows.values_list(*(Exists(asked.order_by()) for asked in calls)).first()
        user._own_calls = Calls(*found) if found else Calls()
    return user._own_calls
