from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.training import requirements
from shared.audit import labels
from shared.notices.kinds import NoticeKind, register
from shared.ui.slots import Link, register_links


def certificate_links(user: Any, session: Any) -> list[Link]:
    """On the organiser's desk of a class whose results stand: to its certificates."""
    if session.state not in {"concluding", "completed", "archived"}:
        return []
    return [Link(_("Certificates"), reverse("certificates:session", args=[session.slug]))]


class CertificatesConfig(AppConfig):
    name = "courses.certificates"
    label = "certificates"
    verbose_name = _("certificates")

    def ready(self) -> None:
        register_links("training.session-desk", certificate_links)
        requirements.register_follow_up("certificates.issue_after_completion")
        labels.register("certificates.replace", _("Certificate replaced by a new one"))
        labels.register("certificates.choose", _("Certificates of a class chosen"))
        labels.register("certificates.template", _("Certificate template saved"))
        labels.register("certificates.join", _("Certificates of a class printed in one PDF"))
        labels.register("certificates.issue", _("Certificate issued"))
        labels.register("certificates.revoke", _("Certificate revoked"))
        register(
            NoticeKind(
                code="certificates.issued",
                label=_("A certificate was issued to me"),
                subject=_("Certificate for “%(title)s”"),
                body=_("Your certificate has been issued. You can download it and let anyone check it."),
            )
        )
