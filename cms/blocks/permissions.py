from typing import Any

from wagtail.fields import StreamField

TAKEN = ("table", "figure")


def takes_tables(model: Any) -> bool:
    """Has a page of this kind a text that tables may stand in?"""
    field = next((f for f in model._meta.get_fields() if f.name == "body"), None)
    return isinstance(field, StreamField) and set(TAKEN) <= set(field.stream_block.child_blocks)


def can_take_tables(user: Any, page: Any) -> bool:
    """Whoever may edit the page, while no lock or review holds it still."""
    if not takes_tables(type(page)) or not page.permissions_for_user(user).can_edit():
        return False
    lock = page.get_lock()
    return lock is None or not lock.for_user(user)
