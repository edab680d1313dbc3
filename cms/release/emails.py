"""What the people of an editorial route are told; signers without an account by letter."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.release.enums import ROUTE_ROLES
from cms.release.models import EmergencyRelease, Route, SigningLink
from cms.release.permissions import paths_of
from cms.release.queries import holders
from shared.directory.enums import RoleCode
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "release.step_asked",
        _("A page waits for your step of the editorial route"),
        _("%(step)s: %(title)s"),
        _("“%(title)s” waits for you: %(step)s, until %(due)s. Read it, then agree or return it with a comment."),
    ),
    NoticeKind(
        "release.returned",
        _("Your page came back from the editorial route"),
        _("Returned: %(title)s"),
        _("“%(title)s” has been returned at this step: %(step)s. Comment: %(comment)s"),
    ),
    NoticeKind(
        "release.released",
        _("Your page was released"),
        _("Released: %(title)s"),
        _("“%(title)s” has passed every step and is public now."),
    ),
    NoticeKind(
        "release.emergency",
        _("An emergency release"),
        _("Emergency release: %(title)s"),
        _("“%(title)s”: an emergency release was asked for. Reason: %(reason)s. It stands at: %(state)s."),
    ),
    NoticeKind(
        "release.taken_down",
        _("An emergency release was taken down"),
        _("Taken down: %(title)s"),
        _("“%(title)s” is no longer public: the second approval did not come by %(due)s."),
    ),
]


def route_url(route: Route) -> str:
    return reverse("release:route", args=[route.pk])


def send_link(link: SigningLink, token: str) -> None:
    url = settings.BASE_URL + reverse("release:sign-link", args=[token])
    subject = gettext("[Tongtang] Please sign: %(title)s") % {"title": link.signature.route.page.title}
    body = render_to_string("release/email/link.txt", {"link": link, "url": url, "page": link.signature.route.page})
    EmailMultiAlternatives(" ".join(subject.split()), body, to=[link.email]).send()


def send_code(link: SigningLink, code: str) -> None:
    body = render_to_string("release/email/code.txt", {"link": link, "code": code})
    EmailMultiAlternatives(gettext("[Tongtang] Your code"), body, to=[link.code_email or link.email]).send()


def people_around(route: Route) -> list[Any]:
    """Whoever sent the page, and everybody of both sides with a part in such routes."""
    found = [user for role in ROUTE_ROLES for user in holders(role, paths_of(route))]
    return [*found, route.opened_by]


def tell_of_emergency(emergency: EmergencyRelease) -> int:
    """Issuers and the secrecy officers of all agencies behind the page."""
    route = emergency.route
    to = [u for role in (RoleCode.ISSUER, RoleCode.SECRECY_OFFICER) for u in holders(role, paths_of(route))]
    due = emergency.second_due
    state = (
        gettext("public; a second approval is needed by %(due)s") % {"due": f"{localtime(due):%Y-%m-%d %H:%M}"}
        if due
        else gettext("secrecy review, then the issuer")
    )
    key = f"release.emergency:{emergency.pk}:{int(emergency.is_authorised)}"
    return notify(
        "release.emergency",
        to=to,
        url=route_url(route),
        key=key,
        title=route.page.title,
        reason=emergency.reason,
        state=state,
    )


def tell_taken_down(emergency: EmergencyRelease) -> int:
    due = f"{localtime(emergency.second_due):%Y-%m-%d %H:%M}"
    return notify(
        "release.taken_down",
        to=people_around(emergency.route),
        url=route_url(emergency.route),
        key=f"release.taken_down:{emergency.pk}",
        title=emergency.route.page.title,
        due=due,
    )
