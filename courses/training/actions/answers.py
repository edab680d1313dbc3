"""A lecturer without an account answers behind a personal link and a code that comes by e-mail; both only as hashes."""

import datetime as dt
import hashlib
import secrets
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from courses.training.emails import lecturers as emails
from courses.training.models import AnswerLink, TeachingInvitation
from shared.audit.actions import NotAllowedNow
from shared.regulations.queries import deadline_rule, limit

DIGITS = 6


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def hash_of_code(link: AnswerLink, code: str) -> str:
    return salted_hmac("training.answer_code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def make_link(invitation: TeachingInvitation) -> str:
    """A new personal link, good until the end of the last day to answer; an older one stops working."""
    token = secrets.token_urlsafe(32)
    day = invitation.answer_by or timezone.localdate()
    ends = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=timezone.get_default_timezone())
    fresh = {"token_hash": hash_of(token), "expires_at": ends, "code_hash": "", "codes_sent": 0, "tries": 0}
    AnswerLink.objects.update_or_create(invitation=invitation, defaults={**fresh, "code_sent_at": None})
    return token


@transaction.atomic
def mail_code(link: AnswerLink) -> None:
    """Send a new code, not too often and not too many; the one before stops working."""
    now, today = timezone.now(), timezone.localdate()
    pause = dt.timedelta(seconds=int(limit("training.code_pause", on=today)))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    sent = (
        AnswerLink.objects.filter(pk=link.pk, codes_sent__lt=int(limit("training.codes_per_link", on=today)))
        .filter(Q(code_sent_at=None) | Q(code_sent_at__lte=now - pause))
        .update(code_hash=hash_of_code(link, code), code_sent_at=now, codes_sent=F("codes_sent") + 1, tries=0)
    )
    if not sent:
        raise NotAllowedNow(
            _("A code was sent a moment ago, or too many have been sent. Wait a minute, or ask the organiser for help.")
        )
    transaction.on_commit(partial(emails.send_code, link.invitation, code))


@transaction.atomic
def use_code(link: AnswerLink, code: str) -> bool:
    """True once for the right code, in time and within the number of tries; a try is counted before it is judged."""
    today = timezone.localdate()
    hours = deadline_rule("training.teaching_code", on=today).amount
    fresh = AnswerLink.objects.filter(
        pk=link.pk, code_sent_at__gt=timezone.now() - dt.timedelta(hours=hours), code_hash__gt=""
    )
    if not fresh.filter(tries__lt=int(limit("training.code_tries", on=today))).update(tries=F("tries") + 1):
        return False
    wanted = hash_of_code(link, code.strip())
    kept = AnswerLink.objects.values_list("code_hash", flat=True).get(pk=link.pk)
    return constant_time_compare(kept, wanted) and bool(fresh.filter(code_hash=wanted).update(code_hash=""))
