"""Who reads what is confidential in somebody's record leaves a trace that the person sees."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from exchanges.secondments.models import RecordAccess, Secondment
from shared.audit.actions import record
from shared.audit.behalf import absent_behind


@transaction.atomic
def note_access(secondments: Iterable[Secondment], *, what: str, by: Any) -> int:
    """Keep that `by` has read `what` of these terms; nothing is kept of one's own record. Return how many."""
    absent = absent_behind(by)
    others = [s for s in secondments if not (s.person and s.person.user_id == by.pk)]
    RecordAccess.objects.bulk_create(
        RecordAccess(secondment=s, reader=by, stood_in_for=absent, what=what) for s in others
    )
    if others and others[0].person:
        record("secondments.read", others[0].person, by=by, what=what, terms=[s.number for s in others])
    return len(others)
