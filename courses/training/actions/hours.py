"""Hours go to the shared ledger, once per enrolment."""

from typing import Any

from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, Session
from courses.training.queries import category_of
from shared.credits.actions import post_hours


def source_of(enrolment: Enrolment) -> str:
    """The ledger's key: what earned the hours, so that nothing is posted twice."""
    return f"training:enrolment:{enrolment.pk}"


def post_hours_of(session: Session, *, by: Any) -> int:
    """Post the hours and days of everyone who completed; return how many."""
    people = Enrolment.objects.filter(session=session, state=EnrolmentState.COMPLETED).select_related("person")
    for enrolment in people:
        post_hours(
            enrolment.person,
            hours=session.hours,
            days=None if session.is_lecture else session.days,
            category=category_of(session),
            source=source_of(enrolment),
            title=session.title,
            starts_on=session.starts_on,
            occurred_on=session.ends_on,
            by=by,
            jurisdiction=session.region.code if session.region else "",
        )
    return len(people)
