import secrets
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared.accounts.enums import LinkState, SignInResult

LINK_SALT = "accounts.activation"


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


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


class Activation(models.Model):
    """The e-mailed link by which a person sets the first password: one per account, good once, until `expires_at`."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="activation")
    nonce = models.CharField(max_length=40, default=new_nonce, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_activation"
        verbose_name = _("activation link")
        verbose_name_plural = _("activation links")

    def __str__(self) -> str:
        return f"{self.user} · {self.state}"

    @property
    def token(self) -> str:
        return signing.Signer(salt=LINK_SALT).sign_object([self.user_id, self.nonce])

    @property
    def state(self) -> LinkState:
        if self.used_at:
            return LinkState.USED
        return LinkState.OPEN if timezone.now() < self.expires_at else LinkState.EXPIRED


class SignInQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SignInQuerySet":
        """One's own, nobody else's: where somebody signs in from is her own business and the auditors'."""
        return self.filter(user_id=user.pk)

    def failed(self) -> "SignInQuerySet":
        return self.exclude(result=SignInResult.SIGNED_IN)


class SignIn(models.Model):
    """One try to sign in to a known account."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField(_("time"), default=timezone.now)
    result = models.CharField(_("result"), max_length=16, choices=SignInResult)
    with_passkey = models.BooleanField(default=False)
    ip = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(max_length=200, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        db_table = "accounts_sign_in"
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at"], name="accounts_sign_in_by_user")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_result_display()}"

    @property
    def is_failure(self) -> bool:
        return self.result != SignInResult.SIGNED_IN


class CacheEntry(models.Model):
    """The table of Django's database cache: the counts behind the lockout, shared by every process."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache_entry"

    def __str__(self) -> str:
        return self.cache_key
