"""How allauth behaves here: no public sign-up, refusals with times, every try kept, secrets encrypted."""

import base64
import datetime as dt
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.accounts.actions import change_password, note_sign_in
from shared.accounts.enums import SignInResult
from shared.accounts.models import User
from shared.accounts.queries import account_named


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The e-mail address or staff number and the password do not match."),
        "username_password_mismatch": gettext_lazy("The e-mail address or staff number and the password do not match."),
        "account_inactive": gettext_lazy("This account is not active. Ask the HR officer of your unit."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from a unit's roster."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._keep_failure(request, credentials, SignInResult.LOCKED)
            raise locked_until(request, self._get_login_attempts_cache_key(request, **credentials)) from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._keep_failure(request, credentials, SignInResult.WRONG_PASSWORD)

    def _keep_failure(self, request: HttpRequest, credentials: dict[str, Any], result: SignInResult) -> None:
        user = account_named(typed_login(credentials))
        if user:
            note_sign_in(user, result=result, by=None, **self.origin(request))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # One count per account, not one per name of the account: e-mail and staff number share it.
        user = account_named(typed_login(credentials))
        return f"account:{user.pk}" if user else typed_login(credentials)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        used = request.session.get("account_authentication_methods", [])
        passkey = bool(used) and bool(used[-1].get("passwordless"))
        request.session["last_active"] = int(timezone.now().timestamp())
        note_sign_in(user, result=SignInResult.SIGNED_IN, with_passkey=passkey, by=user, **self.origin(request))
        return super().post_login(request, user, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        request = context.request
        keep = request.session.session_key or "" if request and request.user == user else ""
        change_password(user, password=password, keep_session=keep, by=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/accounts/"

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """The address of the roster counts, not a list of addresses of allauth's own."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def origin(self, request: HttpRequest) -> dict[str, Any]:
        return {"ip": self.get_client_ip(request), "user_agent": request.headers.get("User-Agent", "")}


def typed_login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").strip().lower()


def locked_until(request: HttpRequest, key: str) -> ValidationError:
    """The refusal with the minute from which the next try counts."""
    now = timezone.now()
    opens = now
    for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
        name = ratelimit.get_cache_key(request, app="allauth.account", action="login_failed", rate=rate, key=key)
        tries = cache.get(name, [])
        if len(tries) >= rate.amount:
            end = dt.datetime.fromtimestamp(tries[-1] + rate.duration, tz=dt.UTC)
            opens = max(opens, end)
    # Rounded up: a person who comes back at the minute named must not be refused again.
    shown = timezone.localtime(opens + dt.timedelta(seconds=59))
    return ValidationError(
        _(
            "Too many failed tries: signing in is locked until %(time)s. "
            "Then try again, or set a new password by “Forgotten your password?”."
        )
        % {"time": date_format(shown, "H:i")},
        code="too_many_login_attempts",
    )


def cipher() -> MultiFernet:
    """Derived from the secret keys, the present one first: an older one still reads what it wrote."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    derived = [hashlib.scrypt(k.encode(), salt=b"accounts.second-factor", n=2**12, r=8, p=1, dklen=32) for k in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.WAGTAIL_SITE_NAME}
