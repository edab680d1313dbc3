"""Who is told what about the plan of a year."""

from django.utils.translation import gettext_lazy as _

from courses.training.models import AnnualPlan
from courses.training.queries.plans import officers_called, planners_of
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "training.needs_call",
        _("Training needs are called for"),
        _("Training needs of %(year)s, due on %(day)s"),
        _(
            "%(ip)s and %(proc)s draw up the joint training plan of %(year)s. "
            "Submit your unit's needs on the page of the plan by %(day)s; until then you can change or withdraw them."
        ),
    ),
    NoticeKind(
        "training.year_plan",
        _("An annual plan waits for approval"),
        _("Annual plan %(year)s to approve"),
        _("The joint training plan of %(year)s (%(ip)s, %(proc)s) has been submitted. Both sides decide."),
    ),
    NoticeKind(
        "training.year_approved",
        _("Annual plan approved"),
        _("Annual plan %(year)s approved"),
        _("The joint training plan of %(year)s (%(ip)s, %(proc)s) has been approved by both sides."),
    ),
    NoticeKind(
        "training.year_returned",
        _("Annual plan returned"),
        _("Annual plan %(year)s returned"),
        _("The joint training plan of %(year)s (%(ip)s, %(proc)s) has been returned. Reason: %(reason)s"),
    ),
]


def words(plan: AnnualPlan) -> dict[str, str]:
    return {
        "year": str(plan.year),
        "ip": plan.ip_office.name,
        "proc": plan.proc_office.name,
        "day": plan.needs_due_on.isoformat(),
        "reason": plan.state_reason,
    }


def announce_call(plan: AnnualPlan) -> int:
    """Every HR officer below either office, once."""
    kind = "training.needs_call"
    to = officers_called(plan)
    return notify(kind, to=to, url=plan.get_absolute_url(), key=f"{kind}:{plan.pk}", **words(plan))


def tell_offices(plan: AnnualPlan, kind: str) -> int:
    """The planners of both offices; a plan may be submitted and returned more than once."""
    return notify(kind, to=planners_of(plan), url=plan.get_absolute_url(), **words(plan))
