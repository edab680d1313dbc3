from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInResult(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    WRONG_PASSWORD = "wrong_password", _("wrong password")
    WRONG_CODE = "wrong_code", _("wrong second factor")
    LOCKED = "locked", _("locked after too many tries")


class LinkState(models.TextChoices):
    """What an activation link is good for."""

    OPEN = "open", _("open")
    USED = "used", _("used")
    EXPIRED = "expired", _("expired")
    UNKNOWN = "unknown", _("unknown or replaced by a newer one")
