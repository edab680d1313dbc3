import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from shared.jobs.actions import later
from shared.notices.emails import notice_email
from shared.notices.kinds import KINDS
from shared.notices.models import CalendarToken, Notice, NoticeLanguage, NoticePreference
from shared.notices.queries import email_wishes, token_hash

log = structlog.get_logger(__name__)


@transaction.atomic
def notify(kind: str, *, to: Iterable[Any], url: str = "", key: str = "", **params: Any) -> int:
    """Tell each user in `to` once per `key` (empty key: always); return how many were told.

    `kind` is a registered NoticeKind; `params` fill its text and must be plain JSON values. `url` is a path of this
    site. Those who want this kind by e-mail get one, once, from a task.
    """
    if kind not in KINDS:
        raise LookupError(f"Notice kind {kind!r} is not registered.")
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"A notice leads to a page of this site, not to {url!r}.")
    users = {user.pk: user for user in to if user and user.is_active}
    if key:
        told = Notice.objects.filter(key=key, user__in=users).values_list("user_id", flat=True)
        users = {pk: user for pk, user in users.items() if pk not in set(told)}
    wishes = email_wishes(KINDS[kind], users.values())
    rows = [
        Notice(user=user, kind=kind, params=params, url=url, key=key, wants_email=pk in wishes)
        for pk, user in users.items()
    ]
    # Two processes may tell the same person at once: the constraint lets one of them through.
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(key))
    if wishes:
        later("notices.send_emails")
    return len(rows)


def leave_word(kind: str, user: Any, *, by_email: bool, url: str, **params: Any) -> Notice:
    """One row in the caller's transaction, for where a crowd waits: `by_email` was asked before (`wished_by_email`)."""
    notice = Notice(user=user, kind=kind, params=params, url=url, wants_email=by_email)
    notice.save(force_insert=True)
    if by_email:
        later("notices.send_emails")
    return notice


@transaction.atomic
def mark_read(notice: Notice, *, by: Any) -> Notice:
    """The reader has seen it; the first time counts."""
    Notice.objects.visible_to(by).filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return notice


@transaction.atomic
def mark_all_read(*, by: Any) -> int:
    return Notice.objects.visible_to(by).unread().update(read_at=timezone.now())


@transaction.atomic
def choose_delivery(*, by: Any, wishes: Mapping[str, bool], language: str) -> None:
    """Keep which kinds `by` wants by e-mail, and in which language."""
    for kind, by_email in wishes.items():
        NoticePreference.objects.update_or_create(user=by, kind=kind, defaults={"by_email": by_email})
    NoticeLanguage.objects.update_or_create(user=by, defaults={"language": language})


def send_emails() -> int:
    """Send every notice that still waits for its e-mail, each once; return how many went out.

    The claim comes first, so two workers never send the same one; a mail server that refuses gives the claim back.
    """
    sent = 0
    for notice in Notice.objects.to_email().select_related("user").order_by("pk"):
        if not Notice.objects.to_email().filter(pk=notice.pk).update(emailed_at=timezone.now()):
            continue
        try:
            deliver(notice_email(notice))
        except OSError as error:
            Notice.objects.filter(pk=notice.pk).update(emailed_at=None)
            log.warning("notices.mail_server", notice=notice.pk, error=str(error))
            raise
        sent += 1
    return sent


def deliver(message: EmailMultiAlternatives) -> None:
    message.send()


@transaction.atomic
def make_calendar_token(*, by: Any) -> str:
    """A new secret for the address of `by`'s calendar, shown this once; the address before stops working."""
    token = secrets.token_urlsafe(32)
    CalendarToken.objects.update_or_create(
        user=by, defaults={"token_hash": token_hash(token), "made_at": timezone.now()}
    )
    return token


@transaction.atomic
def revoke_calendar_token(*, by: Any) -> bool:
    """From now on nothing answers at the address."""
    return bool(CalendarToken.objects.visible_to(by).delete()[0])
