import re

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import signing
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.accounts.enums import LinkState
from shared.accounts.models import LINK_SALT, Activation, SignIn, User

BROWSERS = [
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("UOS|Uniontech", "UOS"),
    ("Kylin", "Kylin"),
    ("Linux", "Linux"),
]


def device_name(user_agent: str) -> str:
    """`Chrome · Windows`, as a person would tell her devices apart."""
    found = [
        next((name for pattern, name in names if re.search(pattern, user_agent)), "") for names in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(part for part in found if part) or _("unknown device")


def account_named(login: str) -> User | None:
    """The account with this e-mail address or staff number, whatever the case of its letters."""
    login = login.strip()
    return User.objects.filter(Q(email__iexact=login) | Q(username__iexact=login)).order_by("pk").first()


def activation_behind(token: str) -> tuple[LinkState, Activation | None]:
    """What the link in an activation mail is good for; a link that a newer one replaced is unknown."""
    try:
        user_id, nonce = signing.Signer(salt=LINK_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return LinkState.UNKNOWN, None
    activation = Activation.objects.select_related("user").filter(user_id=user_id, nonce=nonce).first()
    return (activation.state, activation) if activation else (LinkState.UNKNOWN, None)


def open_sessions(user: User) -> list[UserSession]:
    """Where the account is signed in now, the latest first; two queries however many there are."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk"))
    keys = [row.session_key for row in rows]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    return [row for row in rows if row.session_key in alive]


def recent_sign_ins(user: User, *, count: int = 20) -> list[SignIn]:
    return list(SignIn.objects.visible_to(user)[:count])


def second_factors(user: User) -> dict[str, int]:
    """How many of each kind, and recovery codes not used yet; `all` counts what protects the account."""
    found = {"totp": 0, "webauthn": 0, "recovery_codes": 0}
    for row in Authenticator.objects.filter(user=user):
        is_codes = row.type == Authenticator.Type.RECOVERY_CODES
        found[row.type] += len(row.wrap().get_unused_codes()) if is_codes else 1
    return {**found, "all": found["totp"] + found["webauthn"]}
