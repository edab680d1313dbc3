"""Letters about evaluations."""

from celery import shared_task

from courses.training.emails import evaluation as letters
from courses.training.models import EvaluationRound


@shared_task(name="training.ask_for_evaluation")
def ask_for_evaluation(round_id: int, kind: str) -> int:
    """Ask, or remind, everybody whose answer is open."""
    round_ = EvaluationRound.objects.select_related("session").filter(pk=round_id).first()
    return letters.ask_for_evaluation(round_, kind) if round_ else 0
