from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shared.audit import labels
from shared.ui.panels import register_panel


def own_year(user: Any) -> dict[str, Any] | None:
    """The hours card of the start page; nothing for an account without a person, nor where no requirement is set."""
    from shared.credits.queries import year_summary  # noqa: PLC0415  models are not loaded when apps are
    from shared.regulations.models import LimitRule  # noqa: PLC0415  the same

    person = getattr(user, "person", None)
    try:
        return {"summary": year_summary(person)} if person else None
    except LimitRule.DoesNotExist:
        return None


class CreditsConfig(AppConfig):
    name = "shared.credits"
    label = "credits"
    verbose_name = _("credit hours")

    def ready(self) -> None:
        register_panel("credits/year_panel.html", own_year, order=20, aside=True)
        labels.register("credits.post", _("Hours posted"))
