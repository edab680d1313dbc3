from collections.abc import Iterable
from typing import Any

from django.db import transaction

from shared.notices.kinds import KINDS
from shared.notices.models import Notice


@transaction.atomic
def notify(kind: str, *, to: Iterable[Any], url: str = "", key: str = "", **params: Any) -> int:
    """Tell each user in `to` once per `key` (empty key: always); return how many were told.

    `kind` is a registered NoticeKind; `params` fill its text and must be plain JSON values.
    """
    if kind not in KINDS:
        raise LookupError(f"Notice kind {kind!r} is not registered.")
    rows = [
        Notice(user=user, kind=kind, params=params, url=url, key=key) for user in {u.pk: u for u in to if u}.values()
    ]
    before = Notice.objects.filter(key=key, user__in=[r.user for r in rows]).count() if key else 0
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(key))
    return len(rows) - before
