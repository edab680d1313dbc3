import logging

from celery import shared_task

from courses.certificates.actions import render_certificate
from courses.certificates.models import Certificate

logger = logging.getLogger(__name__)


@shared_task(name="certificates.render")
def render(certificate_id: int) -> None:
    certificate = Certificate.objects.filter(pk=certificate_id).first()
    if certificate is None:
        logger.warning("certificate %s is gone, nothing to render", certificate_id)
        return
    render_certificate(certificate)
