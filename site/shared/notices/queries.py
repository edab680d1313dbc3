import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing

from shared.notices.kinds import KINDS, NoticeKind
from shared.notices.models import (
    CalendarToken,
    Notice,
    NoticeLanguage,
    NoticePreference,
    Publication,
    Subscriber,
    Subscription,
)
from shared.notices.topics import labels
from shared.ui.prepared import Prepared

CONFIRM_SALT, LEAVE_SALT = "notices.subscribe", "notices.leave"
CONFIRM_SECONDS = 3 * 24 * 60 * 60
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


@dataclass(frozen=True)
class Wish:
    """What somebody asked for in the form: it is kept in the link of the e-mail and nowhere else."""

    email: str
    topics: list[str]
    language: str

    def token(self) -> str:
        return signing.dumps([self.email, self.topics, self.language], salt=CONFIRM_SALT, compress=True)


def wish_behind(token: str) -> Wish | None:
    """None for a link that is too old or not ours; topics that no longer exist fall away."""
    try:
        email, topics, language = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    known = [topic for topic in topics if topic in labels()]
    return Wish(email, known, language) if known else None


def leave_token(subscriber: Subscriber) -> str:
    """It works for as long as the subscription: old e-mails are found years later."""
    return signing.Signer(salt=LEAVE_SALT).sign(subscriber.key)


def key_behind(token: str) -> str | None:
    """The key of a leaving link, whether its subscriber still exists or not; None for a link that is not ours."""
    try:
        return signing.Signer(salt=LEAVE_SALT).unsign(token)
    except signing.BadSignature:
        return None


def followed(subscriber: Subscriber, publications: Iterable[Publication]) -> list[Publication]:
    """Those of the publications that the subscriber follows and that came out since."""
    since = dict(subscriber.subscriptions.values_list("topic", "since"))
    return [p for p in publications if any(t in since and since[t] <= p.made_at for t in p.topics)]


def followers(publications: Iterable[Publication]) -> Any:
    """Everybody who follows one of the topics."""
    topics = {topic for publication in publications for topic in publication.topics}
    rows = Subscription.objects.filter(topic__in=topics).values("subscriber")
    return Subscriber.objects.filter(pk__in=rows).order_by("pk")
