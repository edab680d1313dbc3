from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels


class RecusalConfig(AppConfig):
    name = "shared.recusal"
    label = "recusal"
    verbose_name = _("Recusal")

    def ready(self) -> None:
        from shared.recusal.actions import LABELS  # noqa: PLC0415  models are not loaded before ready()
        from shared.recusal.facts import colleague_facts, declared_facts, organ_facts  # noqa: PLC0415
        from shared.recusal.models import RecusalRule  # noqa: PLC0415
        from shared.recusal.subjects import register_facts  # noqa: PLC0415
        from shared.regulations.actions import register_table  # noqa: PLC0415

        for code, label in LABELS.items():
            labels.register(code, label)
        register_table("recusal_rules.csv", RecusalRule, ("code", "jurisdiction", "valid_from"))
        for provider in (organ_facts, colleague_facts, declared_facts):
            register_facts(provider)
