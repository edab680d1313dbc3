from typing import Any

from django import template

from exchanges.secondments import queries
from exchanges.secondments.permissions.papers import can_bring_papers

register = template.Library()


@register.inclusion_tag("secondments/paper_list.html", takes_context=True)
def papers(context: dict[str, Any], secondment: Any) -> dict[str, Any]:
    """What lies in the file of a term, what the next step lacks, and the way to the whole file."""
    found = queries.folder(secondment)
    return {
        "folder": found,
        "has_agreement": found.has_agreement or queries.asks_for_agreement(secondment),
        "secondment": secondment,
        "may_bring": can_bring_papers(context["request"].user, secondment),
    }
