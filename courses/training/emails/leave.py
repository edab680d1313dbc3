"""Who is told what about leave."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Approver
from courses.training.models import Enrolment, LeaveRequest, Session
from courses.training.queries import in_hours, leave_limit, rule_limit, users_in_charge
from courses.training.queries.leave import class_heads, near_the_limit, organisers
from shared.directory.enums import RoleCode
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "training.leave_asked",
        _("A request for leave to decide"),
        _("Leave: %(person)s, %(session)s"),
        _("%(person)s (%(unit)s) asks for leave from %(half_days)s: %(hours)s hours. Decide on the leave page."),
    ),
    NoticeKind(
        "training.leave_approved",
        _("Leave approved"),
        _("Your leave is approved: %(session)s"),
        _("Your leave from %(half_days)s is approved: %(hours)s hours."),
    ),
    NoticeKind(
        "training.leave_refused",
        _("Leave refused"),
        _("Your leave is not approved: %(session)s"),
        _("Your leave from %(half_days)s is not approved. Reason: %(answer)s"),
    ),
    NoticeKind(
        "training.leave_warning",
        _("Leave near the limit"),
        _("Leave near the limit: %(person)s, %(session)s"),
        _(
            "%(person)s has %(used)s hours of leave in “%(session)s”; %(allowed)s hours are allowed. With more leave "
            "than that the participation ends."
        ),
    ),
    NoticeKind(
        "training.absence_warning",
        _("Absence near the limit"),
        _("Absence near the limit: %(person)s, %(session)s"),
        _(
            "%(person)s has missed %(missed)s hours of “%(session)s”, leave included; %(allowed)s hours are allowed. "
            "Whoever misses more does not pass."
        ),
    ),
    NoticeKind(
        "training.leave_ended",
        _("Participation ended by the limit of leave"),
        _("Ended by the limit of leave: %(person)s, %(session)s"),
        _("%(person)s (%(unit)s): the participation in “%(session)s” has ended. %(reason)s"),
    ),
    NoticeKind(
        "training.ended",
        _("A participation has been ended"),
        _("Ended: %(person)s, %(session)s"),
        _("%(person)s (%(unit)s): the participation in “%(session)s” has ended. Reason: %(reason)s"),
    ),
    NoticeKind(
        "training.late",
        _("A place has lapsed"),
        _("Not reported in: %(person)s, %(session)s"),
        _("%(person)s (%(unit)s): the place in “%(session)s” has lapsed. %(reason)s"),
    ),
]


def leave_page(session: Session) -> str:
    return reverse("training:leave", args=[session.slug])


def tell_of_leave(request: LeaveRequest, kind: str) -> int:
    """A new request goes to who decides it, the answer to the person."""
    enrolment, session = request.enrolment, request.enrolment.session
    asked = kind == "training.leave_asked"
    to = [enrolment.person.user]
    if asked:
        to = class_heads(session) if request.approver == Approver.CLASS_HEAD else organisers(session)
    url = leave_page(session) if asked else reverse("training:leave-ask", args=[session.slug])
    words = {
        "session": session.title,
        "person": enrolment.person.name,
        "unit": enrolment.agency.name,
        "half_days": "、".join(str(slot) for slot in request.slots.all()),
        "hours": in_hours(request.hours),
        "answer": request.answer,
    }
    return notify(kind, to=to, url=url, key=f"{kind}:{request.pk}", **words)


def warn_of_limit(session: Session) -> int:
    """Person and class head are warned once of leave, once of absence, when it reaches the share of the rule (A17)."""
    found = near_the_limit(session)
    heads = class_heads(session) if found else []
    return sum(warn(session, person, hours, heads, is_leave=is_leave) for person, hours, is_leave in found)


def warn(session: Session, person: Enrolment, hours: Any, heads: list[Any], *, is_leave: bool) -> int:
    kind = "training.leave_warning" if is_leave else "training.absence_warning"
    words = {
        "session": session.title,
        "person": person.person.name,
        "used": in_hours(hours.excused),
        "missed": in_hours(hours.missed(rule_limit("training.partial_share", session))),
        "allowed": in_hours(leave_limit(session)),
    }
    key = f"{kind}:{person.pk}"
    own_page = reverse("training:leave-ask", args=[session.slug])
    own = notify(kind, to=[person.person.user], url=own_page, key=key, **words)
    return own + notify(kind, to=heads, url=leave_page(session), key=key, **words)


def tell_of_end(enrolment: Enrolment, kind: str) -> int:
    """Those who run the class and the unit learn that a participation has ended before the class."""
    session = enrolment.session
    to = [*class_heads(session), *organisers(session), *users_in_charge(enrolment.agency, RoleCode.UNIT_HR)]
    words = {
        "session": session.title,
        "person": enrolment.person.name,
        "unit": enrolment.agency.name,
        "reason": enrolment.reason,
    }
    return notify(kind, to=to, url=session.get_absolute_url(), key=f"{kind}:{enrolment.pk}", **words)
