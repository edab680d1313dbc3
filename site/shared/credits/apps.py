from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels


class CreditsConfig(AppConfig):
    name = "shared.credits"
    label = "credits"
    verbose_name = _("credit hours")

    def ready(self) -> None:
        labels.register("credits.post", _("Hours posted"))
