import secrets
import smtplib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from shared.jobs.actions import later
from shared.notices.emails import confirm_email, notice_email, publications_email
from shared.notices.kinds import KINDS
from shared.notices.models import (
    CalendarToken,
    Notice,
    NoticeLanguage,
    NoticePreference,
    Publication,
    PublicationMail,
    Subscriber,
    Subscription,
)
from shared.notices.queries import Wish, email_wishes, followed, followers, token_hash
from shared.notices.topics import SOURCES

log = structlog.get_logger(__name__)
FOREVER = 500  # codes of a mail server from here on are its last word


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
    One address that it does not take keeps nobody else from hearing.
    """
    sent, later_on = 0, None
    for notice in Notice.objects.to_email().select_related("user").order_by("pk"):
        if not Notice.objects.to_email().filter(pk=notice.pk).update(emailed_at=timezone.now()):
            continue
        try:
            deliver(notice_email(notice))
        except OSError as error:
            log.warning("notices.mail_server", notice=notice.pk, error=str(error))
            if not is_final(error):
                Notice.objects.filter(pk=notice.pk).update(emailed_at=None)
                later_on = error
            if not is_of_one(error):
                raise
            continue
        sent += 1
    if later_on is not None:
        raise later_on
    return sent


def is_of_one(error: OSError) -> bool:
    """The mail server refuses this address or this message, and may take the next one."""
    return isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)


def is_final(error: OSError) -> bool:
    """It will never take it (RFC 5321, 4.2.1: codes from 500 on): another try would be refused alike."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= FOREVER for code, _said in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= FOREVER


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


def ask_to_confirm(wish: Wish) -> None:
    """Write to the address of the form; nothing is kept. The same for an address that is known and one that is not."""
    deliver(confirm_email(wish))


@transaction.atomic
def subscribe(wish: Wish) -> Subscriber:
    """The owner of the address has said yes: from now on she follows these topics besides those she followed."""
    defaults = {"language": wish.language, "key": secrets.token_hex(16)}
    subscriber, is_new = Subscriber.objects.get_or_create(email=wish.email, defaults=defaults)
    if not is_new and subscriber.language != wish.language:
        Subscriber.objects.filter(pk=subscriber.pk).update(language=wish.language)
    rows = [Subscription(subscriber=subscriber, topic=topic) for topic in wish.topics]
    Subscription.objects.bulk_create(rows, ignore_conflicts=True)
    return subscriber


@transaction.atomic
def unsubscribe(key: str, *, keep: Iterable[str] = ()) -> None:
    """Follow only what is kept; with nothing left the address itself is erased. Leaving twice changes nothing."""
    subscriber = Subscriber.objects.filter(key=key).first()
    if subscriber is None:
        return
    subscriber.subscriptions.exclude(topic__in=list(keep)).delete()
    if not subscriber.subscriptions.exists():
        subscriber.delete()


@transaction.atomic
def announce(source: str, key: str, *, title: str, url: str, topics: Iterable[str]) -> bool:
    """Tell the followers of these topics of something new, from a task; an item that is known is told of no more."""
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"A publication is a page of this site, not {url!r}.")
    named = list(topics)
    has_followers = Subscription.objects.filter(topic__in=named).exists()
    sent_at = None if has_followers else timezone.now()
    values = {"title": title[:300], "url": url, "topics": named, "sent_at": sent_at}
    _row, is_new = Publication.objects.get_or_create(source=source, key=key, defaults=values)
    if is_new and has_followers:
        later("notices.send_publications")
    return is_new


def send_publications() -> int:
    """One e-mail to each follower with all that is new to her; return how many went out.

    The claim comes first, so that no two workers tell the same person of the same item; a mail server that refuses
    gives it back. What was withdrawn meanwhile is told to nobody. One address that is not taken keeps nobody else from
    hearing.
    """
    waiting = list(Publication.objects.filter(sent_at=None))
    public = [row for row in waiting if SOURCES[row.source].is_public(row.key)] if waiting else []
    sent, later_on = 0, None
    for subscriber in list(followers(public)):
        try:
            sent += tell(subscriber, public)
        except OSError as error:
            later_on = error
            if not is_of_one(error):
                raise
    if later_on is not None:
        raise later_on
    Publication.objects.filter(pk__in=[row.pk for row in waiting]).update(sent_at=timezone.now())
    return sent


def tell(subscriber: Subscriber, publications: list[Publication]) -> int:
    """1 where an e-mail went out, 0 where there was nothing that this subscriber had not been told of."""
    claim = uuid.uuid4()
    rows = [
        PublicationMail(publication=publication, subscriber=subscriber, claim=claim)
        for publication in followed(subscriber, publications)
    ]
    PublicationMail.objects.bulk_create(rows, ignore_conflicts=True)
    mine = PublicationMail.objects.filter(claim=claim)
    news = list(Publication.objects.filter(mails__in=mine))
    if not news:
        return 0
    try:
        deliver(publications_email(subscriber, news))
    except OSError as error:
        log.warning("notices.mail_server", subscriber=subscriber.pk, error=str(error))
        if is_final(error):
            return 0
        mine.delete()
        raise
    return 1
