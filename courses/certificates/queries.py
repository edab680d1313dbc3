"""Who waits for a certificate, how far the printing is, and what goes onto the paper."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
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
    JoinedCertificates,
    SessionCertificates,
    TemplateVersion,
)
from courses.certificates.models.templates import PLACEHOLDER
from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, Session
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import scopes_of
from shared.documents.glyphs import missing_characters
from shared.documents.models import Seal
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


@dataclass
class Pictures:
    """Seals, signatures and emblems, read once for all papers that are made together."""

    seals: dict[tuple[Any, ...], Seal | None] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def seal(self, find: Any, agency: Agency, day: Any) -> Seal | None:
        key = (find, agency.pk, day)
        if key not in self.seals:
            self.seals[key] = find(agency, day)
        return self.seals[key]

    def content(self, picture: Any) -> bytes:
        if picture.name not in self.files:
            with picture.open() as file:
                self.files[picture.name] = file.read()
        return self.files[picture.name]


def language_of(certificate: Certificate) -> str:
    return certificate.version.language if certificate.version else str(PaperLanguage.CHINESE)


def certificate_data(certificate: Certificate, pictures: Pictures | None = None) -> dict[str, Any]:
    """What the typesetter needs: plain text and pictures, as they stood on the day of issue."""
    pictures = pictures or Pictures()
    url = check_address(certificate)
    version = certificate.version
    hosts = [host_data(serial, certificate, version, pictures) for serial in certificate.serials.all()]
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
    return facts | (design_data(version, facts, pictures) if version else {})


def host_data(
    serial: CertificateSerial, certificate: Certificate, version: TemplateVersion | None, pictures: Pictures
) -> dict[str, Any]:
    agency, day = serial.agency, certificate.issued_on
    data: dict[str, Any] = {"name": serial.agency_name, "serial": serial.number, "side": agency.side}
    if version and version.language == PaperLanguage.ENGLISH and agency.name_en:
        data["name"] = agency.name_en
    seal = pictures.seal(seal_of, agency, day) if version is None or version.shows_seals else None
    signature = pictures.seal(signature_of, agency, day) if version and version.shows_signatures else None
    for key, picture in (("seal", seal), ("signature", signature)):
        if picture:
            data[key] = pictures.content(picture.image)
            data["signatory"] = picture.signatory or data.get("signatory", "")
    return data


def design_data(version: TemplateVersion, facts: dict[str, Any], pictures: Pictures | None = None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "headline": version.headline,
        "body": paragraphs(version, facts),
        "is_framed": version.layout == Layout.FRAMED,
        "shows_date": version.shows_date,
    }
    if version.emblem:
        data["emblem"] = (pictures or Pictures()).content(version.emblem)
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


# --- all of a class in one file --------------------------------------------------------------------------------------


def papers_to_join(session: Session) -> QuerySet[Certificate]:
    """Every valid certificate that is printed, in the order of the class's list."""
    rows = Certificate.objects.filter(enrolment__session=session, state=CertificateState.VALID).exclude(file="")
    return rows.select_related("version").prefetch_related("serials__agency").order_by("number")


def contents_of(codes: Iterable[str]) -> str:
    """A short mark of which certificates they are: it differs as soon as one is issued, revoked or issued anew."""
    return sha256(" ".join(codes).encode()).hexdigest()


def contents_now(session: Session) -> str:
    return contents_of(papers_to_join(session).values_list("code", flat=True))


def joined_data(session: Session, certificates: Iterable[Certificate]) -> dict[str, Any]:
    pictures = Pictures()
    papers = [{**certificate_data(c, pictures), "lang": language_of(c)} for c in certificates]
    return {"title": _("Certificates: %(title)s") % {"title": session.title}, "papers": papers}


@dataclass(frozen=True)
class Joined:
    """What the page of a class says about its one PDF."""

    row: JoinedCertificates | None
    is_current: bool

    @property
    def is_awaited(self) -> bool:
        return self.row is not None and self.row.is_awaited


def joined_of(session: Session) -> Joined:
    row = JoinedCertificates.objects.filter(session=session).first()
    return Joined(row, bool(row and row.file) and row is not None and row.contents == contents_now(session))
