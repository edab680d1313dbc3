import csv
import datetime as dt
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, record
from shared.regulations.models import CalendarDay, CreditPolicy, DeadlineRule, LimitRule, Rule
from shared.regulations.queries import forget

LABELS = {
    "regulations.add": gettext_lazy("Rule entered"),
    "regulations.end": gettext_lazy("Rule ended"),
    "regulations.drop": gettext_lazy("Rule taken out before its day"),
}

DATA = Path(__file__).parent / "data"
TABLES: list[tuple[str, type[models.Model], tuple[str, ...]]] = [
    ("deadlines.csv", DeadlineRule, ("code", "jurisdiction", "valid_from")),
    ("limits.csv", LimitRule, ("code", "jurisdiction", "valid_from")),
    ("credit_policies.csv", CreditPolicy, ("code", "version")),
]


def register_table(file: str, model: type[models.Model], key: tuple[str, ...]) -> None:
    """Load `data/<file>` into a table of rules that an app above owns; called in its `apps.py:ready()`."""
    if (file, model, key) not in TABLES:
        TABLES.append((file, model, key))


@transaction.atomic
def load_regulations(folder: Path = DATA) -> int:
    """Add what `folder` has and the tables lack; rows that an office has edited stay. Return how many were added."""
    added = sum(add_missing(model, key, read(folder / file, model)) for file, model, key in TABLES)
    for path in sorted(folder.glob("calendar-*.csv")):
        days = [{"day": row.pop("date"), **row} for row in read(path, CalendarDay)]
        added += add_missing(CalendarDay, ("day",), days)
    return added


def add_missing(model: type[models.Model], key: tuple[str, ...], rows: list[dict[str, Any]]) -> int:
    """Add the rows whose key the table does not know, in one statement; a row that another process added stays."""
    fields: list[Any] = [model._meta.get_field(name) for name in key]
    known = set(model._default_manager.values_list(*key))
    missing: dict[tuple[Any, ...], models.Model] = {}
    for row in rows:
        identity = tuple(field.to_python(row[field.name]) for field in fields)
        if identity not in known:
            missing.setdefault(identity, model(**row))
    model._default_manager.bulk_create(missing.values(), ignore_conflicts=True)
    forget(model)
    return len(missing)


def read(path: Path, model: type[models.Model]) -> list[dict[str, Any]]:
    """The rows of a sheet; an empty cell is nothing where the column allows it, else an empty text."""
    nullable = {field.name for field in model._meta.concrete_fields if field.null}
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {name: value or (None if name in nullable else "") for name, value in row.items()}
            for row in csv.DictReader(lines)
        ]


@transaction.atomic
def add_row[M: models.Model](row: M, *, by: Any) -> M:
    """Enter a rule, a rank or a calendar day; a rule follows the one in force, which ends on the day before."""
    if isinstance(row, Rule):
        make_room(row)
    elif isinstance(row, CalendarDay) and row.day <= timezone.localdate():
        raise NotAllowedNow(_("Deadlines have been counted by the days that are over. Enter days to come."))
    row.save()
    forget(type(row))
    record("regulations.add", row, by=by, **said_by(row))
    return row


def make_room(rule: Rule) -> None:
    """The past stays as it was, and no day has two rules of one kind and place."""
    if rule.valid_from is None or rule.valid_from < timezone.localdate():
        raise NotAllowedNow(_("A new version holds from today or later: what the old one has decided stays."))
    others = same_kind(rule).select_for_update(no_key=True)
    later = [row for row in others if row.valid_from is not None and row.valid_from >= rule.valid_from]
    running = [row for row in others if row not in later and row.is_in_force(rule.valid_from)]
    fixed = later or [row for row in running if row.valid_to is not None]
    if fixed:
        raise NotAllowedNow(
            _("“%(label)s” already holds from %(from)s to %(to)s. Choose a day after it, or end or take it out first.")
            % {"label": fixed[0].label, "from": fixed[0].valid_from or "…", "to": fixed[0].valid_to or "…"}
        )
    for row in running:
        type(row)._default_manager.filter(pk=row.pk).update(valid_to=rule.valid_from - dt.timedelta(days=1))


def same_kind(rule: Rule) -> models.QuerySet:
    """Every version of the same rule in the same place, the first one first."""
    same = {name: getattr(rule, name) for name in rule.IDENTITY}
    return type(rule)._default_manager.filter(**same).exclude(pk=rule.pk).order_by("valid_from", "pk")


@transaction.atomic
def end_rule(rule: Rule, *, last_day: dt.date, by: Any) -> Rule:
    """Let a rule end without another: what the product works by is followed by a new version instead."""
    if rule.jurisdiction == "" and rule.NEEDED:
        raise NotAllowedNow(_("The platform works by this rule everywhere. Enter a new version instead of ending it."))
    if last_day < max(timezone.localdate(), rule.valid_from or dt.date.min):
        raise NotAllowedNow(_("A rule ends today or later, and not before it has begun."))
    open_still = Q(valid_to=None) | Q(valid_to__gt=last_day)
    if not type(rule)._default_manager.filter(open_still, pk=rule.pk).update(valid_to=last_day):
        raise NotAllowedNow(_("This rule has already ended, or ends before that day."))
    forget(type(rule))
    record("regulations.end", rule, by=by, last_day=last_day.isoformat())
    return rule


@transaction.atomic
def drop_row[M: models.Model](row: M, *, by: Any) -> M:
    """Take out what has not begun yet; the version before it holds on."""
    first = row.valid_from if isinstance(row, Rule) else getattr(row, "day", None)
    if first is None or first <= timezone.localdate():
        raise NotAllowedNow(_("Only what has not begun yet can be taken out."))
    record("regulations.drop", row, by=by, **said_by(row))
    if isinstance(row, Rule):
        same_kind(row).filter(valid_to=first - dt.timedelta(days=1)).update(valid_to=None)
    row.delete()
    forget(type(row))
    return row


def said_by(row: models.Model) -> dict[str, str]:
    """What the row says, for the audit log, which keeps it when the row is gone."""
    columns = [field.name for field in row._meta.concrete_fields if not field.primary_key]
    return {name: str(getattr(row, name)) for name in columns if getattr(row, name) not in (None, "")}
