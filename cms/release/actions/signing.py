"""Co-signing (E3, E4): every issuing agency signs the same frozen revisions, with or without account."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.actions.numbering import give_number
from cms.release.actions.routing import void_route
from cms.release.emails import send_code, send_link, tell_of_guest
from cms.release.enums import SignatureState, SignatureWay, Step, VoidReason
from cms.release.followers import tell_moved
from cms.release.models import Route, Signature, SigningLink
from cms.release.permissions import is_turn, may_invite, may_sign
from cms.release.queries import changed_items, is_opened
from shared.accounts.links import new_code, new_token, use_code
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow, record
from shared.regulations.queries import deadline, deadline_rule, limit

LABELS = {
    "release.sign": gettext_lazy("Signed for an issuing agency"),
    "release.sign.refuse": gettext_lazy("Signature refused"),
    "release.sign.invite": gettext_lazy("Signer without an account invited"),
}


def signed_for(data: Mapping[str, Any]) -> str:
    return " · ".join(filter(None, [data.get("agency", ""), data.get("number", ""), data.get("signer", "")]))


DETAILS = dict.fromkeys(("release.sign", "release.sign.refuse", "release.sign.invite"), signed_for)


@transaction.atomic
def sign(signature: Signature, *, by: Any, number: str = "") -> Signature:
    """Sign for the agency, signed in; `number` is the document number from the agency's own register, if it has one."""
    require_signer(signature, by)
    return settle(signature, SignatureState.SIGNED, by=by, who=who_of(by), way=SignatureWay.ACCOUNT, number=number)


@transaction.atomic
def refuse_to_sign(signature: Signature, *, comment: str, by: Any) -> Signature:
    """A refusal sends the page back to the editors with its reason."""
    require_signer(signature, by)
    return settle(signature, SignatureState.REFUSED, by=by, who=who_of(by), way=SignatureWay.ACCOUNT, comment=comment)


def require_signer(signature: Signature, user: Any) -> None:
    if not may_sign(user, signature):
        raise NotAllowedNow(
            _("You cannot sign this: you are no issuer of the agency, or you wrote, reviewed or signed this text.")
        )


def who_of(user: Any) -> dict[str, Any]:
    person = getattr(user, "person", None)
    posting = person.postings.valid_on().first() if person else None
    name = person.name if person else user.get_username()
    return {"signer": user, "signer_name": name[:60], "signer_post": (posting.post if posting else "")[:100]}


def settle(
    signature: Signature, state: str, *, by: Any, who: dict[str, Any], way: str, comment: str = "", number: str = ""
) -> Signature:
    """Write the signature once, under what it was asked for; a refusal ends the route."""
    route = Route.objects.select_for_update(no_key=True).get(pk=signature.route_id)
    if not route.is_open or not is_turn(route, Step.SIGN) or changed_items(route):
        raise NotAllowedNow(
            _("What you were asked to sign is not to be signed now: it has ended, changed or is not ready.")
        )
    if state == SignatureState.REFUSED and not comment.strip():
        raise NotAllowedNow(_("Say why you do not sign."))
    kept = {"state": state, "way": way, "digest": route.digest, "comment": comment.strip(), "signed_at": timezone.now()}
    document = give_number(signature, number) if state == SignatureState.SIGNED else None
    rows = Signature.objects.filter(pk=signature.pk, state=SignatureState.OPEN)
    if not rows.update(**kept, **who, document=document):
        raise NotAllowedNow(_("This agency has signed already."))
    signature.refresh_from_db()
    note_signature(signature, by=by)
    if state == SignatureState.REFUSED:
        void_route(route, reason=VoidReason.RETURNED, by=by)
        tell_moved(route, step=Step.SIGN, is_agreed=False, by=by, comment=signature.comment)
    elif not route.signatures.exclude(state=SignatureState.SIGNED).exists():
        tell_moved(route, step=Step.SIGN, is_agreed=True, by=by)
    return signature


def note_signature(signature: Signature, *, by: Any) -> None:
    act = "release.sign" if signature.is_signed else "release.sign.refuse"
    said = {
        "agency": signature.agency,
        "signer": signature.signer_name,
        "way": signature.way,
        "number": signature.document,
    }
    record(act, signature.route.page, by=by, **{key: str(value or "") for key, value in said.items()})


@transaction.atomic
def invite_signer(
    signature: Signature, *, name: str, post: str, email: str, code_email: str = "", by: Any
) -> SigningLink:
    """Send a personal link to a signer without an account; an earlier link stops working.

    Nothing has happened where the mail server does not take it: NotAllowedNow says so.
    """
    if not signature.is_open or not signature.route.is_open:
        raise NotAllowedNow(_("Nothing is left to sign here."))
    if not is_turn(signature.route, Step.SIGN):
        raise NotAllowedNow(
            _("A signer is invited once every review is done: the text leaves the house with the link.")
        )
    if not may_invite(by, signature):
        raise NotAllowedNow(
            _(
                "A section head or an issuer of the agency that signs, who has neither written nor reviewed the text,"
                " invites its signer."
            )
        )
    require_stranger(signature, email, code_email)
    token, token_hash = new_token()
    day = deadline("release.signing_link", start=timezone.localdate())
    ends = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=timezone.get_default_timezone())
    fresh = {"token_hash": token_hash, "expires_at": ends, "code_hash": "", "code_sent_at": None, "codes_sent": 0}
    who = {"name": name, "post": post, "email": email, "code_email": code_email, "invited_by": by, "tries": 0}
    link, _made = SigningLink.objects.update_or_create(signature=signature, defaults={**fresh, **who})
    record("release.sign.invite", signature.route.page, by=by, agency=str(signature.agency or ""), signer=name)
    tell_of_guest(link, "release.guest_invited", token_hash)
    send_link(link, token)
    return link


def require_stranger(signature: Signature, *addresses: str) -> None:
    """Who has an account signs with it, where her part in the text is known; nobody signs for two agencies."""
    used = [address.strip() for address in addresses if address.strip()]
    accounts, elsewhere = Q(), Q()
    for address in used:
        accounts |= Q(email__iexact=address) | Q(person__email__iexact=address)
        elsewhere |= Q(email__iexact=address) | Q(code_email__iexact=address)
    if User.objects.filter(accounts).exists():
        raise NotAllowedNow(_("This e-mail address belongs to an account of the platform: its holder signs with it."))
    links = SigningLink.objects.filter(signature__route=signature.route_id).exclude(signature=signature)
    if links.exclude(signature__way=SignatureWay.ACCOUNT).filter(elsewhere).exists():
        raise NotAllowedNow(_("This e-mail address belongs to the signer of another agency."))


@transaction.atomic
def mail_code(link: SigningLink) -> None:
    """Send a one-time code, not too often and not too many; the one before stops working."""
    today = timezone.localdate()
    pause = dt.timedelta(seconds=int(limit("release.code_pause", on=today)))
    code = new_code(link, pause=pause, most=int(limit("release.codes_per_link", on=today)))
    if code is None:
        raise NotAllowedNow(
            _("A code was sent a moment ago, or too many have been sent. Wait a minute, or ask whoever invited you.")
        )
    send_code(link, code)


@transaction.atomic
def open_link(link: SigningLink, code: str) -> str:
    """The right code opens the text in one session, to read and to sign while the code lives; every try counts.

    Returns what the session keeps, empty where the code is wrong, used or too old.
    """
    today = timezone.localdate()
    lives = dt.timedelta(hours=deadline_rule("release.signing_code", on=today).amount)
    is_usable = SigningLink.objects.usable().filter(pk=link.pk).exists()
    if not is_usable or not use_code(link, code, lives=lives, most=int(limit("release.code_tries", on=today))):
        return ""
    link.refresh_from_db()
    return link.code_sent_at.isoformat() if link.code_sent_at else ""


def sign_by_link(
    link: SigningLink, mark: str, *, verdict: str = SignatureState.SIGNED, comment: str = "", number: str = ""
) -> Signature:
    """Sign or refuse in the session that the code has opened; `mark` is what `open_link` gave it."""
    if verdict == SignatureState.REFUSED and not comment.strip():
        raise NotAllowedNow(_("Say why you do not sign."))
    kept = SigningLink.objects.usable().filter(pk=link.pk).first()
    if kept is None or not is_opened(kept, mark):
        raise NotAllowedNow(_("The time of your code is over. Ask for a new one."))
    require_stranger(link.signature, link.email, link.code_email)
    who = {"signer": None, "signer_name": link.name, "signer_post": link.post}
    try:
        with transaction.atomic():
            said = {"comment": comment, "number": number}
            signed = settle(link.signature, verdict, by=None, who=who, way=SignatureWay.LINK, **said)
            tell_of_guest(link, "release.guest_signed", str(signed.pk))
            return signed
    except IntegrityError as error:
        raise NotAllowedNow(_("This agency has signed already.")) from error
