"""Reading ahead of the day (E10, E13): for named people, each leave and each reading on record."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.actions.wording import ask_for_clearing, check_words
from cms.release.emails import send_preview_code, send_preview_link
from cms.release.models import PreviewPass, PreviewVisit, Release
from cms.release.permissions import may_confirm
from shared.accounts.links import new_code, new_token, use_code
from shared.audit.actions import NotAllowedNow, record
from shared.regulations.queries import deadline_rule, limit

LABELS = {
    "release.preview.give": gettext_lazy("Preview before the release given"),
    "release.preview.withdraw": gettext_lazy("Preview before the release withdrawn"),
}


@transaction.atomic
def give_preview(release: Release, *, name: str, organisation: str, email: str, reason: str, by: Any) -> PreviewPass:
    """Let a named person read ahead; her link goes out by e-mail."""
    if not may_confirm(by, release):
        raise NotAllowedNow(_("A section head or an issuer of the lead agency lets somebody read ahead."))
    if not release.is_planned:
        raise NotAllowedNow(_("This release has ended: %(state)s.") % {"state": release.get_state_display()})
    check_words(organisation, reason)
    token, token_hash = new_token()
    who = {"name": name, "organisation": organisation, "email": email.lower(), "reason": reason}
    try:
        with transaction.atomic():
            kept = PreviewPass.objects.create(release=release, token_hash=token_hash, given_by=by, **who)
    except IntegrityError as error:
        raise NotAllowedNow(_("This person can read ahead already.")) from error
    record("release.preview.give", release, by=by, name=name, organisation=organisation)
    ask_for_clearing(release)
    send_preview_link(kept, token)
    return kept


@transaction.atomic
def withdraw_preview(kept: PreviewPass, *, by: Any) -> None:
    """End it at once; what was read stays on record."""
    if not may_confirm(by, kept.release):
        raise NotAllowedNow(_("A section head or an issuer of the lead agency ends a preview."))
    rows = PreviewPass.objects.filter(pk=kept.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise NotAllowedNow(_("This preview has ended already."))
    record("release.preview.withdraw", kept.release, by=by, name=kept.name, organisation=kept.organisation)


@transaction.atomic
def mail_preview_code(kept: PreviewPass) -> None:
    """Send a one-time code, not too often and not too many; the one before stops working."""
    today = timezone.localdate()
    pause = dt.timedelta(seconds=int(limit("release.code_pause", on=today)))
    code = new_code(kept, pause=pause, most=int(limit("release.codes_per_preview", on=today)))
    if code is None:
        raise NotAllowedNow(
            _("A code was sent a moment ago, or too many have been sent. Wait a minute, or ask whoever invited you.")
        )
    send_preview_code(kept, code)


@transaction.atomic
def open_preview(kept: PreviewPass, code: str) -> bool:
    """True once for the right code, in time; every try counts."""
    today = timezone.localdate()
    lives = dt.timedelta(hours=deadline_rule("release.signing_code", on=today).amount)
    is_usable = PreviewPass.objects.usable().filter(pk=kept.pk).exists()
    return is_usable and use_code(kept, code, lives=lives, most=int(limit("release.code_tries", on=today)))


def note_visit(kept: PreviewPass, page: Any) -> PreviewVisit:
    return PreviewVisit.objects.create(preview_pass=kept, page_id=page.pk)
