from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

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
        labels.register("certificates.issue", _("Certificate issued"))
        labels.register("certificates.revoke", _("Certificate revoked"))
        register(
            NoticeKind(
                code="certificates.issued",
                label=_("A certificate was issued to me"),
                subject=_("Certificate for “%(title)s”"),
                body=_("Your certificate %(number)s is ready. You can download it and let anyone check it."),
            )
        )
