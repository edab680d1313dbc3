"""Certificates of the demo: a template, marked sample seals of both hosts, one revoked and one issued anew."""

import datetime as dt
from types import SimpleNamespace

from django.core.files.base import ContentFile

from courses.certificates.actions import issue_certificates, reissue_certificate, revoke_certificate, save_template
from courses.certificates.enums import Layout, PaperLanguage
from courses.certificates.models import Certificate, CertificateTemplate, TemplateVersion
from courses.certificates.views.templates import STANDARD
from courses.training.enums import FINISHED_STATES
from courses.training.models import Session
from shared.accounts.models import User
from shared.directory.models import Agency
from shared.documents.actions import add_seal
from shared.documents.models import Seal

HOSTS = {"I330000": "#1d5b8a", "P330000": "#a3322b"}
# Two plain circles and the word: nobody takes it for a real seal, which has a star and the name around it.
SAMPLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><g fill="none" stroke="{shade}" opacity="0.75">'
    '<rect x="6" y="6" width="188" height="188" rx="24" stroke-width="5" stroke-dasharray="14 8"/>'
    '<rect x="20" y="20" width="160" height="160" rx="16" stroke-width="2"/></g>'
    '<text x="100" y="96" font-size="52" text-anchor="middle" fill="{shade}" opacity="0.75" '
    'font-family="Noto Sans SC">示例</text><text x="100" y="140" font-size="22" text-anchor="middle" '
    'fill="{shade}" opacity="0.75" font-family="Noto Sans SC">非真实印章</text></svg>'
)


def seed(world: SimpleNamespace) -> None:
    organiser = User.objects.get(email="organiser@demo.example")
    for code, shade in HOSTS.items():
        seed_seal(Agency.objects.get(code=code), shade, by=organiser)
    seed_template(organiser)
    for session in Session.objects.filter(state__in=FINISHED_STATES, enrolments__state="completed").distinct():
        issue_certificates(session, by=organiser)
    void_some(organiser)


def seed_seal(agency: Agency, shade: str, *, by: User) -> None:
    if not Seal.objects.filter(agency=agency).exists():
        image = ContentFile(SAMPLE.format(shade=shade).encode(), name="sample.svg")
        add_seal(Seal(agency=agency, image=image, valid_from=dt.date(2026, 1, 1)), by=by)


def seed_template(organiser: User) -> None:
    agency = Agency.objects.get(code="I330000")
    if CertificateTemplate.objects.filter(agency=agency).exists():
        return
    headline, _end, body = STANDARD.read_text(encoding="utf-8").partition("\n")
    version = TemplateVersion(
        language=PaperLanguage.CHINESE, headline=headline, body=body.strip(), layout=Layout.FRAMED
    )
    template = CertificateTemplate(agency=agency, name="同堂培训结业证书（示例）", is_default=True)
    save_template(template, version=version, by=organiser)


def void_some(organiser: User) -> None:
    """The oldest was revoked before there was a way to issue anew; another paper was lost and replaced."""
    others = Certificate.objects.exclude(name="林晓").filter(state="valid").order_by("issued_on", "number")
    if not Certificate.objects.filter(state="revoked").exists() and (oldest := others.first()):
        revoke_certificate(oldest, by=organiser, reason="学员姓名登记有误，已另行核发新证书。")
        issue_certificates(oldest.enrolment.session, by=organiser)
    if not Certificate.objects.filter(state="replaced").exists() and (lost := others.first()):
        reissue_certificate(lost, reason="证书遗失，本人申请补发。", by=organiser)
