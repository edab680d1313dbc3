from typing import Any

from django import template

from shared.ui.slots import Link, links_for

register = template.Library()


@register.simple_tag(takes_context=True)
def slot_links(context: Any, slot: str, subject: Any) -> list[Link]:
    """`{% slot_links "training.session-desk" session as links %}`"""
    return links_for(slot, context["request"].user, subject)
