from typing import Any

from exchanges.secondments.enums import Party
from exchanges.secondments.models import ChecklistItem
from exchanges.secondments.permissions import act_for_side, is_the_person, parties_of


def can_tick(user: Any, item: ChecklistItem) -> bool:
    """Each party its own items; the host those of somebody without an account."""
    return item.party in parties_of(user, item.secondment)


def act_for_party(user: Any, item: ChecklistItem) -> None:
    """From here on the user acts for the item's party; who records on paper for the person acts for the host."""
    on_paper = item.party == Party.PERSON and not is_the_person(user, item.secondment)
    act_for_side(user, item.secondment, Party.HOST if on_paper else item.party)
