from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateState(models.TextChoices):
    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")


TRANSITIONS: dict[CertificateState, set[CertificateState]] = {
    CertificateState.VALID: {CertificateState.REVOKED},
    CertificateState.REVOKED: set(),
}
