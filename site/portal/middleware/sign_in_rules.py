"""What every signed-in request must pass: the idle time-out, a changed initial password, a second factor for staff.

None of it costs a query per request: the decisions stand in the session and are renewed once a minute,
together with the time of the last activity.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.directory.enums import STAFF_ROLES
from shared.directory.permissions import has_role

LAST_ACTIVE = "last_active"  # seconds; first written at the sign-in (shared.accounts.adapter)
FACTOR_MISSING = "second_factor_missing"
# The editor asks by itself every few seconds whether somebody else edits the page: that is not a person at work.
NOT_ACTIVITY = ("/editor/editing-sessions/",)
ALWAYS_OPEN = {"account_logout", "account_login", "set_language", "set_display", "help", "accounts:keep-alive"}
PASSWORD_PAGES = ALWAYS_OPEN | {"account_change_password", "account_reauthenticate"}
FACTOR_PAGES = PASSWORD_PAGES | {"accounts:overview", "usersessions_list", "accounts:sessions-end"}


class SignInRulesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return None
        if is_idle_too_long(request):
            end_idle_session(request)
            return None
        if not request.user.is_authenticated:
            return None
        note_activity(request)
        return lead_to_password(request) or lead_to_second_factor(request)


def idle_seconds(request: HttpRequest) -> int:
    return int(timezone.now().timestamp()) - request.session.get(LAST_ACTIVE, int(timezone.now().timestamp()))


def is_idle_too_long(request: HttpRequest) -> bool:
    return idle_seconds(request) >= settings.IDLE_SECONDS


def end_idle_session(request: HttpRequest) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    get_adapter(request).logout(request)
    minutes = settings.IDLE_SECONDS // 60
    messages.info(request, _("You were signed out after %(minutes)d minutes without activity.") % {"minutes": minutes})


def note_activity(request: HttpRequest) -> None:
    """Write the time, and renew the decision about the second factor, at most once a minute."""
    is_due = FACTOR_MISSING not in request.session or idle_seconds(request) >= settings.ACTIVITY_WRITTEN_EVERY_SECONDS
    if request.path.startswith(NOT_ACTIVITY) or not is_due:
        return
    request.session[LAST_ACTIVE] = int(timezone.now().timestamp())
    request.session[FACTOR_MISSING] = lacks_second_factor(request.user)
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def lacks_second_factor(user: Any) -> bool:
    """Must this account have a second factor, and has none?"""
    if not settings.MFA_REQUIRED or not (user.is_superuser or has_role(user, *STAFF_ROLES)):
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])


def page_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def lead_to_password(request: HttpRequest) -> HttpResponse | None:
    if not request.user.must_change_password or page_name(request) in PASSWORD_PAGES:  # type: ignore[union-attr]
        return None
    messages.warning(request, _("This is your first sign-in: replace the initial password by one that only you know."))
    return redirect("account_change_password")


def lead_to_second_factor(request: HttpRequest) -> HttpResponse | None:
    name = page_name(request)
    if not request.session.get(FACTOR_MISSING) or name in FACTOR_PAGES or name.startswith("mfa_"):
        return None
    request.session[FACTOR_MISSING] = lacks_second_factor(request.user)
    if not request.session[FACTOR_MISSING]:
        return None
    messages.warning(request, _("Your roles ask for a second factor. Set up an authenticator app or a passkey first."))
    return redirect("mfa_index")
