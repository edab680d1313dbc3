"""Who is told when a class takes a step: its plan answered, its list confirmed, its teaching broken off or resumed."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.training.enums import Duty, EnrolmentState
from courses.training.models import Session
from courses.training.queries import users_in_charge
from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "training.plan_approved",
        _("The plan of a class is approved"),
        _("Plan approved: %(session)s"),
        _("The plan of “%(session)s” has been approved by all hosts. The call-up notice comes next."),
    ),
    NoticeKind(
        "training.plan_returned",
        _("The plan of a class is returned"),
        _("Plan returned: %(session)s"),
        _("The plan of “%(session)s” is a draft again. Reason: %(reason)s"),
    ),
    NoticeKind(
        "training.list_confirmed",
        _("List of participants confirmed"),
        _("List confirmed: %(session)s"),
        _("The list of “%(session)s” is confirmed. It takes place from %(first)s to %(last)s. Place: %(venue)s"),
    ),
    NoticeKind(
        "training.suspended",
        _("Class suspended"),
        _("Suspended: %(session)s"),
        _("“%(session)s” is suspended until further notice. Reason: %(reason)s"),
    ),
    NoticeKind(
        "training.resumed",
        _("Class resumed"),
        _("Resumed: %(session)s"),
        _("“%(session)s” goes on. Look at its timetable."),
    ),
]
SEATED = [str(state) for state in (EnrolmentState.ACCEPTED, EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING)]


def organisers_of(session: Session) -> list[Any]:
    """The organisers of both hosts and of this very class: whoever drew up the plan is among them."""
    users = [user for host in session.hosts for user in users_in_charge(host, RoleCode.ORGANISER)]
    duties = {Duty.ORGANISER, Duty.CO_ORGANISER}
    return users + [officer.person.user for officer in session.active_officers if officer.duty in duties]


def people_on_the_list(session: Session) -> list[Any]:
    """Everybody with a seat, their units' HR, and who runs the class."""
    rows = session.enrolments.filter(state__in=SEATED).order_by()
    users = list(User.objects.filter(pk__in=rows.values("person__user")))
    for agency in Agency.objects.filter(pk__in=rows.values("agency")):
        users += users_in_charge(agency, RoleCode.UNIT_HR)
    return users + [officer.person.user for officer in session.active_officers]


def lecturers_of(session: Session) -> list[Any]:
    named = session.slots.filter(lecturer_person__user__isnull=False).order_by().values("lecturer_person__user")
    return list(User.objects.filter(pk__in=named))


def tell_step(session: Session, kind: str) -> int:
    """A plan may be returned, a class suspended more than once: each time is told; a list is confirmed once."""
    of_the_plan = kind in {"training.plan_approved", "training.plan_returned"}
    to = organisers_of(session) if of_the_plan else people_on_the_list(session)
    if kind in {"training.suspended", "training.resumed"}:
        to += lecturers_of(session)
    return notify(
        kind,
        to=to,
        url=reverse("training:desk", args=[session.slug]) if of_the_plan else session.get_absolute_url(),
        key=f"{kind}:{session.pk}" if kind == "training.list_confirmed" else "",
        session=session.title,
        reason=session.state_reason,
        first=session.starts_on.isoformat(),
        last=session.ends_on.isoformat(),
        venue=session.venue,
    )
