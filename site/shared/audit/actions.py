from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log


class NotAllowedNow(Exception):  # noqa: N818  the name that architecture.md fixes: it reads as a sentence
    """The act is not possible in the present state; str() is a sentence for the person."""


def record(action: str, subject: models.Model, *, by: Any, **data: Any) -> None:
    """Write one audit row in the caller's transaction. `by=None` means the system acted.

    `data` holds what changed: `from_state`, `to_state`, `reason`, `document` (H24) or anything JSON can carry.
    """
    log(instance=subject, action=action, user=by, data={k: v for k, v in data.items() if v not in (None, "")})


@transaction.atomic
def move_state[M: models.Model](
    subject: M,
    to: str,
    *,
    transitions: Mapping[Any, set[Any]],
    action: str,
    by: Any,
    reason: str = "",
    field: str = "state",
    **changes: Any,
) -> M:
    """Move `subject` to state `to` by a conditional update, write the audit row, return the subject.

    Raises NotAllowedNow when the transition table has no such step or somebody else moved it first.
    """
    before = getattr(subject, field)
    if to not in transitions.get(before, set()):
        raise NotAllowedNow(
            _("This is not possible while the state is “%(state)s”.") % {"state": state_label(subject, field)}
        )
    rows = type(subject)._default_manager.filter(pk=subject.pk, **{field: before}).update(**{field: to}, **changes)
    if not rows:
        raise NotAllowedNow(_("Somebody else changed this a moment ago. Look at its present state and try again."))
    setattr(subject, field, to)
    for name, value in changes.items():
        setattr(subject, name, value)
    record(
        action, subject, by=by, from_state=str(before), to_state=str(to), reason=reason, at=timezone.now().isoformat()
    )
    return subject


def state_label(subject: models.Model, field: str = "state") -> str:
    return str(getattr(subject, f"get_{field}_display")())
