"""What is public stays as it was cleared: its place, its order and its files. Moving what is being read is an edit.

Wagtail moves and deletes in several views, for superusers without asking anybody, and tells it by its signals alone.
"""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.release.actions.routing import void_routes_around
from cms.release.models.gated import GatedPage, GateRefusedError
from cms.release.queries import is_held, move_fault


def refuse_move(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    if fault := move_fault(instance, parent_page_after):
        raise GateRefusedError(fault)


def end_routes_of_moved(instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any) -> None:
    model = instance.specific_class
    if model is not None and issubclass(model, GatedPage):
        void_routes_around(instance, parent_page_before, parent_page_after, by=None)


def refuse_to_delete_file(instance: Any, **kwargs: Any) -> None:
    if is_held(instance):
        message = _("“%(title)s” belongs to a page that is public or under review, and cannot be deleted.")
        raise GateRefusedError(message % {"title": instance.title})
