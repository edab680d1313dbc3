import csv
from pathlib import Path
from typing import Any

from django.db import models, transaction

from shared.regulations.models import CalendarDay, CreditPolicy, DeadlineRule, LimitRule

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
    added = 0
    for file, model, key in TABLES:
        for row in read(folder / file, model):
            lookup = {name: row.pop(name) for name in key}
            _row, created = model._default_manager.get_or_create(**lookup, defaults=row)
            added += created
    for path in sorted(folder.glob("calendar-*.csv")):
        for row in read(path, CalendarDay):
            day = {"kind": row["kind"], "name": row["name"]}
            added += CalendarDay.objects.get_or_create(day=row["date"], defaults=day)[1]
    return added


def read(path: Path, model: type[models.Model]) -> list[dict[str, Any]]:
    """The rows of a sheet; an empty cell is nothing where the column allows it, else an empty text."""
    nullable = {field.name for field in model._meta.concrete_fields if field.null}
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {name: value or (None if name in nullable else "") for name, value in row.items()}
            for row in csv.DictReader(lines)
        ]
