from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels
from shared.notices.kinds import NoticeKind, register


class CertificatesConfig(AppConfig):
    name = "courses.certificates"
    label = "certificates"
    verbose_name = _("certificates")

    def ready(self) -> None:
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
