import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.accounts.emails import send_activation
from shared.accounts.enums import LinkState, SignInResult
from shared.accounts.models import Activation, SignIn, User, new_nonce

# The audit log stands above the accounts: it hangs its `record` in here when it starts (shared.audit.apps).
RECORDERS: list[Callable[..., None]] = []


def record(action: str, subject: User, *, by: Any, **data: Any) -> None:
    for write in RECORDERS:
        write(action, subject, by=by, **data)


def add_account(staff_number: str, *, name: str, email: str, **state: Any) -> User:
    """A checked, saved User; ValidationError says by field what is wrong or taken."""
    user = User(username=staff_number.strip(), name=name.strip(), email=email.strip().lower(), **state)
    if User.objects.filter(email__iexact=user.email).exists():
        raise ValidationError({"email": _("This e-mail address is taken.")})
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError({"username": _("This staff number is taken.")})
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    return user


@transaction.atomic
def invite_account(staff_number: str, *, name: str, email: str, expires_at: dt.datetime, by: User | None) -> User:
    """Open a sleeping account and mail its owner the link that wakes it."""
    user = add_account(staff_number, name=name, email=email, is_active=False)
    activation = Activation.objects.create(user=user, expires_at=expires_at, sent_by=by)
    transaction.on_commit(partial(send_activation, activation), robust=True)
    record("accounts.invite", user, by=by, expires_at=expires_at.isoformat())
    return user


@transaction.atomic
def resend_activation(user: User, *, expires_at: dt.datetime, by: User | None) -> User:
    """Mail a new link; the earlier one stops working. ValidationError when the account is already in use."""
    fresh = {"nonce": new_nonce(), "expires_at": expires_at, "sent_by": by, "sent_at": timezone.now()}
    if not Activation.objects.filter(user=user, used_at=None).update(**fresh):
        raise ValidationError(_("This account is already active: there is nothing to activate."))
    activation = Activation.objects.select_related("user").get(user=user)
    transaction.on_commit(partial(send_activation, activation), robust=True)
    record("accounts.resend_activation", user, by=by, expires_at=expires_at.isoformat())
    return user


@transaction.atomic
def activate_account(activation: Activation, *, password: str, by: User) -> User:
    """Use the link: set the password and wake the account. ValidationError when it was used or ran out meanwhile."""
    now = timezone.now()
    usable = Activation.objects.filter(pk=activation.pk, nonce=activation.nonce, used_at=None, expires_at__gt=now)
    if not usable.update(used_at=now):
        state = LinkState.USED if activation.state == LinkState.OPEN else activation.state
        raise ValidationError(_("This link can no longer be used."), code=state)
    user = activation.user
    user.set_password(password)
    user.is_active, user.must_change_password = True, False
    user.save(update_fields=["password", "is_active", "must_change_password"])
    record("accounts.activate", user, by=by)
    return user


@transaction.atomic
def create_account(staff_number: str, *, name: str, email: str, password: str, by: User | None) -> User:
    """An account with an initial password that its owner must change at the first sign-in."""
    validate_password(password, User(username=staff_number, name=name, email=email))
    user = add_account(staff_number, name=name, email=email, must_change_password=True)
    user.set_password(password)
    user.save(update_fields=["password"])
    record("accounts.create", user, by=by)
    return user


@transaction.atomic
def change_password(user: User, *, password: str, keep_session: str = "", by: User) -> User:
    """Set the password and end every other session of the account."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    drop_sessions(user, keep=keep_session)
    record("accounts.change_password", user, by=by)
    return user


def drop_sessions(user: User, *, keep: str = "", only: str = "") -> int:
    rows = UserSession.objects.filter(user=user).exclude(session_key=keep)
    if only:
        rows = rows.filter(session_key=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


@transaction.atomic
def end_sessions(user: User, *, keep: str = "", only: str = "", by: User) -> int:
    """Sign out everywhere but `keep`, or only the session `only`; return how many ended."""
    ended = drop_sessions(user, keep=keep, only=only)
    record("accounts.end_sessions", user, by=by, sessions=ended)
    return ended


@transaction.atomic
def note_sign_in(
    user: User, *, result: SignInResult, ip: str | None, user_agent: str, with_passkey: bool = False, by: User | None
) -> SignIn:
    """Keep one try to sign in, for its owner's list and for the audit log."""
    kept = SignIn.objects.create(
        user=user, result=result, ip=ip, user_agent=user_agent[:200], with_passkey=with_passkey
    )
    record("accounts.sign_in" if not kept.is_failure else "accounts.sign_in_failed", user, by=by, result=result, ip=ip)
    return kept


@transaction.atomic
def close_account(user: User, *, by: User) -> User:
    """Put an account to sleep: nobody can sign in with it, its sessions end, an open link dies."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    Activation.objects.filter(user=user).delete()
    drop_sessions(user)
    record("accounts.close", user, by=by)
    return user


@transaction.atomic
def reopen_account(user: User, *, expires_at: dt.datetime, by: User | None) -> User:
    """Mail a fresh link to the owner of a sleeping account; it wakes when she uses it."""
    fresh = {"nonce": new_nonce(), "expires_at": expires_at, "sent_by": by, "sent_at": timezone.now(), "used_at": None}
    activation, _created = Activation.objects.update_or_create(user=user, defaults=fresh)
    transaction.on_commit(partial(send_activation, activation), robust=True)
    record("accounts.reopen", user, by=by, expires_at=expires_at.isoformat())
    return user


@transaction.atomic
def reset_second_factors(user: User, *, by: User | None) -> User:
    """For somebody who lost the telephone and the codes: remove every second factor and sign out everywhere."""
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    drop_sessions(user)
    record("accounts.reset_factors", user, by=by, factors=removed)
    return user
