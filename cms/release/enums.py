from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.directory.enums import RoleCode


class Step(models.TextChoices):
    """The editorial route of rule book 8.6; the signatures of the issuers stand between review and proofs."""

    FIRST = "first", _("first review")
    ANONYMISE = "anonymise", _("anonymisation")
    LEGAL = "legal", _("legal review")
    SECOND = "second", _("second review")
    SECRECY = "secrecy", _("secrecy review")
    SIGN = "sign", _("final sign-off")
    PROOF_LANGUAGE = "proof_language", _("proof: language")
    PROOF_NAMES = "proof_names", _("proof: names")
    PROOF_DATES = "proof_dates", _("proof: dates and figures")


PROOFS = [Step.PROOF_LANGUAGE, Step.PROOF_NAMES, Step.PROOF_DATES]
REVIEWS = [Step.FIRST, Step.ANONYMISE, Step.LEGAL, Step.SECOND, Step.SECRECY]
DECIDED = [*REVIEWS, *PROOFS]  # every step but the signatures is one decision of one person
REVIEWERS: dict[str, RoleCode] = {
    Step.FIRST: RoleCode.SECTION_HEAD,
    Step.ANONYMISE: RoleCode.EDITOR,
    Step.LEGAL: RoleCode.LEGAL_OFFICER,
    Step.SECOND: RoleCode.UNIT_LEADER,
    Step.SECRECY: RoleCode.SECRECY_OFFICER,
    Step.SIGN: RoleCode.ISSUER,
    Step.PROOF_LANGUAGE: RoleCode.EDITOR,
    Step.PROOF_NAMES: RoleCode.EDITOR,
    Step.PROOF_DATES: RoleCode.EDITOR,
}
ROUTE_ROLES = sorted(set(REVIEWERS.values()))


class RouteKind(models.TextChoices):
    REVIEW = "review", _("review")
    FOUNDING = "founding", _("founding of the site")


class VoidReason(models.TextChoices):
    EDITED = "edited", _("edited after it was sent to review")
    RETURNED = "returned", _("returned with a comment")
    RECALLED = "recalled", _("recalled by the editors")
    RESTRICTED = "restrict", _("kept from the public by the secrecy review")


class Verdict(models.TextChoices):
    AGREE = "agree", _("agreed")
    RETURN = "return", _("returned")
    RESTRICT = "restrict", _("restricted: not for the public")  # of secrecy review alone


class SignatureState(models.TextChoices):
    OPEN = "open", _("not signed yet")
    SIGNED = "signed", _("signed")
    REFUSED = "refused", pgettext_lazy("of a signature", "refused")


class SignatureWay(models.TextChoices):
    ACCOUNT = "account", _("signed with an account")
    LINK = "link", _("by personal link and one-time code")


class FileKind(models.TextChoices):
    DOCUMENT = "document", _("document")
    IMAGE = "image", _("image")


class PermitKind(models.TextChoices):
    RELEASE = "release", _("release")
    REDRAW = "redraw", _("drawn anew")


class ReleaseState(models.TextChoices):
    PROVISIONAL = "provisional", _("provisional")
    CONFIRMED = "confirmed", pgettext_lazy("of a release", "confirmed")
    HELD = "held", _("held back")  # its minute came, and something was missing
    RELEASED = "released", _("released")
    CANCELLED = "cancelled", pgettext_lazy("of a release", "cancelled")


PLANNED = [ReleaseState.PROVISIONAL, ReleaseState.CONFIRMED, ReleaseState.HELD]
ENDED = [ReleaseState.RELEASED, ReleaseState.CANCELLED]
RELEASE_TRANSITIONS: dict[ReleaseState, set[ReleaseState]] = {
    ReleaseState.PROVISIONAL: {ReleaseState.CONFIRMED, ReleaseState.CANCELLED},
    ReleaseState.CONFIRMED: {ReleaseState.RELEASED, ReleaseState.HELD, ReleaseState.CANCELLED},
    ReleaseState.HELD: {ReleaseState.PROVISIONAL, ReleaseState.CANCELLED},  # with another minute
}
PLANNERS = [RoleCode.EDITOR, RoleCode.SECTION_HEAD, RoleCode.ISSUER]
CONFIRMERS = [RoleCode.SECTION_HEAD, RoleCode.ISSUER]
INVITERS = [RoleCode.SECTION_HEAD, RoleCode.ISSUER]
