"""A lecturer without an account answers behind a personal link and a code that comes by e-mail; both only as hashes."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.training.emails import lecturers as emails
from courses.training.models import AnswerLink, TeachingInvitation
from shared.accounts import links
from shared.accounts.links import new_code, new_token
from shared.audit.actions import NotAllowedNow
from shared.regulations.queries import deadline_rule, limit


def make_link(invitation: TeachingInvitation) -> str:
    """A new personal link, good until the end of the last day to answer; an older one stops working."""
    token, token_hash = new_token()
    day = invitation.answer_by or timezone.localdate()
    ends = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=timezone.get_default_timezone())
    fresh = {"token_hash": token_hash, "expires_at": ends, "code_hash": "", "codes_sent": 0, "tries": 0}
    AnswerLink.objects.update_or_create(invitation=invitation, defaults={**fresh, "code_sent_at": None})
    return token


@transaction.atomic
def mail_code(link: AnswerLink) -> None:
    """Send a new code, not too often and not too many; the one before stops working."""
    today = timezone.localdate()
    pause = dt.timedelta(seconds=int(limit("training.code_pause", on=today)))
    code = new_code(link, pause=pause, most=int(limit("training.codes_per_link", on=today)))
    if code is None:
        raise NotAllowedNow(
            _("A code was sent a moment ago, or too many have been sent. Wait a minute, or ask the organiser for help.")
        )
    transaction.on_commit(partial(emails.send_code, link.invitation, code))


@transaction.atomic
def use_code(link: AnswerLink, code: str) -> bool:
    """True once for the right code, in time and within the number of tries."""
    today = timezone.localdate()
    hours = deadline_rule("training.teaching_code", on=today).amount
    return links.use_code(link, code, lives=dt.timedelta(hours=hours), most=int(limit("training.code_tries", on=today)))
