"""Personal links of people without an account, and the one-time codes that open them; both are kept as hashes only."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> tuple[str, str]:
    """A token for an address, and its hash for the database."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of_code(link: Any, code: str) -> str:
    return salted_hmac(f"{link._meta.label_lower}.code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def new_code(link: Any, *, pause: dt.timedelta, most: int) -> str | None:
    """A new code for the link, the one before stops working; None within `pause` of the last one or after `most`.

    `link` has the fields code_hash, code_sent_at, codes_sent and tries.
    """
    now = timezone.now()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    rows = type(link)._default_manager.filter(pk=link.pk, codes_sent__lt=most)
    sent = rows.filter(Q(code_sent_at=None) | Q(code_sent_at__lte=now - pause)).update(
        code_hash=hash_of_code(link, code), code_sent_at=now, codes_sent=F("codes_sent") + 1, tries=0
    )
    return code if sent else None


def use_code(link: Any, code: str, *, lives: dt.timedelta, most: int) -> bool:
    """True once for the right code, in time and within `most` tries; a try is counted before it is judged."""
    rows = type(link)._default_manager
    fresh = rows.filter(pk=link.pk, code_sent_at__gt=timezone.now() - lives, code_hash__gt="")
    if not fresh.filter(tries__lt=most).update(tries=F("tries") + 1):
        return False
    wanted = hash_of_code(link, code.strip())
    kept = rows.values_list("code_hash", flat=True).get(pk=link.pk)
    return constant_time_compare(kept, wanted) and bool(fresh.filter(code_hash=wanted).update(code_hash=""))
