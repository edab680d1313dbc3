from typing import Any

from django import template
from django.db.models import Model

from shared.audit.queries import history_of

register = template.Library()


@register.inclusion_tag("audit/history.html")
def history_panel(subject: Model, limit: int = 50) -> dict[str, Any]:
    """`{% load audit %}{% history_panel session %}`: who did what, when, from which state to which, and why."""
    return {"entries": history_of(subject, limit)}
