"""What the clock does."""

from celery import shared_task

from courses.training import actions
from courses.training.actions.fees import close_paid
from courses.training.actions.lecturers import expire_invitations


@shared_task(name="training.keep_time")
def keep_time() -> int:
    """Close what is due, let unconfirmed seats lapse, and fill seats that were left free by an interrupted process."""
    closed = actions.close_due_sessions() + actions.close_due_evaluations() + actions.remind_of_evaluations()
    closed += expire_invitations() + close_paid()
    return closed + actions.lapse_unconfirmed() + actions.lapse_late() + actions.fill_waiting_sessions()
