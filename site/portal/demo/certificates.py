"""Certificates of the demo's concluded sessions, and one that was revoked."""

from types import SimpleNamespace

from courses.certificates.actions import issue_certificates, revoke_certificate
from courses.certificates.models import Certificate
from courses.training.enums import FINISHED_STATES
from courses.training.models import Session
from shared.accounts.models import User


def seed(world: SimpleNamespace) -> None:
    organiser = User.objects.get(email="organiser@demo.example")
    for session in Session.objects.filter(state__in=FINISHED_STATES, enrolments__state="completed").distinct():
        issue_certificates(session, by=organiser)
    oldest = Certificate.objects.exclude(name="林晓").order_by("issued_on", "number").first()
    if oldest and not Certificate.objects.filter(state="revoked").exists():
        revoke_certificate(oldest, by=organiser, reason="学员姓名登记有误，已另行核发新证书。")
        issue_certificates(oldest.enrolment.session, by=organiser)
