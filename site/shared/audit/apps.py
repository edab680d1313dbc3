from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit.labels import register


class AuditConfig(AppConfig):
    name = "shared.audit"
    label = "tongtang_audit"

    def ready(self) -> None:
        register("audit.export", _("Audit log exported"))
