"""Who is told what about joint classes; texts stand with the kinds in apps.py."""

from courses.training.models import Enrolment, Session
from courses.training.queries import users_in_charge
from shared.directory.enums import RoleCode
from shared.notices.actions import notify


def words(enrolment: Enrolment) -> dict[str, str]:
    return {
        "session": enrolment.session.title,
        "person": enrolment.person.name,
        "unit": enrolment.agency.name,
        "reason": enrolment.reason or enrolment.session.state_reason,
        "day": enrolment.confirm_by.isoformat() if enrolment.confirm_by else "",
    }


def tell_person(enrolment: Enrolment, kind: str) -> int:
    user = enrolment.person.user
    url = enrolment.session.get_absolute_url()
    return notify(kind, to=[user] if user else [], url=url, key=f"{kind}:{enrolment.pk}", **words(enrolment))


def tell_unit(enrolment: Enrolment) -> int:
    """The unit's leader has to decide; what a trainee asked for herself, HR may decide too."""
    roles = [RoleCode.UNIT_LEADER, RoleCode.UNIT_HR] if enrolment.origin == "applied" else [RoleCode.UNIT_LEADER]
    to = users_in_charge(enrolment.agency, *roles)
    kind = "training.to_approve"
    return notify(kind, to=to, url="/training/unit/", key=f"{kind}:{enrolment.pk}", **words(enrolment))


def tell_organisers(enrolment: Enrolment) -> int:
    kind = "training.submitted"
    to = [user for host in enrolment.session.hosts for user in users_in_charge(host, RoleCode.ORGANISER)]
    url = f"{enrolment.session.get_absolute_url()}desk/"
    return notify(kind, to=to, url=url, key=f"{kind}:{enrolment.pk}", **words(enrolment))


def tell_planners(session: Session) -> int:
    kind = "training.plan"
    to = [user for host in session.hosts for user in users_in_charge(host, RoleCode.TRAINING_PLANNER)]
    url = f"{session.get_absolute_url()}desk/"
    return notify(kind, to=to, url=url, session=session.title, number=session.number)
