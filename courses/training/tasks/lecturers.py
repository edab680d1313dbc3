"""Letters about teaching."""

from celery import shared_task

from courses.training.actions.answers import make_link
from courses.training.emails import lecturers as emails
from courses.training.emails.reminders import send_reminders
from courses.training.models import TeachingInvitation

PEOPLE = ("session__ip_host", "session__proc_host", "person__user", "agency")


def invitation(pk: int) -> TeachingInvitation | None:
    return TeachingInvitation.objects.select_related(*PEOPLE, "fee").filter(pk=pk).first()


@shared_task(name="training.tell_lecturer")
def tell_lecturer(invitation_id: int, kind: str) -> int:
    """Tell the lecturer; without an account she gets a personal link, which no table and no queue ever holds."""
    found = invitation(invitation_id)
    if found is None:
        return 0
    if kind == "training.invited" and emails.account_of(found) is None:
        return emails.send_letter(found, kind, make_link(found))
    return emails.tell_lecturer(found, kind)


@shared_task(name="training.tell_of_lecturer")
def tell_of_lecturer(invitation_id: int, kind: str) -> int:
    """Tell the organisers of both hosts what became of an invitation."""
    found = invitation(invitation_id)
    return emails.tell_organisers(found, kind) if found else 0


@shared_task(name="training.tell_finance")
def tell_finance(invitation_id: int) -> int:
    """Tell the finance office that a fee waits for it."""
    found = invitation(invitation_id)
    return emails.tell_finance(found) if found else 0


@shared_task(name="training.remind")
def remind() -> int:
    """Remind of classes that begin, seats to confirm and lectures to give; each once."""
    return send_reminders()
