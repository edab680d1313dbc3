"""Letters of a class, and the needs that are deleted in time."""

from celery import shared_task

from courses.training.actions.classroom import forget_needs as forget
from courses.training.emails import classroom as letters
from courses.training.models import Announcement, ClassQuestion


@shared_task(name="training.tell_class")
def tell_class(announcement_id: int) -> int:
    """Tell everybody in the class, once."""
    found = Announcement.objects.select_related("session").filter(pk=announcement_id).first()
    return letters.tell_class(found) if found else 0


@shared_task(name="training.tell_asked")
def tell_asked(question_id: int) -> int:
    """Tell those who teach and organise that somebody has asked."""
    related = ("slot", "session__ip_host", "session__proc_host")
    found = ClassQuestion.objects.select_related(*related).filter(pk=question_id).first()
    return letters.tell_asked(found) if found else 0


@shared_task(name="training.tell_asker")
def tell_asker(question_id: int) -> int:
    """Tell the asker of the answer."""
    found = ClassQuestion.objects.select_related("session", "asker__person__user").filter(pk=question_id).first()
    return letters.tell_asker(found) if found else 0


@shared_task(name="training.forget_needs")
def forget_needs() -> int:
    """Delete what people needed in classes that are over."""
    return forget()
