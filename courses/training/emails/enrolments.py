"""Who is told what about an enrolment."""

from django.utils.translation import gettext_lazy as _

from courses.training.enums import EnrolmentState
from courses.training.models import Enrolment
from courses.training.queries import users_in_charge
from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.notices.actions import leave_word, notify
from shared.notices.kinds import NoticeKind
from shared.notices.queries import wished_by_email

KINDS = [
    NoticeKind(
        "training.to_approve",
        _("A nomination waits for the unit"),
        _("To be approved: %(person)s for %(session)s"),
        _("%(person)s (%(unit)s) has been put forward for “%(session)s”. Approve or refuse it on the unit's page."),
    ),
    NoticeKind(
        "training.submitted",
        _("A nomination has reached the organiser"),
        _("Nomination: %(person)s for %(session)s"),
        _("%(unit)s nominates %(person)s for “%(session)s”. Accept or decline it on the desk of the session."),
        email_by_default=False,
    ),
    NoticeKind(
        "training.accepted",
        _("A seat in a class"),
        _("You have a seat: %(session)s"),
        _("The organiser has accepted you for “%(session)s”. Please confirm by %(day)s; after that the seat goes on."),
    ),
    NoticeKind(
        "training.promoted",
        _("Promoted from the waitlist"),
        _("A seat has become free for you: %(session)s"),
        _(
            "You have moved up from the waitlist of “%(session)s” by the published rule: own seats first, then first "
            "come, first served. Please confirm by %(day)s; after that the seat goes to the next person."
        ),
    ),
    NoticeKind(
        "training.waitlisted",
        _("On the waitlist"),
        _("On the waitlist: %(session)s"),
        _("All seats open to you in “%(session)s” are taken. Your place in line stands on the page of the session."),
    ),
    NoticeKind(
        "training.direct_seat",
        _("A seat by direct application"),
        _("You have a seat: %(session)s"),
        _("Your application for “%(session)s” has a seat. Please confirm by %(day)s; after that the seat goes on."),
        email_by_default=False,
    ),
    NoticeKind(
        "training.direct_line",
        _("On the waitlist by direct application"),
        _("On the waitlist: %(session)s"),
        _("All seats open to you in “%(session)s” are taken. Your place in line stands on the page of the session."),
        email_by_default=False,
    ),
    NoticeKind(
        "training.declined",
        _("Declined by the organiser"),
        _("Not accepted: %(session)s"),
        _("The organiser has not accepted the enrolment in “%(session)s”. Reason: %(reason)s"),
    ),
    NoticeKind(
        "training.refused",
        _("Refused by the unit"),
        _("Not approved by the unit: %(session)s"),
        _("Your unit has not approved the enrolment in “%(session)s”. Reason: %(reason)s"),
    ),
    NoticeKind(
        "training.withdrawn",
        _("Enrolment ended"),
        _("Enrolment ended: %(session)s"),
        _("Your enrolment in “%(session)s” has ended. Reason: %(reason)s"),
    ),
]

ANSWERS = {
    EnrolmentState.ACCEPTED: "training.direct_seat",
    EnrolmentState.WAITLISTED: "training.direct_line",
}


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


def answer_wishes(user: User) -> set[str]:
    """How this person wants the answer to a direct application: asked before she stands before a seat."""
    return wished_by_email(user, *ANSWERS.values())


def tell_answer(enrolment: Enrolment, user: User, wishes: set[str]) -> None:
    """The answer to a direct application, in the transaction that gives it; she reads it on the page as well."""
    kind = ANSWERS[EnrolmentState(enrolment.state)]
    url = enrolment.session.get_absolute_url()
    leave_word(kind, user, by_email=kind in wishes, url=url, **words(enrolment))


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
