from typing import Any

from django.db.models import Q, QuerySet

from shared.directory.enums import RoleCode
from shared.directory.models import Person
from shared.directory.permissions import scopes_of


def people_with_visible_ledger(user: Any) -> QuerySet[Person]:
    """The user herself, and everybody posted today where she is the training office (H7)."""
    scope = Q(user=user)
    for path in scopes_of(user, RoleCode.TRAINING_PLANNER):
        scope |= Q(postings__agency__path__startswith=path, postings__valid_to=None)
    return Person.objects.filter(scope).distinct()
