"""Who is asked to evaluate a class."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.training.models import EvaluationRound
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "training.evaluation",
        _("A class asks for my evaluation"),
        _("Please evaluate: %(session)s"),
        _(
            "“%(session)s” is over. Please tell what was good and what was not, by %(day)s. The answers are anonymous; "
            "result, certificate and hours do not depend on them."
        ),
    ),
    NoticeKind(
        "training.evaluation_reminder",
        _("The evaluation of a class closes soon"),
        _("Evaluation open until %(day)s: %(session)s"),
        _("You can still evaluate “%(session)s” until %(day)s. This is the only reminder."),
    ),
]


def ask_for_evaluation(round_: EvaluationRound, kind: str) -> int:
    """Tell everybody whose answer is still open; the key makes each letter go out once."""
    tickets = round_.tickets.waiting().select_related("enrolment__person__user")
    url = reverse("training:evaluation-answer", args=[round_.session.slug])
    day = round_.closes_on.isoformat() if round_.closes_on else ""
    return notify(
        kind,
        to=[ticket.enrolment.person.user for ticket in tickets],
        url=url,
        key=f"{kind}:{round_.pk}",
        session=round_.session.title,
        day=day,
    )
