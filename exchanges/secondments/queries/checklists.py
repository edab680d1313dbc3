"""What of the lists of arrival and return waits for whom."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from exchanges.secondments.enums.checklists import Phase
from exchanges.secondments.models import ChecklistItem, ChecklistItemQuerySet, Secondment
from exchanges.secondments.permissions import parties_of
from shared.ui.todos import Todo

SHOWN_ITEMS = 20


@dataclass(frozen=True)
class Listed:
    """One list of a term as its reader sees it: `mine` are the parties whose items she ticks off."""

    phase: Phase
    items: list[ChecklistItem]
    mine: set[str]
    is_running: bool

    @property
    def done(self) -> int:
        return sum(item.ticked_at is not None for item in self.items)


def open_items(user: Any) -> "ChecklistItemQuerySet":
    """What waits for the user, the earliest day first."""
    return ChecklistItem.objects.waiting_for(user).order_by("due_on", "secondment__number", "pk")


def checklists(user: Any, secondment: Secondment) -> list[Listed]:
    """The lists of a term, with everybody's items: the later one first."""
    rows = secondment.checklist.select_related("ticked_by", "ticked_for").order_by("due_on", "pk")
    found: dict[str, list[ChecklistItem]] = {}
    for row in rows:
        row.secondment = secondment
        found.setdefault(row.phase, []).append(row)
    mine = parties_of(user, secondment) if found else set()
    phases = [phase for phase in (Phase.RETURN, Phase.ARRIVAL) if phase in found]
    return [Listed(phase, found[phase], mine, found[phase][0].is_running) for phase in phases]


def checklist_todos(user: Any) -> list[Todo]:
    """What the start page shows of it, in one query."""
    if not user.is_authenticated:
        return []
    return [
        Todo(
            title=item.title,
            url=item.get_absolute_url(),
            note=f"{item.secondment.person or item.secondment.position} · {item.secondment.host_org}",
            due=item.due_on,
            action_label=_("Tick off"),
        )
        for item in open_items(user)[:SHOWN_ITEMS]
    ]
