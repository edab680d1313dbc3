"""Papers of a class, and letters about it."""

import logging

from celery import shared_task

from courses.training import actions, emails
from courses.training.models import CallUpNotice, Session, SessionOfficer

logger = logging.getLogger(__name__)


def notice(pk: int) -> CallUpNotice | None:
    hosts = ("session__ip_host", "session__proc_host", "session__region")
    return CallUpNotice.objects.select_related(*hosts).filter(pk=pk).first()


@shared_task(name="training.typeset_notice")
def typeset_notice(notice_id: int) -> None:
    """Make the PDF of a numbered paper."""
    found = notice(notice_id)
    if found is None:
        logger.warning("notice %s is gone, nothing to typeset", notice_id)
        return
    actions.typeset_notice(found)


@shared_task(name="training.tell_units")
def tell_units(notice_id: int) -> int:
    """Tell the units that have seats of a new paper."""
    found = notice(notice_id)
    return emails.tell_units(found) if found else 0


@shared_task(name="training.tell_cancelled")
def tell_cancelled(session_id: int) -> int:
    """Tell units, lecturers and officers that the class will not take place."""
    session = Session.objects.with_hosts().filter(pk=session_id).first()
    return emails.tell_cancelled(session) if session else 0


@shared_task(name="training.tell_postponed")
def tell_postponed(session_id: int, day: str) -> int:
    """Tell everyone around the class its new days."""
    session = Session.objects.with_hosts().filter(pk=session_id).first()
    return emails.tell_postponed(session, day) if session else 0


@shared_task(name="training.tell_officer")
def tell_officer(officer_id: int) -> int:
    """Tell somebody that she has been appointed."""
    officer = SessionOfficer.objects.select_related("person__user", "session").filter(pk=officer_id).first()
    return emails.tell_officer(officer) if officer else 0


@shared_task(name="training.tell_parted")
def tell_parted(session_id: int, from_id: int) -> int:
    """Tell the organisers of a class that its lectures are no longer held together with those of another."""
    rows = {session.pk: session for session in Session.objects.with_hosts().filter(pk__in=[session_id, from_id])}
    return emails.tell_parted(rows[session_id], rows[from_id]) if len(rows) == len({session_id, from_id}) else 0
