"""What lecturers, organisers and finance officers are told about an invitation to teach."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.training.models import TeachingInvitation
from courses.training.queries import users_in_charge
from shared.directory.enums import RoleCode
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "training.invited",
        _("An invitation to teach"),
        _("Invitation to teach: %(topic)s"),
        _("You are invited to teach “%(topic)s” in “%(session)s” (%(when)s). Please answer by %(day)s."),
    ),
    NoticeKind(
        "training.teaching_answer",
        _("A lecturer has answered"),
        _("%(name)s: %(state)s"),
        _("%(name)s, invited to teach “%(topic)s” in “%(session)s”: %(state)s. %(note)s"),
    ),
    NoticeKind(
        "training.teaching_cancelled",
        _("An invitation to teach is cancelled"),
        _("Cancelled: invitation to teach “%(topic)s”"),
        _("Your lecture “%(topic)s” in “%(session)s” is cancelled. Reason: %(reason)s"),
    ),
    NoticeKind(
        "training.fee_to_approve",
        _("A lecture fee to approve"),
        _("Lecture fee to approve: %(name)s"),
        _("The hours of %(name)s in “%(session)s” are confirmed. Approve the fee or return it."),
    ),
    NoticeKind(
        "training.fee_returned",
        _("A lecture fee is returned"),
        _("Lecture fee returned: %(name)s"),
        _("The finance office has returned the fee of %(name)s in “%(session)s”. Reason: %(reason)s"),
    ),
]


def words(invitation: TeachingInvitation) -> dict[str, str]:
    return {
        "name": invitation.name,
        "topic": invitation.topic,
        "session": invitation.session.title,
        "when": "、".join(str(half.slot) for half in invitation.halves.all()),
        "day": invitation.answer_by.isoformat() if invitation.answer_by else "",
        "state": str(invitation.get_state_display()),
        "note": invitation.answer_note,
        "reason": invitation.reason,
    }


def account_of(invitation: TeachingInvitation) -> Any:
    return invitation.person.user if invitation.person else None


def address_of(invitation: TeachingInvitation) -> str:
    return invitation.person.email if invitation.person else invitation.outside_email


def tell_lecturer(invitation: TeachingInvitation, kind: str) -> int:
    """By a notice where she has an account; by a letter, where she has none."""
    user = account_of(invitation)
    if user is None:
        return send_letter(invitation, kind)
    url = reverse("training:teaching-answer", args=[invitation.pk])
    key = f"{kind}:{invitation.pk}:{invitation.answer_by}"
    return notify(kind, to=[user], url=url, key=key, **words(invitation))


def tell_organisers(invitation: TeachingInvitation, kind: str) -> int:
    to = [user for host in invitation.session.hosts for user in users_in_charge(host, RoleCode.ORGANISER)]
    url = reverse("training:invitation", args=[invitation.pk])
    key = f"{kind}:{invitation.pk}:{invitation.state}:{invitation.answer_by}"
    return notify(kind, to=to, url=url, key=key, **words(invitation))


def tell_finance(invitation: TeachingInvitation) -> int:
    kind = "training.fee_to_approve"
    to = [user for host in invitation.session.hosts for user in users_in_charge(host, RoleCode.FINANCE)]
    key = f"{kind}:{invitation.pk}:{invitation.fee.confirmed_at:%Y%m%d%H%M%S}"
    return notify(kind, to=to, url=reverse("training:fees"), key=key, **words(invitation))


def send_letter(invitation: TeachingInvitation, kind: str, token: str = "") -> int:
    """One letter to somebody without an account; `token` opens the page of this one invitation."""
    url = settings.BASE_URL + reverse("training:answer-link", args=[token]) if token else ""
    context = {"invitation": invitation, "kind": kind, "url": url, **words(invitation)}
    subject = gettext("[Tongtang] Invitation to teach: %(topic)s") % {"topic": invitation.topic}
    body = render_to_string("training/email/invitation.txt", context)
    return EmailMultiAlternatives(" ".join(subject.split()), body, to=[address_of(invitation)]).send() or 0


def send_code(invitation: TeachingInvitation, code: str) -> None:
    body = render_to_string("training/email/code.txt", {"invitation": invitation, "code": code})
    EmailMultiAlternatives(gettext("[Tongtang] Your code"), body, to=[address_of(invitation)]).send()
