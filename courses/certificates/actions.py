from typing import Any

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.certificates.enums import TRANSITIONS, CertificateState
from courses.certificates.models import Certificate, CertificateSerial
from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, Session
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.documents.actions import typeset
from shared.documents.numbers import document_number, next_number
from shared.jobs.actions import later
from shared.notices.actions import notify


@transaction.atomic
def issue_certificates(session: Session, *, by: Any) -> list[Certificate]:
    """Issue one certificate to everybody who completed the session and has none; those who have one keep it."""
    waiting = (
        Enrolment.objects.filter(session=session, state=EnrolmentState.COMPLETED)
        .exclude(certificates__state=CertificateState.VALID)
        .select_related("person", "person__user", "session__proc_host", "session__ip_host")
        .order_by("person__name_pinyin", "pk")
    )
    return [issue_certificate(enrolment, by=by) for enrolment in waiting]


@transaction.atomic
def issue_certificate(enrolment: Enrolment, *, by: Any) -> Certificate:
    """Issue the certificate of one completed participation, with a serial number of each host."""
    if enrolment.state != EnrolmentState.COMPLETED:
        raise NotAllowedNow(_("Only a completed participation earns a certificate."))
    session, today = enrolment.session, timezone.localdate()
    certificate = Certificate.objects.create(
        enrolment=enrolment,
        number=f"{session.number}-{next_number(f'certificate:{session.number}'):03}",
        name=enrolment.person.name,
        title=session.title,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
        hours=session.hours,
        days=session.days,
        issued_on=today,
        issued_by=by,
    )
    for host in session.hosts:
        number = document_number(host.code, today.year, next_number(f"certificate:{host.code}:{today.year}"))
        certificate.serials.create(agency=host, agency_name=host.name, number=number)
    record("certificates.issue", certificate, by=by, document=certificate.number)
    later("certificates.render", certificate_id=certificate.pk)
    tell_holder(certificate)
    return certificate


def tell_holder(certificate: Certificate) -> None:
    notify(
        "certificates.issued",
        to=[certificate.enrolment.person.user],
        url=certificate.get_absolute_url(),
        key=f"certificate:{certificate.pk}",
        title=certificate.title,
        number=certificate.number,
    )


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, by: Any, reason: str) -> Certificate:
    """Revoke with a reason that the public check page shows; a corrected one can then be issued."""
    if not reason.strip():
        raise NotAllowedNow(_("A revocation needs its reason: the public check page shows it."))
    return move_state(
        certificate,
        CertificateState.REVOKED,
        transitions=TRANSITIONS,
        action="certificates.revoke",
        by=by,
        reason=reason.strip(),
        revoked_at=timezone.now(),
        revoked_reason=reason.strip(),
    )


def render_certificate(certificate: Certificate, *, by: Any = None) -> Certificate:
    """Typeset and store the PDF; what is stored already is left alone, so the task may run twice."""
    if certificate.file:
        return certificate
    pdf = typeset("certificates/certificate", certificate_data(certificate))
    certificate.file.save(f"{certificate.code}.pdf", ContentFile(pdf), save=False)
    Certificate.objects.filter(pk=certificate.pk, file="").update(file=certificate.file.name)
    return certificate


def certificate_data(certificate: Certificate) -> dict[str, Any]:
    url = f"{settings.BASE_URL}{certificate.get_absolute_url()}"
    serials = CertificateSerial.objects.filter(certificate=certificate).select_related("agency")
    return {
        "number": certificate.number,
        "code": certificate.code,
        "name": certificate.name,
        "title": certificate.title,
        "starts_on": certificate.starts_on.isoformat(),
        "ends_on": certificate.ends_on.isoformat(),
        "hours": f"{certificate.hours.normalize():f}",
        "days": f"{certificate.days.normalize():f}",
        "hosts": [{"name": s.agency_name, "serial": s.number, "side": s.agency.side} for s in serials],
        "issued_on": certificate.issued_on.isoformat(),
        "check_url": url,
        "qr": segno.make(url, error="m").svg_inline(border=0).encode(),
    }
