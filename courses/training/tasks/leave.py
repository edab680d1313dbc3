"""Letters about leave."""

from celery import shared_task

from courses.training.emails import leave as letters
from courses.training.models import LeaveRequest, Session
from courses.training.tasks.letters import enrolment


@shared_task(name="training.tell_of_leave")
def tell_of_leave(leave_id: int, kind: str) -> int:
    """Tell who decides of a request, or the person of the answer."""
    related = ("enrolment__session__ip_host", "enrolment__session__proc_host", "enrolment__person__user")
    rows = LeaveRequest.objects.select_related(*related, "enrolment__agency")
    request = rows.filter(pk=leave_id).first()
    return letters.tell_of_leave(request, kind) if request else 0


@shared_task(name="training.warn_of_limit")
def warn_of_limit(session_id: int) -> int:
    """Warn those who are near the limit of leave or absence, and their class head."""
    session = Session.objects.with_hosts().filter(pk=session_id).first()
    return letters.warn_of_limit(session) if session else 0


@shared_task(name="training.tell_of_end")
def tell_of_end(enrolment_id: int, kind: str) -> int:
    """Tell the class head, the organisers and the unit that a rule has ended a participation."""
    found = enrolment(enrolment_id)
    return letters.tell_of_end(found, kind) if found else 0
