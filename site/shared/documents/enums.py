from django.db import models
from django.utils.translation import gettext_lazy as _


class SealKind(models.TextChoices):
    SEAL = "seal", _("seal")
    SIGNATURE = "signature", _("signature")
