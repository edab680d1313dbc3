from celery import shared_task

from cms.release.actions import take_down_overdue


@shared_task(name="release.take_down_overdue")
def take_down_overdue_releases() -> int:
    """Every minute: an emergency release without its second approval goes down."""
    return take_down_overdue()
