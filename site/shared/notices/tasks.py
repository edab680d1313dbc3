from celery import shared_task

from shared.notices import actions


@shared_task(name="notices.send_emails", atomic=False)
def send_emails() -> None:
    """Each e-mail is claimed by itself, so that a refusal of the mail server repeats none that has gone."""
    actions.send_emails()


@shared_task(name="notices.send_publications", atomic=False)
def send_publications() -> None:
    """Each subscriber's e-mail is claimed by itself, so that a second run tells nobody twice."""
    actions.send_publications()
