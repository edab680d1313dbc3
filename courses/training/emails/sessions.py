"""Who is told what about a class."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.training.enums import LIVE_TEACHING, Duty, EnrolmentState, NoticeType
from courses.training.models import CallUpNotice, Enrolment, Session, SessionOfficer
from courses.training.queries import users_in_charge
from courses.training.queries.notices import officers_addressed
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "training.plan",
        _("A plan waits for approval"),
        _("Plan to approve: %(session)s"),
        _(
            "The plan of session %(number)s “%(session)s” has been submitted. "
            "The training offices of both hosts decide."
        ),
    ),
    NoticeKind(
        "training.called_up",
        _("Call-up notice issued"),
        _("Call-up notice %(number)s: %(session)s"),
        _("Nominate people of your unit for “%(session)s” until %(closes)s. The notice %(number)s is on its page."),
    ),
    NoticeKind(
        "training.corrected",
        _("Call-up notice corrected"),
        _("Corrected notice %(number)s: %(session)s"),
        _("Days, place or quotas of “%(session)s” have changed. The corrected notice %(number)s is on its page."),
    ),
    NoticeKind(
        "training.postponed",
        _("Class postponed"),
        _("Postponed: %(session)s"),
        _(
            "“%(session)s” now takes place from %(first)s to %(last)s. Reason: %(reason)s. "
            "Whoever has a seat keeps it; who cannot come on the new days withdraws or is replaced by her unit."
        ),
    ),
    NoticeKind(
        "training.officer",
        _("A duty in a class"),
        _("%(duty)s: %(session)s"),
        _("You have been appointed %(duty)s of “%(session)s”. Its pages are open to you."),
    ),
    NoticeKind(
        "training.parted",
        _("A lecture is no longer held together"),
        _("No longer held together: %(session)s"),
        _(
            "“%(other)s” has been cancelled or moved. The lectures that “%(session)s” was to hear with it are its own "
            "again: look at the timetable, invite a lecturer where one is missing, and check the room."
        ),
    ),
    NoticeKind(
        "training.cancelled",
        _("Class cancelled"),
        _("Cancelled: %(session)s"),
        _("The class “%(session)s” has been cancelled. Reason: %(reason)s"),
    ),
]


def tell_units(notice: CallUpNotice) -> int:
    """Every HR officer of the units that have seats, once for each paper."""
    kind = "training.corrected" if notice.type == NoticeType.CORRECTED else "training.called_up"
    session = notice.session
    if notice.type == NoticeType.POSTPONED:
        return 0  # those whom a postponement concerns are told by its own letter
    return notify(
        kind,
        to=officers_addressed(session),
        url=session.get_absolute_url(),
        key=f"{kind}:{notice.pk}",
        session=session.title,
        number=notice.number,
        closes=notice.content["closes_at"],
    )


def people_around(session: Session) -> list[Any]:
    """Everyone whom a change of the class concerns: people on it, units called up, lecturers, officers, both hosts."""
    gone = [str(EnrolmentState.REFUSED), str(EnrolmentState.DECLINED), str(EnrolmentState.REPLACED)]
    rows = Enrolment.objects.filter(session=session).exclude(state__in=gone)
    invited = session.invitations.filter(state__in=[str(s) for s in LIVE_TEACHING])
    people = Q(pk__in=rows.order_by().values("person"))
    people |= Q(pk__in=session.officers.filter(ended_at=None).order_by().values("person"))
    people |= Q(pk__in=session.slots.filter(lecturer_person__isnull=False).order_by().values("lecturer_person"))
    people |= Q(pk__in=invited.filter(person__isnull=False).order_by().values("person"))
    users = {person.user for person in Person.objects.filter(people, user__isnull=False).select_related("user")}
    for agency in Agency.objects.filter(pk__in=rows.order_by().values("agency")):
        users |= set(users_in_charge(agency, RoleCode.UNIT_HR))
    if session.notices.exists():
        users |= set(officers_addressed(session))
    for host in session.hosts:
        users |= {*users_in_charge(host, RoleCode.ORGANISER), *users_in_charge(host, RoleCode.TRAINING_PLANNER)}
    return sorted(users, key=lambda user: user.pk)


def tell_cancelled(session: Session) -> int:
    """Units, lecturers and officers; those enrolled have their own letter."""
    kind = "training.cancelled"
    enrolled = set(session.enrolments.order_by().values_list("person__user", flat=True))
    to = [user for user in people_around(session) if user.pk not in enrolled]
    return notify(
        kind,
        to=to,
        url=session.get_absolute_url(),
        key=f"{kind}:session:{session.pk}",
        session=session.title,
        reason=session.state_reason,
    )


def tell_postponed(session: Session, day: str) -> int:
    """Everyone around the class, once for each new first day."""
    kind = "training.postponed"
    return notify(
        kind,
        to=people_around(session),
        url=session.get_absolute_url(),
        key=f"{kind}:{session.pk}:{day}",
        session=session.title,
        first=session.starts_on.isoformat(),
        last=session.ends_on.isoformat(),
        reason=session.state_reason,
    )


def tell_parted(session: Session, other: Session) -> int:
    """The organisers of a class that was to listen: their timetable has changed without them."""
    kind = "training.parted"
    to = [user for host in session.hosts for user in users_in_charge(host, RoleCode.ORGANISER)]
    to += [officer.person.user for officer in session.active_officers if officer.duty == Duty.ORGANISER]
    key = f"{kind}:{session.pk}:{other.pk}:{other.starts_on}"
    return notify(
        kind,
        to=to,
        url=session.get_absolute_url() + "timetable/",
        key=key,
        session=session.title,
        other=other.title,
    )


def tell_officer(officer: SessionOfficer) -> int:
    kind = "training.officer"
    session = officer.session
    return notify(
        kind,
        to=[officer.person.user],
        url=session.get_absolute_url(),
        key=f"{kind}:{officer.pk}",
        session=session.title,
        duty=str(officer.get_duty_display()),
    )


def tell_planners(session: Session) -> int:
    kind = "training.plan"
    to = [user for host in session.hosts for user in users_in_charge(host, RoleCode.TRAINING_PLANNER)]
    url = f"{session.get_absolute_url()}desk/"
    return notify(kind, to=to, url=url, session=session.title, number=session.number)
