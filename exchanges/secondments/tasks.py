import logging

from celery import shared_task

from exchanges.secondments import actions
from exchanges.secondments.models import FiledPaper

logger = logging.getLogger(__name__)


@shared_task(name="secondments.end_terms")
def end_terms() -> None:
    logger.info("secondments: %s terms released", actions.end_due_terms())


@shared_task(name="secondments.send_reminders")
def send_reminders() -> None:
    logger.info("secondments: %s reminders sent", actions.send_due_reminders())
    logger.info("secondments: %s papers near their end", actions.warn_of_papers())


@shared_task(name="secondments.remind_of_agreements")
def remind_of_agreements() -> None:
    logger.info("secondments: %s agreements near their end", actions.remind_of_agreements())


@shared_task(name="secondments.escalate")
def escalate() -> None:
    logger.info("secondments: %s late steps told to the office above", actions.escalate_overdue_steps())


@shared_task(name="secondments.typeset_paper", atomic=False)
def typeset_paper(paper_id: int) -> None:
    """The PDF of a letter or a decision; no transaction is open meanwhile."""
    row = FiledPaper.objects.select_related("secondment").filter(pk=paper_id).first()
    if row is None:
        logger.warning("paper %s is gone, nothing to typeset", paper_id)
        return
    actions.typeset_paper(row)
