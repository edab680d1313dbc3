"""The one log of editors and domain: Wagtail's entries of pages and of all other objects, told in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from shared.audit.labels import DETAILS, LABELS, TWINS

FIELDS = ["timestamp", "id", "action", "label", "data", "user_id", "content_type_id"]


@dataclass(frozen=True)
class Entry:
    """Who did what to which, when; from which state to which; why; on which document."""

    at: dt.datetime
    who: str
    action: str
    what: str
    subject: str
    kind: str
    from_state: str
    to_state: str
    reason: str
    document: str


def history_of(subject: models.Model, limit: int = 100) -> list[Entry]:
    """What happened to `subject`, newest first, each act once; the log of the house keeps Wagtail's twins too."""
    told_by_ours = [code for kind, codes in TWINS if isinstance(subject, kind) for code in codes]
    rows = registry.get_logs_for_instance(subject).exclude(action__in=told_by_ours).order_by("-timestamp", "-id")
    return told(rows.values(*FIELDS)[:limit])


def audit_rows(
    *,
    action: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    who: str = "",
    text: str = "",
) -> QuerySet:
    """Rows of both logs that match, newest first; `told()` puts a page of them into words."""
    chosen = Q()
    if action:
        chosen &= Q(action=action)
    if since:
        chosen &= Q(timestamp__gte=start_of(since))
    if until:
        chosen &= Q(timestamp__lt=start_of(until + dt.timedelta(days=1)))
    if who:
        users = get_user_model().objects.filter(Q(name__icontains=who) | Q(email__iexact=who) | Q(username=who))
        chosen &= Q(user__in=list(users.values_list("pk", flat=True)[:500]))
    if text:
        chosen &= Q(label__icontains=text)
    tables = [model.objects.filter(chosen).order_by().values(*FIELDS) for model in (ModelLogEntry, PageLogEntry)]
    return tables[0].union(tables[1], all=True).order_by("-timestamp", "-id")


def actions_in_use() -> list[tuple[str, str]]:
    """Every act the product knows with its label, by label."""
    known = {code: str(label) for code, label in registry.get_choices()}
    return sorted(known.items(), key=lambda pair: pair[1])


def told(rows: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Put rows into words with two queries for any number of rows."""
    rows = list(rows)
    users = get_user_model().objects.in_bulk({row["user_id"] for row in rows if row["user_id"]})
    kinds = content_types({row["content_type_id"] for row in rows})
    labels = {**dict(registry.get_choices()), **LABELS}
    return [told_row(row, users, kinds, labels) for row in rows]


def told_row(row: Mapping[str, Any], users: Mapping, kinds: Mapping, labels: Mapping[str, str | Promise]) -> Entry:
    model = kinds.get(row["content_type_id"])
    data = row["data"] or {}
    user = users.get(row["user_id"])
    field = data.get("field", "state")
    detail = DETAILS.get(row["action"])
    return Entry(
        at=row["timestamp"],
        who=who_acted(row, user),
        action=row["action"],
        what=str(labels.get(row["action"], row["action"])),
        subject=row["label"],
        kind=str(model._meta.verbose_name) if model else "",
        from_state=state_in_words(model, field, data.get("from_state", "")),
        to_state=detail(data) if detail else state_in_words(model, field, data.get("to_state", "")),
        reason=str(data.get("reason", "")),
        document=str(data.get("document", "")),
    )


def fields_in_words(model: type[models.Model] | None, data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Name, old and new value of each field that an act has changed, in words where the field has choices."""
    changed = data.get("fields") or {}
    fields = [field for field in model._meta.concrete_fields if field.name in changed] if model else []
    words = [[state_in_words(model, field.name, value) for value in changed[field.name]] for field in fields]
    return [(str(field.verbose_name), old, new) for field, (old, new) in zip(fields, words, strict=True)]


def who_acted(row: Mapping[str, Any], user: Any) -> str:
    """The name of who acted; a deputy's with the name of whom she stood in for."""
    if not user:
        return _("a deleted account") if row["user_id"] else _("the system")
    absent = (row["data"] or {}).get("for")
    return _("%(deputy)s for %(absent)s") % {"deputy": user, "absent": absent} if absent else str(user)


def content_types(ids: set[int | None]) -> dict[int, type[models.Model] | None]:
    """Models by the number of their content type; Django caches the types."""
    return {pk: ContentType.objects.get_for_id(pk).model_class() for pk in ids if pk}


def state_in_words(model: type[models.Model] | None, field: str, value: str) -> str:
    """The label of a state of `model`; the bare value where the model no longer knows it."""
    names = {f.name: f for f in model._meta.concrete_fields} if model else {}
    choices = dict(names[field].flatchoices) if field in names else {}
    return str(choices.get(value, value))


def start_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
