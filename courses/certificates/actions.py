"""Certificates: designed, issued, printed, revoked, issued anew."""

import secrets
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.certificates.enums import TRANSITIONS, CertificateState
from courses.certificates.models import (
    Certificate,
    CertificateTemplate,
    JoinedCertificates,
    SessionCertificates,
    TemplateVersion,
)
from courses.certificates.queries import (
    Pictures,
    certificate_data,
    choice_of,
    contents_of,
    in_words,
    joined_data,
    language_of,
    papers_to_join,
    version_for,
    waiting_for_certificate,
)
from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, Session
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Agency
from shared.documents.actions import MissingGlyphsError, typeset
from shared.documents.glyphs import missing_characters
from shared.documents.numbers import document_number, next_number, series_mark
from shared.jobs.actions import later
from shared.notices.actions import notify

log = structlog.get_logger(__name__)
AT_ONCE = 25  # so many are issued in one transaction: short enough for others to write in between
IN_ONE_PDF = 500  # so many are typeset together: the worker grows to 480 MB and is then replaced (make bench)


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
    """浙知证: no certificate shares its number with an official letter."""
    return series_mark(host, "证")


def tell_holders(session: Session, users: list[Any], *, key: str) -> None:
    notify("certificates.issued", to=users, url="/certificates/", key=key, title=session.title)


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, by: Any, reason: str) -> Certificate:
    """Revoke with a reason that the public check page shows."""
    return end_certificate(certificate, CertificateState.REVOKED, "revoke", by, reason)


def end_certificate(certificate: Certificate, to: CertificateState, verb: str, by: Any, reason: str) -> Certificate:
    if not reason.strip():
        raise NotAllowedNow(_("A revocation needs its reason: the public check page shows it."))
    if certificate.name in reason:
        raise NotAllowedNow(_("Anyone can read the reason on the check page: write it without the person's name."))
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


def render_certificate(certificate: Certificate, *, pictures: Pictures | None = None) -> Certificate:
    """Typeset and store the PDF, in no transaction; what is stored already stays, so the task may run twice.

    Characters without a shape are written down for the organiser instead: no paper with an empty box leaves the house.
    """
    if certificate.file:
        return certificate
    data = certificate_data(certificate, pictures)
    try:
        pdf = typeset("certificates/certificate", data, lang=language_of(certificate))
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
    count, pictures = 0, Pictures()
    for certificate in waiting.select_related("version").prefetch_related("serials__agency").order_by("pk"):
        count += bool(render_certificate(certificate, pictures=pictures).file)
    return count


@transaction.atomic
def ask_for_joined(session: Session, *, by: Any) -> JoinedCertificates:
    """Have all valid certificates of the class set in one PDF; asked twice, it is made once."""
    valid = Certificate.objects.filter(enrolment__session=session, state=CertificateState.VALID)
    count = valid.exclude(file="", fault__gt="").count()
    if not count:
        raise NotAllowedNow(nothing_to_join(is_faulty=valid.exists()))
    if count > IN_ONE_PDF:
        raise NotAllowedNow(
            _("One PDF holds %(most)d certificates at most and this class has %(count)d: print them from the ZIP.")
            % {"most": IN_ONE_PDF, "count": count}
        )
    asked = {"asked_by": by, "asked_at": timezone.now(), "fault": ""}
    joined, _new = JoinedCertificates.objects.update_or_create(session=session, defaults=asked)
    later("certificates.join", session_id=session.pk)
    record("certificates.join", session, by=by, certificates=count)
    return joined


def nothing_to_join(*, is_faulty: bool) -> str:
    if is_faulty:
        return _("There is nothing to print: no valid certificate of this class can be set. The list says why.")
    return _("There is nothing to print: this class has no valid certificate. Issue the certificates first.")


def join_certificates(joined: JoinedCertificates) -> JoinedCertificates:
    """Set all valid certificates in one PDF, in no transaction; made already, it stays, so the task may run twice."""
    render_session(joined.session)
    papers = list(papers_to_join(joined.session))
    contents = contents_of(paper.code for paper in papers)
    if not papers:
        return settle(joined, fault=nothing_to_join(is_faulty=True))
    if joined.file and joined.contents == contents:
        return settle(joined)
    try:
        pdf = typeset("certificates/certificates", joined_data(joined.session, papers))
    except MissingGlyphsError as error:
        return settle(joined, fault=str(error)[:500])
    name = default_storage.save(f"certificates/{secrets.token_hex(16)}.pdf", ContentFile(pdf))
    return settle(joined, file=name, contents=contents)


def settle(joined: JoinedCertificates, *, fault: str = "", **values: Any) -> JoinedCertificates:
    """What became of the wish for one PDF: made, or why not. Of two workers the slower one's file goes away."""
    before = joined.file.name or ""
    rows = JoinedCertificates.objects.filter(pk=joined.pk, file=before)
    kept = rows.update(fault=fault, made_at=timezone.now(), **values)
    unused = before if kept else values.get("file", "")
    if unused and "file" in values:
        default_storage.delete(unused)
    joined.refresh_from_db()
    return joined


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
