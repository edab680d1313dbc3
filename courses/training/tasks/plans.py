"""Letters about the plan of a year."""

from celery import shared_task

from courses.training import emails
from courses.training.models import AnnualPlan


def plan(pk: int) -> AnnualPlan | None:
    return AnnualPlan.objects.select_related("ip_office", "proc_office").filter(pk=pk).first()


@shared_task(name="training.announce_call")
def announce_call(plan_id: int) -> int:
    """Tell the units' HR officers that needs are called for."""
    found = plan(plan_id)
    return emails.announce_call(found) if found else 0


@shared_task(name="training.tell_offices")
def tell_offices(plan_id: int, kind: str) -> int:
    """Tell the planners of both offices what has become of the plan."""
    found = plan(plan_id)
    return emails.tell_offices(found, kind) if found else 0
