from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit.labels import register as register_label


class BlocksConfig(AppConfig):
    name = "cms.blocks"
    label = "blocks"

    def ready(self) -> None:
        register_label("blocks.sheet.upload", _("Sheet uploaded for a page"))
        register_label("blocks.sheet.take", _("Table of a sheet taken into a draft"))
