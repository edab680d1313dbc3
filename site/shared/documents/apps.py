from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels


class DocumentsConfig(AppConfig):
    name = "shared.documents"
    label = "documents"

    def ready(self) -> None:
        labels.register("documents.seal.add", _("Seal or signature added"))
        labels.register("documents.seal.end", _("Seal or signature ended"))
