import logging

from celery import shared_task

from exchanges.secondments import actions

logger = logging.getLogger(__name__)


@shared_task(name="secondments.end_terms")
def end_terms() -> None:
    logger.info("secondments: %s terms released", actions.end_due_terms())


@shared_task(name="secondments.send_reminders")
def send_reminders() -> None:
    logger.info("secondments: %s reminders sent", actions.send_due_reminders())


@shared_task(name="secondments.remind_of_agreements")
def remind_of_agreements() -> None:
    logger.info("secondments: %s agreements near their end", actions.remind_of_agreements())


@shared_task(name="secondments.escalate")
def escalate() -> None:
    logger.info("secondments: %s late steps told to the office above", actions.escalate_overdue_steps())
