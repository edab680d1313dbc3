"""Hours go to the shared ledger, once per enrolment."""

from decimal import Decimal
from typing import Any

from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment, Session
from courses.training.queries import Presence, category_of, presence, rule_limit
from shared.credits.actions import post_hours
from shared.regulations.models import LimitRule
from shared.regulations.queries import in_force

CENT = Decimal("0.01")


def source_of(enrolment: Enrolment) -> str:
    """The ledger's key: what earned the hours, so that nothing is posted twice."""
    return f"training:enrolment:{enrolment.pk}"


def lost_share(session: Session) -> Decimal:
    """How much of the hours somebody missed her completion does not make good: 0 of them, unless the place says so."""
    place = session.region.code if session.region else ""
    rule = in_force(LimitRule, session.starts_on, place, "training.missed_hours_lost")
    return rule.value if rule else Decimal(0)


def earned(session: Session, there: Presence, lost: Decimal) -> tuple[Decimal, Decimal | None]:
    """Hours and days by her marks (A15); a lecture has no days of its own, the credit policy converts them."""
    hours, days = session.hours, None if session.is_lecture else session.days
    if not lost:
        return hours, days
    left = max(hours - lost * there.missed(rule_limit("training.partial_share", session)), Decimal(0))
    return left.quantize(CENT), None if days is None else (days * left / hours).quantize(CENT)


def post_hours_of(session: Session, *, by: Any) -> int:
    """Post the hours and days of everyone who completed; return how many."""
    people = Enrolment.objects.filter(session=session, state=EnrolmentState.COMPLETED).select_related("person")
    lost = lost_share(session)
    there = presence(session) if lost else {}
    for enrolment in people:
        hours, days = earned(session, there.get(enrolment.pk, Presence()), lost)
        post_hours(
            enrolment.person,
            hours=hours,
            days=days,
            category=category_of(session),
            source=source_of(enrolment),
            title=session.title,
            starts_on=session.starts_on,
            occurred_on=session.ends_on,
            by=by,
            jurisdiction=session.region.code if session.region else "",
        )
    return len(people)
