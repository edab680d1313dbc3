import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from shared.notices.kinds import KINDS, NoticeKind
from shared.notices.models import CalendarToken, Notice, NoticeLanguage, NoticePreference
from shared.ui.prepared import Prepared

WISHES = Prepared(
    lambda user, codes: NoticePreference.objects.filter(user=user, kind__in=codes).values_list("kind", "by_email")
)


def unread_count(user: Any) -> int:
    """How many notices wait for `user`; 0 for a visitor."""
    return Notice.objects.visible_to(user).unread().count() if user and user.is_authenticated else 0


def email_wishes(kind: NoticeKind, users: Iterable[Any]) -> set[int]:
    """The ids of those among `users` who want this kind by e-mail too."""
    ids = {user.pk for user in users if user.email}
    told = dict(NoticePreference.objects.filter(kind=kind.code, user__in=ids).values_list("user_id", "by_email"))
    return {pk for pk in ids if told.get(pk, kind.email_by_default)}


def wished_by_email(user: Any, *codes: str) -> set[str]:
    """Which of these kinds does one person want by e-mail? One query, to be asked before anything is locked."""
    told = dict(WISHES(user.pk, list(codes))) if user.email else dict.fromkeys(codes, False)
    return {code for code in codes if told.get(code, KINDS[code].email_by_default)}


def wishes_of(user: Any) -> dict[str, bool]:
    """For every registered kind: does `user` want it by e-mail?"""
    told = dict(NoticePreference.objects.filter(user=user).values_list("kind", "by_email"))
    return {code: told.get(code, kind.email_by_default) for code, kind in KINDS.items()}


def language_of(user: Any) -> str:
    row = NoticeLanguage.objects.filter(user=user).first()
    return row.language if row else settings.LANGUAGE_CODE


def token_hash(token: str) -> str:
    """What is kept of a calendar's secret: it is long and random, so a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()


def calendar_behind(token: str) -> CalendarToken | None:
    rows = CalendarToken.objects.filter(token_hash=token_hash(token), user__is_active=True)
    return rows.select_related("user__notice_language").first()
