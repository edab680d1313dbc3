from typing import Any

from django import template

from exchanges.secondments.queries.tasks import task_totals, visible_tasks

register = template.Library()
SHOWN = 20


@register.inclusion_tag("secondments/task_record.html", takes_context=True)
def task_record(context: dict[str, Any], secondment: Any) -> dict[str, Any]:
    """The cases of a term: those that the reader may see, and what has been confirmed in all."""
    tasks = visible_tasks(context["request"].user).filter(secondment=secondment)[:SHOWN]
    return {"tasks": list(tasks), "totals": task_totals(secondment)}
