"""What the pages of an examination read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.models import CriterionRule, Panel, PanelCriterion, PanelMember, Score, Secondment
from shared.accounts.models import User
from shared.directory.models import Person, Posting
from shared.regulations.queries import nearest_in_force
from shared.ui.todos import Todo


def criteria_of(secondment: Secondment) -> list[CriterionRule]:
    """The criteria a panel starts from: those of the most local place that has any for the kind."""
    return nearest_in_force(CriterionRule, timezone.localdate(), secondment.jurisdiction, secondment.kind)


def criteria_text(secondment: Secondment) -> str:
    return "\n".join(f"{row.label} {row.weight}" for row in criteria_of(secondment))


def panel_candidates(secondment: Secondment) -> "QuerySet[User]":
    """Accounts of people who serve in the host unit or below it."""
    serving = Posting.objects.valid_on().filter(agency__path__startswith=secondment.host_org.path)
    people = Person.objects.filter(Q(pk__in=serving.order_by().values("person")), user__isnull=False)
    return User.objects.filter(is_active=True, pk__in=people.order_by().values("user")).order_by("name", "pk")


@dataclass(frozen=True)
class ScoreRow:
    """What one member gave, criterion by criterion; None where the reader may not see it."""

    member: PanelMember
    points: list[tuple[PanelCriterion, int | None]]
    remark: str


def score_rows(user: Any, panel: Panel) -> list[ScoreRow]:
    """The members with the scores that the user may see."""
    seen: dict[tuple[int, int], int] = {
        (score.member_id, score.criterion_id): score.given
        for score in Score.objects.visible_to(user).filter(member__panel=panel)
    }
    criteria = list(panel.criteria.all())
    rows = []
    for member in panel.members.select_related("user"):
        points = [(criterion, seen.get((member.pk, criterion.pk))) for criterion in criteria]
        rows.append(ScoreRow(member, points, member.remark if any(n is not None for _criterion, n in points) else ""))
    return rows


def posting_of(person: Person | None) -> Posting | None:
    if person is None:
        return None
    return Posting.objects.valid_on().filter(person=person).select_related("agency").first()


def panel_todos(user: Any) -> list[Todo]:
    """Candidates who wait for the user's scores."""
    if not user.is_authenticated:
        return []
    seats = PanelMember.objects.filter(user_id=user.pk, blocked_on=None, handed_in_at=None, panel__closed_on=None)
    return [
        Todo(
            title=_("Score the candidate for “%(position)s”") % {"position": seat.panel.secondment.position},
            url=seat.panel.get_absolute_url(),
            note=seat.panel.secondment.number,
            due=seat.panel.secondment.starts_on,
            action_label=_("Give scores"),
        )
        for seat in seats.select_related("panel__secondment")[:20]
    ]
