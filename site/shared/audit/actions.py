from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context, log, registry
from wagtail.models import ModelLogEntry

from shared.audit.behalf import absent_behind, tell_absent
from shared.audit.followers import tell_followers


class NotAllowedNow(Exception):  # noqa: N818  the name that architecture.md fixes: it reads as a sentence
    """The act is not possible in the present state; str() is a sentence for the person."""


def record(action: str, subject: models.Model, *, by: Any, **data: Any) -> None:
    """Write one audit row in the caller's transaction. `by=None` means the system acted.

    `data` holds what changed: `from_state`, `to_state`, `reason`, `document` (H24) or anything JSON can carry.
    What a deputy does says for whom, and the absent person is told.
    """
    kept = {k: v for k, v in data.items() if v not in (None, "")}
    absent = absent_behind(by)
    if absent is not None:
        kept |= {"for": str(absent.name), "for_user": absent.pk}
    if registry.get_log_model_for_instance(subject) is ModelLogEntry:
        insert_entry(action, subject, by, kept)
    else:  # pages have a log of their own
        log(instance=subject, action=action, user=by, data=kept)
    if absent is not None:
        tell_absent(action, subject, by, absent)
    tell_followers(subject)


def insert_entry(action: str, subject: models.Model, by: Any, data: dict[str, Any]) -> None:
    """Write what Wagtail's log() writes, in one statement.

    Its entry is fully validated at every save, which asks the database whether the user and the content type exist,
    while others wait for the seat that this transaction has taken.
    """
    if not registry.action_exists(action):
        raise ValidationError({"action": f"The act {action!r} has not been registered."})
    if subject.pk is None:
        raise ValueError(f"{subject!r} has not been saved, so nothing can be recorded about it.")
    context = get_active_log_context()
    entry = ModelLogEntry(
        content_type=ContentType.objects.get_for_model(subject, for_concrete_model=False),
        object_id=str(subject.pk),
        label=ModelLogEntry.objects.get_instance_title(subject),
        action=action,
        data=data,
        timestamp=timezone.now(),
        user=by or context.user,
        uuid=context.uuid,
    )
    models.Model.save(entry, force_insert=True)


@transaction.atomic
def move_state[M: models.Model](
    subject: M,
    to: str,
    *,
    transitions: Mapping[Any, set[Any]],
    action: str,
    by: Any,
    reason: str = "",
    reason_in: str = "",
    field: str = "state",
    **changes: Any,
) -> M:
    """Move `subject` to state `to` by a conditional update, write the audit row, return the subject.

    `reason_in` names the field of the subject that keeps the reason as well, cut to the length of that field.
    Raises NotAllowedNow when the transition table has no such step or somebody else moved it first.
    """
    before = getattr(subject, field)
    if to not in transitions.get(before, set()):
        raise NotAllowedNow(
            _("This is not possible while the state is “%(state)s”.") % {"state": state_label(subject, field)}
        )
    reason = reason.strip()
    fields = field_changes(subject, changes)
    if reason_in:
        changes[reason_in] = reason[: getattr(subject._meta.get_field(reason_in), "max_length", None)]
    rows = type(subject)._default_manager.filter(pk=subject.pk, **{field: before}).update(**{field: to}, **changes)
    if not rows:
        raise NotAllowedNow(_("Somebody else changed this a moment ago. Look at its present state and try again."))
    setattr(subject, field, to)
    for name, value in changes.items():
        setattr(subject, name, value)
    now = timezone.now().isoformat()
    record(action, subject, by=by, from_state=str(before), to_state=str(to), reason=reason, at=now, fields=fields)
    return subject


def field_changes(subject: models.Model, values: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """Old and new value of every audited field that `values` change, as the log keeps them; None where none does.

    A model names in `audited_fields` what the log may keep; everything else, free text above all, stays out of it.
    """
    audited = getattr(subject, "audited_fields", ())
    named = {name.removesuffix("_id"): name for name in values if name.removesuffix("_id") in audited}
    pairs = {field: (getattr(subject, name), values[name]) for field, name in named.items()}
    found = {field: [written(old), written(new)] for field, (old, new) in pairs.items() if old != new}
    return found or None


def written(value: Any) -> str:
    return "" if value is None else str(value)


def state_label(subject: models.Model, field: str = "state") -> str:
    return str(getattr(subject, f"get_{field}_display")())
