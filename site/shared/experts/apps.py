from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels
from shared.notices import kinds
from shared.ui.slots import register_links
from shared.ui.todos import register as register_todos

ACTS = ["bases", "experts", "pools", "qualifications", "recommendations"]


class ExpertsConfig(AppConfig):
    name = "shared.experts"
    label = "experts"
    verbose_name = _("Experts")

    def ready(self) -> None:
        from shared.experts import emails, queries  # noqa: PLC0415  models are not loaded before ready()
        from shared.experts.models import TechnicalField  # noqa: PLC0415
        from shared.regulations.actions import register_table  # noqa: PLC0415

        for subject in ACTS:
            for code, label in import_module(f"shared.experts.actions.{subject}").LABELS.items():
                labels.register(code, label)
        kinds.register(*emails.KINDS)
        register_todos(queries.todos)
        register_links("directory.person", queries.person_links)
        register_table("technical_fields.csv", TechnicalField, ("code",))
