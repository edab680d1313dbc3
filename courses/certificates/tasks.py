import logging

from celery import shared_task

from courses.certificates.actions import issue_certificates, join_certificates, render_certificate, render_session
from courses.certificates.models import Certificate, JoinedCertificates, SessionCertificates
from courses.training.models import Session
from shared.accounts.models import User

logger = logging.getLogger(__name__)


@shared_task(name="certificates.render", atomic=False)
def render(certificate_id: int) -> None:
    certificate = Certificate.objects.select_related("version").filter(pk=certificate_id).first()
    if certificate is None:
        logger.warning("certificate %s is gone, nothing to render", certificate_id)
        return
    render_certificate(certificate)


@shared_task(name="certificates.render_session", atomic=False)
def render_all(session_id: int) -> int:
    """Print every certificate of a class that has none; no transaction is open meanwhile."""
    session = Session.objects.filter(pk=session_id).first()
    return render_session(session) if session else 0


@shared_task(name="certificates.join", atomic=False)
def join(session_id: int) -> None:
    """One PDF of all certificates of a class, for printing in one go."""
    joined = JoinedCertificates.objects.select_related("session").filter(session=session_id).first()
    if joined is None:
        logger.warning("nobody has asked for one PDF of class %s", session_id)
        return
    join_certificates(joined)


@shared_task(name="certificates.issue", atomic=False)
def issue(session_id: int, user_id: int) -> int:
    """Issue the certificates of a large class, a portion at a time; it may run twice."""
    session = Session.objects.with_hosts().filter(pk=session_id).first()
    user = User.objects.filter(pk=user_id).first()
    return len(issue_certificates(session, by=user)) if session and user else 0


@shared_task(name="certificates.issue_after_completion", atomic=False)
def issue_after_completion(session_id: int) -> int:
    """Where the class has chosen so, its certificates issue themselves, in the name of whoever completed it."""
    choice = SessionCertificates.objects.filter(session=session_id, is_automatic=True).first()
    if choice is None:
        return 0
    session = Session.objects.with_hosts().get(pk=session_id)
    return len(issue_certificates(session, by=choice.chosen_by))
