"""Letters that go out after the change they tell of."""

from celery import shared_task

from courses.training import emails
from courses.training.emails.steps import tell_step as step_letter
from courses.training.models import Enrolment, Session

WITH_PEOPLE = ("session__ip_host", "session__proc_host", "person__user", "agency")


def enrolment(pk: int) -> Enrolment | None:
    return Enrolment.objects.select_related(*WITH_PEOPLE).filter(pk=pk).first()


@shared_task(name="training.tell_person")
def tell_person(enrolment_id: int, kind: str) -> int:
    """Tell the person what happened to her enrolment."""
    found = enrolment(enrolment_id)
    return emails.tell_person(found, kind) if found else 0


@shared_task(name="training.tell_unit")
def tell_unit(enrolment_id: int) -> int:
    """Tell the unit that somebody waits for its decision."""
    found = enrolment(enrolment_id)
    return emails.tell_unit(found) if found else 0


@shared_task(name="training.tell_organisers")
def tell_organisers(enrolment_id: int) -> int:
    """Tell the organisers of both hosts that a nomination has reached them."""
    found = enrolment(enrolment_id)
    return emails.tell_organisers(found) if found else 0


@shared_task(name="training.tell_planners")
def tell_planners(session_id: int) -> int:
    """Tell the training offices of both hosts that a plan waits for them."""
    session = Session.objects.with_hosts().filter(pk=session_id).first()
    return emails.tell_planners(session) if session else 0


@shared_task(name="training.tell_step")
def tell_step(session_id: int, kind: str) -> int:
    """Tell those concerned which step a class has taken."""
    session = Session.objects.with_hosts().filter(pk=session_id).first()
    return step_letter(session, kind) if session else 0
