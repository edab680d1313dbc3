"""What pages and files show of the anonymous remarks: none before there are enough of them to hide each author."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exchanges.secondments.models import AppraisalRound, PeerAsked, PeerRemark
from exchanges.secondments.queries.panels import panel_candidates
from shared.accounts.models import User
from shared.regulations.queries import limit
from shared.ui.todos import Todo


def least_remarks(subject: AppraisalRound) -> int:
    """So many make a set that is shown; by the rule of the day on which the appraisal began."""
    where = subject.secondment.jurisdiction
    return int(limit("secondment.appraisal_remarks", on=subject.opened_on, jurisdiction=where))


def remarks_of(user: Any, subject: AppraisalRound) -> list[str]:
    texts = list(PeerRemark.objects.visible_to(user).filter(round=subject).values_list("text", flat=True))
    return texts if len(texts) >= least_remarks(subject) else []


def remark_counts(subject: AppraisalRound) -> dict[str, int]:
    rows = list(PeerAsked.objects.filter(round=subject).values_list("has_answered", flat=True))
    return {"asked": len(rows), "answered": sum(rows), "least": least_remarks(subject)}


def peers_to_ask(subject: AppraisalRound) -> "QuerySet[User]":
    """Accounts of the host unit that have not been asked yet, without the person herself."""
    asked = PeerAsked.objects.filter(round=subject).order_by().values("user")
    found = panel_candidates(subject.secondment).exclude(pk__in=asked)
    person = subject.secondment.person
    return found.exclude(pk=person.user_id) if person and person.user_id else found


def remark_todos(user: Any) -> list[Todo]:
    """People on whose work the user is asked for a remark."""
    if not user.is_authenticated:
        return []
    rows = PeerAsked.objects.open_to(user).select_related("round__secondment__person")
    return [
        Todo(
            title=_("Give an anonymous remark on %(person)s") % {"person": asked.round.secondment.person},
            url=asked.get_absolute_url(),
            note=asked.round.secondment.position,
            due=None,
            action_label=_("Give a remark"),
        )
        for asked in rows[:20]
    ]
