"""Certificates: designed, issued, printed, revoked, issued anew."""

from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.certificates.enums import TRANSITIONS, CertificateState
from courses.certificates.models import Certificate, CertificateTemplate, SessionCertificates, TemplateVersion
from courses.certificates.queries import certificate_data, choice_of, in_words, version_for, waiting_for_certificate
from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, Session
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Agency
from shared.documents.actions import MissingGlyphsError, typeset
from shared.documents.glyphs import missing_characters
from shared.documents.numbers import document_number, issuer_mark, next_number
from shared.jobs.actions import later
from shared.notices.actions import notify

log = structlog.get_logger(__name__)
AT_ONCE = 25  # so many are issued in one transaction: short enough for others to write in between


def issue_certificates(session: Session, *, by: Any) -> list[Certificate]:
    """Issue one certificate to everybody who completed the class and has none, a portion at a time.

    It may be interrupted and run again, also twice at once: who has a valid certificate gets no second one. A name
    that our fonts cannot print waits until they can.
    """
    issued: list[Certificate] = []
    people = [e for e in waiting_for_certificate(session) if not missing_characters(e.person.name)]
    for start in range(0, len(people), AT_ONCE):
        issued += issue_portion(session, people[start : start + AT_ONCE], by=by)
    if issued:
        later("certificates.render_session", session_id=session.pk)
    return issued


@transaction.atomic
def issue_portion(session: Session, people: list[Enrolment], *, by: Any) -> list[Certificate]:
    version, choice = version_for(session), choice_of(session)
    issued = []
    for enrolment in people:
        enrolment.session = session
        try:
            with transaction.atomic():
                issued.append(write_certificate(enrolment, version, choice, by))
        except IntegrityError:
            log.info("another process has issued this certificate", enrolment=enrolment.pk)
    if issued:
        users = [c.enrolment.person.user for c in issued]
        tell_holders(session, users, key=f"certificates:{issued[0].pk}")
    return issued


@transaction.atomic
def issue_certificate(enrolment: Enrolment, *, by: Any) -> Certificate:
    """Issue the certificate of one completed participation, with a serial number of each host."""
    session = enrolment.session
    if enrolment.state != EnrolmentState.COMPLETED:
        raise NotAllowedNow(_("Only a completed participation earns a certificate."))
    certificate = write_certificate(enrolment, version_for(session), choice_of(session), by)
    later("certificates.render", certificate_id=certificate.pk)
    tell_holders(session, [enrolment.person.user], key=f"certificate:{certificate.pk}")
    return certificate


def write_certificate(
    enrolment: Enrolment,
    version: TemplateVersion | None,
    choice: SessionCertificates,
    by: Any,
    replaces: Certificate | None = None,
) -> Certificate:
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
        version=version,
        valid_until=choice.valid_until,
        replaces=replaces,
    )
    for host in session.hosts:
        number = document_number(serial_prefix(host), today.year, next_number(f"certificate:{host.code}:{today.year}"))
        certificate.serials.create(agency=host, agency_name=host.name, number=number)
    record("certificates.issue", certificate, by=by, document=certificate.number)
    return certificate


def serial_prefix(host: Agency) -> str:
    """浙知证: the agency's mark and 证, so that no certificate shares its number with an official letter."""
    mark = issuer_mark(host)
    return mark if mark == host.code else f"{mark}证"


def tell_holders(session: Session, users: list[Any], *, key: str) -> None:
    notify("certificates.issued", to=users, url="/certificates/", key=key, title=session.title)


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, by: Any, reason: str) -> Certificate:
    """Revoke with a reason that the public check page shows."""
    return end_certificate(certificate, CertificateState.REVOKED, "revoke", by, reason)


def end_certificate(certificate: Certificate, to: CertificateState, verb: str, by: Any, reason: str) -> Certificate:
    if not reason.strip():
        raise NotAllowedNow(_("A revocation needs its reason: the public check page shows it."))
    return move_state(
        certificate,
        to,
        transitions=TRANSITIONS,
        action=f"certificates.{verb}",
        by=by,
        reason=reason.strip(),
        revoked_at=timezone.now(),
        revoked_reason=reason.strip(),
    )


@transaction.atomic
def reissue_certificate(certificate: Certificate, *, reason: str, by: Any) -> Certificate:
    """A wrong name, a lost paper: the old one is void from now on, the new one has its own numbers and code."""
    enrolment = certificate.enrolment
    if missing_characters(enrolment.person.name):
        raise NotAllowedNow(cannot_print(enrolment.person.name))
    end_certificate(certificate, CertificateState.REPLACED, "replace", by, reason)
    session = enrolment.session
    new = write_certificate(enrolment, version_for(session), choice_of(session), by, replaces=certificate)
    later("certificates.render", certificate_id=new.pk)
    tell_holders(session, [enrolment.person.user], key=f"certificate:{new.pk}")
    return new


def cannot_print(name: str) -> str:
    return _(
        "The fonts have no shape for %(characters)s in the name of %(name)s. Check the name in the directory, or ask "
        "the system administrator for a font that has it; until then no certificate is printed."
    ) % {"characters": in_words(missing_characters(name)), "name": name}


def render_certificate(certificate: Certificate, *, by: Any = None) -> Certificate:
    """Typeset and store the PDF, in no transaction; what is stored already stays, so the task may run twice.

    Characters without a shape are written down for the organiser instead: no paper with an empty box leaves the house.
    """
    if certificate.file:
        return certificate
    language = certificate.version.language if certificate.version else "zh-Hans"
    try:
        pdf = typeset("certificates/certificate", certificate_data(certificate), lang=language)
    except MissingGlyphsError as error:
        fault = cannot_print(certificate.name) if missing_characters(certificate.name) else str(error)
        Certificate.objects.filter(pk=certificate.pk).update(fault=fault[:500])
        return certificate
    name = default_storage.save(f"certificates/{certificate.code}.pdf", ContentFile(pdf))
    if Certificate.objects.filter(pk=certificate.pk, file="").update(file=name, fault=""):
        certificate.file = name
    else:  # another worker was faster; its paper stays
        default_storage.delete(name)
        certificate.refresh_from_db(fields=["file"])
    return certificate


def render_session(session: Session) -> int:
    """Print what is not printed yet; stopped anywhere, it goes on where it was."""
    waiting = Certificate.objects.filter(enrolment__session=session, file="", state=CertificateState.VALID)
    count = 0
    for certificate in waiting.select_related("version", "enrolment").order_by("pk"):
        count += bool(render_certificate(certificate).file)
    return count


@transaction.atomic
def choose_certificates(choice: SessionCertificates, *, by: Any) -> SessionCertificates:
    """Keep the class's template, last day and whether certificates issue themselves; what is issued stays as it is."""
    kept, _new = SessionCertificates.objects.update_or_create(
        session=choice.session,
        defaults={
            "template": choice.template,
            "valid_until": choice.valid_until,
            "is_automatic": choice.is_automatic,
            "chosen_by": by,
        },
    )
    record("certificates.choose", choice.session, by=by, template=str(choice.template or ""))
    return kept


@transaction.atomic
def save_template(template: CertificateTemplate, *, version: TemplateVersion, by: Any) -> CertificateTemplate:
    """Keep a template with a new version; papers issued with those before it keep theirs."""
    template.save()
    if template.is_default:
        others = CertificateTemplate.objects.filter(agency=template.agency_id, is_default=True)
        others.exclude(pk=template.pk).update(is_default=False)
    last = template.versions.aggregate(last=Max("number"))["last"] or 0
    version.pk, version.template, version.number, version.made_by = None, template, last + 1, by
    version.save(force_insert=True)
    record("certificates.template", template, by=by, version=version.number)
    return template
