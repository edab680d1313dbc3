from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A login identity. Who the person is stands in `directory.Person`."""

    username = models.CharField(
        _("staff number"), max_length=32, unique=True, error_messages={"unique": _("This staff number is taken.")}
    )
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), unique=True, error_messages={"unique": _("This e-mail address is taken.")})
    must_change_password = models.BooleanField(_("must change the initial password"), default=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
