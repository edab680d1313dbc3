"""What the people of an editorial route are told; signers without an account by letter."""

from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.release.enums import CONFIRMERS, ROUTE_ROLES, SignatureState, Step
from cms.release.models import DateChange, EmergencyRelease, PreviewPass, Release, Route, SigningLink
from cms.release.permissions import paths_of, paths_of_signature
from cms.release.queries import admitted, holders, named_by
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

log = structlog.get_logger(__name__)

STEPS, SIGNATURE_STATES = dict(Step.choices), dict(SignatureState.choices)

KINDS = [
    NoticeKind(
        "release.step_asked",
        _("A page waits for your step of the editorial route"),
        _("%(step)s: %(title)s"),
        _("“%(title)s” waits for you: %(step)s, until %(due)s. Read it, then agree or return it with a comment."),
        choices={"step": STEPS},
    ),
    NoticeKind(
        "release.returned",
        _("Your page came back from the editorial route"),
        _("Returned: %(title)s"),
        _("“%(title)s” has been returned at this step: %(step)s. Comment: %(comment)s"),
        choices={"step": STEPS},
    ),
    NoticeKind(
        "release.restricted",
        _("The secrecy review kept your page from the public"),
        _("Not for the public: %(title)s"),
        _("“%(title)s” is not for the public in this text. Reason: %(comment)s"),
    ),
    NoticeKind(
        "release.remarked",
        _("A reviewer has remarked on your text"),
        _("Remarks on: %(title)s"),
        _("%(by)s has remarked on passages of “%(title)s”. The route goes on meanwhile; answer what you can."),
    ),
    NoticeKind(
        "release.released",
        _("Your page was released"),
        _("Released: %(title)s"),
        _("“%(title)s” has passed every step and is public now."),
    ),
    NoticeKind(
        "release.guest_invited",
        _("Somebody without an account was asked to sign for your agency"),
        _("Asked to sign for your agency: %(title)s"),
        _(
            "%(by)s has asked %(name)s (%(post)s), who has no account, to sign “%(title)s” for %(agency)s by personal "
            "link. Where that is not agreed, sign or refuse yourself: the link ends with your answer."
        ),
    ),
    NoticeKind(
        "release.guest_signed",
        _("Somebody without an account answered for your agency"),
        _("Answered by personal link: %(title)s"),
        _("“%(title)s”, signature of %(agency)s: %(state)s. By %(name)s (%(post)s), whom %(by)s had invited."),
        choices={"state": SIGNATURE_STATES},
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
    NoticeKind(
        "release.waiting",
        _("Your page is complete and waits for its release"),
        _("Complete: %(title)s"),
        _("“%(title)s” has passed every step. It becomes public with “%(release)s” on %(when)s."),
    ),
    NoticeKind(
        "release.words",
        _("Words of a release wait to be cleared"),
        _("Clear the words of a release: %(title)s"),
        _("The release calendar shows the agency and the minute alone until you have cleared its words."),
    ),
    NoticeKind(
        "release.moved",
        _("The date of a release changed"),
        _("Release moved: %(title)s"),
        _("“%(title)s” was planned for %(was)s and is planned for %(now)s now. Reason: %(reason)s"),
    ),
    NoticeKind(
        "release.lacking",
        _("A release of the next 24 hours lacks something"),
        _("Not complete yet: %(title)s"),
        _("“%(title)s” is to become public on %(when)s. Still missing: %(faults)s"),
    ),
    NoticeKind(
        "release.held",
        _("A release was held back"),
        _("Held back: %(title)s"),
        _("“%(title)s” did not become public on %(when)s: no page of it. %(faults)s Mend it, choose another minute."),
    ),
    NoticeKind(
        "release.cancelled",
        _("A release was cancelled"),
        _("Release cancelled: %(title)s"),
        _("“%(title)s”, planned for %(when)s, will not take place. Reason: %(reason)s"),
    ),
    NoticeKind(
        "release.draft_opened",
        _("You can read a draft that is open to named readers alone"),
        _("Draft to read: %(title)s"),
        _("%(by)s has put you or your agency on the list of those who may read the draft of “%(title)s”."),
    ),
]


def route_url(route: Route) -> str:
    return reverse("release:route", args=[route.pk])


def hand_over(message: EmailMultiAlternatives) -> None:
    """Personal links and codes go out with the act, and the act is undone where the mail server does not take them."""
    try:
        message.send()
    except OSError as fault:
        log.warning("release.mail_server", error=str(fault))
        raise NotAllowedNow(gettext("The e-mail could not be sent just now. Try again in a few minutes.")) from fault


def send_link(link: SigningLink, token: str) -> None:
    url = settings.BASE_URL + reverse("release:sign-link", args=[token])
    subject = gettext("[Tongtang] Please sign: %(title)s") % {"title": link.signature.route.page.title}
    body = render_to_string("release/email/link.txt", {"link": link, "url": url, "page": link.signature.route.page})
    hand_over(EmailMultiAlternatives(" ".join(subject.split()), body, to=[link.email]))


def tell_of_guest(link: SigningLink, kind: str, key: str) -> int:
    """The issuers of the agency hear who was asked to sign for it, and who has."""
    signature = link.signature
    return notify(
        kind,
        to=admitted(holders(RoleCode.ISSUER, paths_of_signature(signature)), signature.route.page),
        url=route_url(signature.route),
        key=f"{kind}:{key}",
        title=signature.route.page.title,
        agency=str(signature.agency or gettext("The site")),
        state=signature.state,
        name=link.name,
        post=link.post,
        by=str(link.invited_by),
    )


def send_code(link: SigningLink, code: str) -> None:
    body = render_to_string("release/email/code.txt", {"link": link, "code": code})
    hand_over(EmailMultiAlternatives(gettext("[Tongtang] Your code"), body, to=[link.code_email or link.email]))


def people_around(route: Route) -> list[Any]:
    """Whoever sent the page, and everybody of both sides with a part in such routes."""
    found = [user for role in ROUTE_ROLES for user in holders(role, paths_of(route))]
    return [*found, route.opened_by]


def tell_of_emergency(emergency: EmergencyRelease) -> int:
    """Issuers and the secrecy officers of all agencies behind the page."""
    route = emergency.route
    around = [u for role in (RoleCode.ISSUER, RoleCode.SECRECY_OFFICER) for u in holders(role, paths_of(route))]
    due = emergency.second_due
    state = (
        gettext("public; a second approval is needed by %(due)s") % {"due": f"{localtime(due):%Y-%m-%d %H:%M}"}
        if due
        else gettext("secrecy review, then the issuer")
    )
    key = f"release.emergency:{emergency.pk}:{int(emergency.is_authorised)}"
    return notify(
        "release.emergency",
        to=around if route.used_at else admitted(around, route.page),
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


def release_url(release: Release) -> str:
    return reverse("release:release", args=[release.pk])


def minute(moment: Any) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


def people_behind(release: Release) -> list[Any]:
    """Who planned and confirmed it, who sent its pages, and the section heads and issuers of its agencies."""
    found = [user for role in CONFIRMERS for user in holders(role, release.paths())]
    pages = release.items.waiting().values("page")
    senders = [route.opened_by for route in Route.objects.open().filter(page__in=pages).select_related("opened_by")]
    return [user for user in [*found, *senders, release.made_by, release.confirmed_by] if user is not None]


def tell_waiting(route: Route, release: Release) -> int:
    return notify(
        "release.waiting",
        to=[route.opened_by],
        url=release_url(release),
        key=f"release.waiting:{route.pk}",
        title=route.page.title,
        release=release.title,
        when=minute(release.planned_at),
    )


def tell_words_wait(release: Release) -> int:
    return notify(
        "release.words",
        to=holders(RoleCode.SECRECY_OFFICER, [release.agency.path] if release.agency else []),
        url=release_url(release),
        key=f"release.words:{release.pk}:{release.sequence}",
        title=release.title,
    )


def tell_date_changed(change: DateChange) -> int:
    release = change.release
    return notify(
        "release.moved",
        to=people_behind(release),
        url=release_url(release),
        key=f"release.moved:{change.pk}",
        title=release.title,
        was=minute(change.was_at),
        now=minute(change.now_at),
        reason=change.reason,
    )


def tell_lacking(release: Release, faults: list[str]) -> int:
    return notify(
        "release.lacking",
        to=people_behind(release),
        url=release_url(release),
        key=f"release.lacking:{release.pk}:{release.planned_at:%Y%m%d%H%M}",
        title=release.title,
        when=minute(release.planned_at),
        faults=" ".join(faults),
    )


def tell_held(release: Release) -> int:
    return notify(
        "release.held",
        to=people_behind(release),
        url=release_url(release),
        key=f"release.held:{release.pk}:{release.sequence}",
        title=release.title,
        when=minute(release.planned_at),
        faults=release.held_reason,
    )


def tell_cancelled(release: Release) -> int:
    return notify(
        "release.cancelled",
        to=people_behind(release),
        url=release_url(release),
        key=f"release.cancelled:{release.pk}",
        title=release.title,
        when=minute(release.planned_at),
        reason=release.cancel_reason,
    )


def send_preview_link(kept: PreviewPass, token: str) -> None:
    url = settings.BASE_URL + reverse("release:preview", args=[token])
    subject = gettext("[Tongtang] Before its release: %(title)s") % {"title": kept.release.shown_title}
    body = render_to_string("release/email/preview.txt", {"pass": kept, "url": url, "release": kept.release})
    hand_over(EmailMultiAlternatives(" ".join(subject.split()), body, to=[kept.email]))


def send_preview_code(kept: PreviewPass, code: str) -> None:
    body = render_to_string("release/email/preview_code.txt", {"pass": kept, "code": code})
    hand_over(EmailMultiAlternatives(gettext("[Tongtang] Your code"), body, to=[kept.email]))


def tell_named(page: Any, added: list[Any], *, by: Any) -> int:
    """Whoever is named, herself or by her agency, is led to the text; none is told of what she did herself."""
    people = [one for one in added if isinstance(one, User)]
    people += named_by([one for one in added if isinstance(one, Agency)])
    return notify(
        "release.draft_opened",
        to=[user for user in people if user.pk != by.pk],
        url=reverse("release:draft", args=[page.pk]),
        title=page.get_latest_revision_as_object().title,
        by=str(by),
    )
