"""What the clock does with seats, and the letters about them."""

from celery import shared_task

from courses.training import actions, emails
from courses.training.models import SeatBlock


def block(pk: int) -> SeatBlock | None:
    related = ("agency", "region", "session__ip_host", "session__proc_host")
    return SeatBlock.objects.select_related(*related).filter(pk=pk).first()


@shared_task(name="training.return_seats")
def return_seats() -> int:
    """Return unused seats whose cut-off has passed; announce the cut-offs that come."""
    return actions.return_all_unused_seats() + actions.announce_cut_offs()


@shared_task(name="training.tell_cut_off_ahead")
def tell_cut_off_ahead(block_id: int) -> int:
    """Tell the unit or the organisers that unused seats will soon go back."""
    found = block(block_id)
    return emails.tell_cut_off_ahead(found) if found else 0


@shared_task(name="training.tell_returned")
def tell_returned(block_id: int, target_id: int, seats: int) -> int:
    """Tell the unit or the organisers that unused seats have gone to others."""
    found, target = block(block_id), block(target_id)
    return emails.tell_returned(found, target, seats) if found and target else 0


@shared_task(name="training.tell_reserved")
def tell_reserved(block_id: int, by_id: int) -> int:
    """Tell the unit that seats are kept for it without names."""
    found = block(block_id)
    return emails.tell_reserved(found, by_id) if found else 0
