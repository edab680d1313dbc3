from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateState(models.TextChoices):
    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced by a new one")


TRANSITIONS: dict[CertificateState, set[CertificateState]] = {
    CertificateState.VALID: {CertificateState.REVOKED, CertificateState.REPLACED},
    CertificateState.REVOKED: set(),
    CertificateState.REPLACED: set(),
}


class PaperLanguage(models.TextChoices):
    CHINESE = "zh-Hans", _("Chinese")
    ENGLISH = "en", _("English")


class Layout(models.TextChoices):
    FRAMED = "framed", _("with a frame in the colours of both sides")
    PLAIN = "plain", _("without a frame, for printed paper")


# What a template may fill in, and an example of each for the preview.
PLACEHOLDERS = {
    "name": _("name of the person"),
    "title": _("title of the class"),
    "dates": _("first to last day"),
    "days": _("days"),
    "hours": _("credit hours"),
    "hosts": _("names of the hosts"),
}
