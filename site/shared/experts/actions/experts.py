"""The record of an expert: registered, changed, withdrawn, taken back into the register."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, field_changes, move_state, record
from shared.directory.permissions import absent_behind
from shared.experts.enums import EXPERT_TRANSITIONS, ExpertState, RecommendationState
from shared.experts.models import Expert, Membership, Recommendation

LABELS = {
    "experts.register": gettext_lazy("Expert registered"),
    "experts.change": gettext_lazy("Record of an expert changed"),
    "experts.withdraw": gettext_lazy("Expert withdrawn from the register"),
    "experts.restore": gettext_lazy("Expert taken back into the register"),
}


def save(row: models.Model, *, only: list[str] | None = None) -> None:
    """Check the row and write it, or `only` these columns; what the database refuses becomes a sentence."""
    try:
        row.full_clean()
        with transaction.atomic():
            row.save(update_fields=only)
    except ValidationError as error:
        raise NotAllowedNow(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise NotAllowedNow(_("Somebody entered the same a moment ago. Look again.")) from error


def require_somebody_else(expert: Expert, by: Any) -> None:
    """Neither the expert nor whoever acts in her name decides about her record."""
    own = expert.person.user_id if expert.person else None
    if own is None:
        return
    if by.pk == own:
        raise NotAllowedNow(_("Nobody decides about her own record. A colleague does it."))
    absent = absent_behind(by)
    if absent is not None and absent.pk == own:
        raise NotAllowedNow(_("You stand in for this expert. Somebody else has to decide."))


def lock(expert: Expert) -> Expert:
    """Until the end of the transaction nobody else changes what belongs to her record; her state is read anew."""
    expert.state = Expert.objects.select_for_update(no_key=True).get(pk=expert.pk).state
    if expert.state != ExpertState.ACTIVE:
        raise NotAllowedNow(_("This record is withdrawn: take it back into the register first."))
    return expert


@transaction.atomic
def register_expert(expert: Expert, *, fields: Any, by: Any) -> Expert:
    """One record for whatever she is asked to do, now and later (C13)."""
    require_somebody_else(expert, by)
    expert.registered_by = by
    save(expert)
    expert.fields.set(fields)
    record("experts.register", expert, by=by, agency=expert.agency.code)
    return expert


@transaction.atomic
def change_expert(expert: Expert, *, by: Any, fields: Any = None, **values: Any) -> Expert:
    """Change the record; `values` are columns, `fields` the technical fields. What others change meanwhile stays."""
    lock(expert)
    before = Expert.objects.get(pk=expert.pk)
    changed = field_changes(before, values)
    for name, value in values.items():
        setattr(expert, name, value)
    save(expert, only=[*values, "name_pinyin", "name_search"])
    if fields is not None:
        expert.fields.set(fields)
    record("experts.change", expert, by=by, fields=changed)
    return expert


@transaction.atomic
def withdraw_expert(expert: Expert, *, reason: str, by: Any) -> Expert:
    """Out of lists and search; her memberships end and open recommendations lapse."""
    if not reason.strip():
        raise NotAllowedNow(_("Give the reason: it stays on record."))
    kept = reason.strip()[:300]
    move(expert, ExpertState.WITHDRAWN, "experts.withdraw", by=by, reason=kept)
    end = {"ended_at": timezone.now(), "ended_by": by, "end_reason": kept}
    Membership.objects.standing().filter(expert=expert).update(**end)
    Recommendation.objects.waiting().filter(expert=expert).update(state=RecommendationState.TAKEN_BACK)
    return expert


@transaction.atomic
def restore_expert(expert: Expert, *, by: Any) -> Expert:
    """Back into the register; into pools she comes anew."""
    require_somebody_else(expert, by)
    return move(expert, ExpertState.ACTIVE, "experts.restore", by=by)


def move(expert: Expert, to: str, action: str, **rest: Any) -> Expert:
    return move_state(expert, to, transitions=EXPERT_TRANSITIONS, action=action, **rest)
