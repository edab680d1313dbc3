"""allauth tells by signals when a second factor comes, goes or fails; the audit log and the owner's list keep it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver
from django.http import HttpRequest

from portal.middleware.sign_in_rules import FACTOR_MISSING
from shared.accounts.actions import note_sign_in
from shared.accounts.enums import SignInResult
from shared.audit.actions import record


@receiver(signals.authenticator_added)
def keep_added(*, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    request.session[FACTOR_MISSING] = False
    record("accounts.factor_added", user, by=user, kind=authenticator.type)


@receiver(signals.authenticator_removed)
def keep_removed(*, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    request.session.pop(FACTOR_MISSING, None)
    record("accounts.factor_removed", user, by=user, kind=authenticator.type)


@receiver(signals.authentication_failed)
def keep_failed(*, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    origin = get_adapter(request).origin(request)
    note_sign_in(user, result=SignInResult.WRONG_CODE, by=None, **origin)
