from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels
from shared.notices import kinds
from shared.ui.panels import register_panel
from shared.ui.todos import register as register_todos


def own_standings(user: Any) -> dict[str, Any] | None:
    """The hours card of the start page; nothing for an account without a person."""
    from shared.credits.queries import standings  # noqa: PLC0415  models are not loaded when apps are

    person = getattr(user, "person", None)
    return {"standings": standings(person)} if person else None


class CreditsConfig(AppConfig):
    name = "shared.credits"
    label = "credits"
    verbose_name = _("credit hours")

    def ready(self) -> None:
        from shared.credits import actions, emails, queries, sources  # noqa: PLC0415  the same
        from shared.credits.models import HourRequirement  # noqa: PLC0415  the same
        from shared.regulations.actions import register_table  # noqa: PLC0415  the same

        register_table("hour_requirements.csv", HourRequirement, ("code", "rank_series", "jurisdiction", "valid_from"))
        register_panel("credits/year_panel.html", own_standings, order=20, aside=True)
        register_todos(queries.todos)
        sources.register(
            sources.SourceKind("credits:declaration:", _("Outside training"), queries.declaration_addresses)
        )
        for code, label in actions.LABELS.items():
            labels.register(code, label)
        kinds.register(*emails.KINDS)
