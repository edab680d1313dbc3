"""Who waits for a certificate, how far the printing is, and what goes onto the paper."""

import calendar
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from courses.certificates.enums import PLACEHOLDERS, CertificateState, Layout, PaperLanguage
from courses.certificates.models import (
    Certificate,
    CertificateSerial,
    CertificateTemplate,
    SessionCertificates,
    TemplateVersion,
)
from courses.certificates.models.templates import PLACEHOLDER
from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, Session
from shared.directory.enums import RoleCode
from shared.directory.permissions import scopes_of
from shared.documents.glyphs import missing_characters
from shared.documents.queries import seal_of, signature_of

MONTHS = list(calendar.month_name)  # in English, whatever language the page has


def waiting_for_certificate(session: Session) -> QuerySet[Enrolment]:
    """Everybody who completed the class and holds no valid certificate of it."""
    held = Certificate.objects.filter(enrolment=OuterRef("pk"), state=CertificateState.VALID)
    rows = Enrolment.objects.filter(~Exists(held), session=session, state=EnrolmentState.COMPLETED)
    return rows.select_related("person__user", "agency").order_by("person__name_pinyin", "pk")


@dataclass(frozen=True)
class Progress:
    """How far a class's certificates are: those who earned one, those issued, those printed, those that cannot be."""

    earned: int
    issued: int
    printed: int
    faulty: int

    @property
    def is_finished(self) -> bool:
        return self.printed + self.faulty >= self.earned


def progress_of(session: Session) -> Progress:
    rows = Certificate.objects.filter(enrolment__session=session, state=CertificateState.VALID)
    found = list(rows.values_list("file", "fault"))
    return Progress(
        earned=Enrolment.objects.filter(session=session, state=EnrolmentState.COMPLETED).count(),
        issued=len(found),
        printed=sum(bool(file) for file, _fault in found),
        faulty=sum(bool(fault) and not file for file, fault in found),
    )


def unprintable_names(people: QuerySet[Enrolment]) -> list[str]:
    """A sentence for each name with a character that no font of ours has."""
    return [
        _("%(name)s (%(unit)s): no shape for %(characters)s.")
        % {"name": e.person.name, "unit": e.agency.name, "characters": in_words(missing_characters(e.person.name))}
        for e in people
        if missing_characters(e.person.name)
    ]


def in_words(missing: dict[str, list[str]]) -> str:
    return "、".join(f"{character} (U+{ord(character):04X})" for character in missing)


def choice_of(session: Session) -> SessionCertificates:
    return SessionCertificates.objects.filter(session=session).select_related("template").first() or (
        SessionCertificates(session=session)
    )


def templates_for(session: Session) -> QuerySet[CertificateTemplate]:
    return CertificateTemplate.objects.filter(agency__in=session.hosts).select_related("agency")


def version_for(session: Session) -> TemplateVersion | None:
    """The newest version of the template chosen, else of the first host's default; None: the plain paper of ours."""
    chosen = choice_of(session).template
    if chosen is None:
        defaults = {t.agency_id: t for t in templates_for(session).filter(is_default=True)}
        chosen = next((defaults[host.pk] for host in session.hosts if host.pk in defaults), None)
    return chosen.current if chosen else None


def certificates_of_units(user: Any) -> QuerySet[Certificate]:
    """Certificates of the people of one's units, the newest first."""
    rows = Certificate.objects.none()
    for path in scopes_of(user, RoleCode.UNIT_HR):
        rows = rows | Certificate.objects.filter(enrolment__agency__path__startswith=path)
    related = ("enrolment__agency", "enrolment__session")
    return rows.select_related(*related).prefetch_related("serials").order_by("-issued_on", "-pk")


def check_address(certificate: Certificate) -> str:
    return f"{settings.BASE_URL}{certificate.get_absolute_url()}"


def certificate_data(certificate: Certificate) -> dict[str, Any]:
    """What the typesetter needs: plain text and pictures, as they stood on the day of issue."""
    url = check_address(certificate)
    serials = CertificateSerial.objects.filter(certificate=certificate).select_related("agency")
    version = certificate.version
    hosts = [host_data(serial, certificate, version) for serial in serials]
    facts = {
        "number": certificate.number,
        "code": certificate.code if version is None or version.shows_code else "",
        "name": certificate.name,
        "title": certificate.title,
        "starts_on": certificate.starts_on.isoformat(),
        "ends_on": certificate.ends_on.isoformat(),
        "hours": f"{certificate.hours.normalize():f}",
        "days": f"{certificate.days.normalize():f}",
        "hosts": hosts,
        "issued_on": certificate.issued_on.isoformat(),
        "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else "",
        "check_url": url,
        "qr": segno.make(url, error="m").svg_inline(border=0).encode(),
    }
    return facts | (design_data(version, facts) if version else {})


def host_data(serial: CertificateSerial, certificate: Certificate, version: TemplateVersion | None) -> dict[str, Any]:
    agency, day = serial.agency, certificate.issued_on
    data: dict[str, Any] = {"name": serial.agency_name, "serial": serial.number, "side": agency.side}
    if version and version.language == PaperLanguage.ENGLISH and agency.name_en:
        data["name"] = agency.name_en
    seal = seal_of(agency, day) if version is None or version.shows_seals else None
    signature = signature_of(agency, day) if version and version.shows_signatures else None
    for key, picture in (("seal", seal), ("signature", signature)):
        if picture:
            with picture.image.open() as file:
                data[key] = file.read()
            data["signatory"] = picture.signatory or data.get("signatory", "")
    return data


def design_data(version: TemplateVersion, facts: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "headline": version.headline,
        "body": paragraphs(version, facts),
        "is_framed": version.layout == Layout.FRAMED,
        "shows_date": version.shows_date,
    }
    if version.emblem:
        with version.emblem.open() as file:
            data["emblem"] = file.read()
    return data


def in_full(day: str, is_english: bool) -> str:
    year, month, number = (int(part) for part in day.split("-"))
    return f"{number} {MONTHS[month]} {year}" if is_english else f"{year}年{month}月{number}日"


def paragraphs(version: TemplateVersion, facts: dict[str, Any]) -> list[str]:
    """The text of the template, filled in; what is filled in is never read as a placeholder again."""
    is_english = version.language == PaperLanguage.ENGLISH
    days = [in_full(facts[key], is_english) for key in ("starts_on", "ends_on")]
    words = {
        **{name: str(facts.get(name, "")) for name in PLACEHOLDERS},
        "dates": days[0] if days[0] == days[1] else (" to " if is_english else "至").join(days),
        "hosts": (" and " if is_english else "、").join(host["name"] for host in facts["hosts"]),
    }
    filled = PLACEHOLDER.sub(lambda found: words.get(found[1].strip(), found[0]), version.body)
    return [part.strip() for part in filled.replace("\r", "").split("\n\n") if part.strip()]
