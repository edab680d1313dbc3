"""From one side to a pool of the other, and the answer (N44)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, move_state, record
from shared.experts.actions.experts import lock, require_somebody_else, save
from shared.experts.actions.pools import add_member
from shared.experts.enums import RECOMMENDATION_TRANSITIONS, Origin, RecommendationState
from shared.experts.models import Expert, Membership, Pool, Recommendation
from shared.experts.permissions import keeps
from shared.experts.queries import managers_of
from shared.notices.actions import notify

LABELS = {
    "experts.recommend": gettext_lazy("Expert recommended to a pool"),
    "experts.recommendation.accept": gettext_lazy("Recommendation of an expert accepted"),
    "experts.recommendation.decline": gettext_lazy("Recommendation of an expert declined"),
    "experts.recommendation.take_back": gettext_lazy("Recommendation of an expert taken back"),
}
S = RecommendationState


@transaction.atomic
def recommend_expert(expert: Expert, *, pool: Pool, reason: str, by: Any) -> Recommendation:
    """Recommend an expert of one's own register to a pool of another office or side; its managers are told."""
    require_somebody_else(expert, by)
    lock(expert)
    if keeps(by, pool.agency):
        raise NotAllowedNow(_("This pool is in your own charge: take her in yourself."))
    if not pool.is_valid_on():
        raise NotAllowedNow(_("The pool is not in force."))
    if Membership.objects.standing().filter(expert=expert, pool=pool).exists():
        raise NotAllowedNow(_("She already stands in this pool."))
    row = Recommendation(expert=expert, pool=pool, agency=expert.agency, reason=reason.strip(), made_by=by)
    save(row)
    record("experts.recommend", row, by=by, pool=pool.name)
    tell("experts.recommended", row, managers_of(pool.agency), agency=str(row.agency))
    return row


@transaction.atomic
def accept_recommendation(
    row: Recommendation, *, valid_from: dt.date, valid_to: dt.date, answer: str = "", by: Any
) -> Recommendation:
    """Take her into the pool for a term."""
    require_somebody_else(row.expert, by)
    lock(row.expert)  # first, as whoever withdraws the record does
    answered(row, S.ACCEPTED, "experts.recommendation.accept", answer, by)
    add_member(row.expert, pool=row.pool, valid_from=valid_from, valid_to=valid_to, origin=Origin.RECOMMENDED, by=by)
    return row


@transaction.atomic
def decline_recommendation(row: Recommendation, *, answer: str, by: Any) -> Recommendation:
    """Say no with a reason, which the other side reads."""
    require_somebody_else(row.expert, by)
    if not answer.strip():
        raise NotAllowedNow(_("A refusal needs its reason: the other office reads it."))
    return answered(row, S.DECLINED, "experts.recommendation.decline", answer, by)


def answered(row: Recommendation, to: str, action: str, answer: str, by: Any) -> Recommendation:
    said = {"answered_by": by, "answered_at": timezone.now(), "answer": answer.strip()[:300]}
    move_state(row, to, transitions=RECOMMENDATION_TRANSITIONS, action=action, by=by, **said)
    others = [user for user in managers_of(row.agency) if user.pk != by.pk]
    tell("experts.recommendation_answered", row, others, outcome=str(row.get_state_display()))
    return row


@transaction.atomic
def take_back_recommendation(row: Recommendation, *, by: Any) -> Recommendation:
    action = "experts.recommendation.take_back"
    return move_state(row, S.TAKEN_BACK, transitions=RECOMMENDATION_TRANSITIONS, action=action, by=by)


def tell(kind: str, row: Recommendation, to: list[Any], **params: Any) -> None:
    notify(
        kind,
        to=to,
        url=reverse("experts:desk"),
        key=f"{kind}:{row.pk}",
        expert=row.expert.name,
        pool=row.pool.name,
        **params,
    )
