"""Who is told what about a class."""

from django.utils.translation import gettext_lazy as _

from courses.training.models import Session
from courses.training.queries import users_in_charge
from shared.directory.enums import RoleCode
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
        "training.cancelled",
        _("Class cancelled"),
        _("Cancelled: %(session)s"),
        _("The class “%(session)s” has been cancelled. Reason: %(reason)s"),
    ),
]


def tell_planners(session: Session) -> int:
    kind = "training.plan"
    to = [user for host in session.hosts for user in users_in_charge(host, RoleCode.TRAINING_PLANNER)]
    url = f"{session.get_absolute_url()}desk/"
    return notify(kind, to=to, url=url, session=session.title, number=session.number)
