from typing import Any

from django import template

from exchanges.secondments import queries

register = template.Library()


@register.inclusion_tag("secondments/checklists.html", takes_context=True)
def checklists(context: dict[str, Any], secondment: Any) -> dict[str, Any]:
    """The lists of a term with a button for each item that the reader may tick off, and the way to its report."""
    request = context["request"]
    return {
        "lists": queries.checklists(request.user, secondment),
        "report": queries.report_of(secondment),
        "secondment": secondment,
    }
