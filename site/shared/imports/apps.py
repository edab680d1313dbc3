from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels


class ImportsConfig(AppConfig):
    name = "shared.imports"
    label = "imports"

    def ready(self) -> None:
        labels.register("imports.run.check", _("Sheet checked"))
        labels.register("imports.run.take_over", _("Sheet taken over"))
        labels.register("imports.run.counts", _("Counts of a sheet taken over"))
