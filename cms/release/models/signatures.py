"""The signatures of the issuing agencies under one frozen revision, and the link of a signer without an account."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.release.enums import SignatureState, SignatureWay
from cms.release.models.numbers import DocumentNumber
from cms.release.models.routes import Route, ThroughRouteQuerySet
from shared.directory.models import Agency


class Signature(models.Model):
    """One agency's signature; without an agency it is the site's own."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="signatures")
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=8, choices=SignatureState, default=SignatureState.OPEN)
    way = models.CharField(_("way of signing"), max_length=8, choices=SignatureWay, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signer_name = models.CharField(_("name of the signer"), max_length=60, blank=True)
    signer_post = models.CharField(_("post of the signer"), max_length=100, blank=True)
    digest = models.CharField(_("digest of what was signed"), max_length=64, blank=True)
    document = models.ForeignKey(
        DocumentNumber,
        verbose_name=_("document number"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
    )
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    objects = ThroughRouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature of an agency")
        verbose_name_plural = _("signatures of agencies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["route", "agency"], name="signature_once"),
            models.CheckConstraint(
                condition=Q(state=SignatureState.OPEN, signed_at=None)
                | (~Q(state=SignatureState.OPEN) & Q(signed_at__isnull=False) & ~Q(signer_name="") & ~Q(digest="")),
                name="signature_who_when_what",
            ),
            models.CheckConstraint(
                condition=~Q(state=SignatureState.REFUSED) | ~Q(comment=""), name="signature_refused_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or '—'}: {self.get_state_display()}"

    @property
    def is_signed(self) -> bool:
        return self.state == SignatureState.SIGNED

    @property
    def is_open(self) -> bool:
        return self.state == SignatureState.OPEN


class SigningLinkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SigningLinkQuerySet":
        return self.filter(signature__in=Signature.objects.visible_to(user))

    def usable(self) -> "SigningLinkQuerySet":
        """While it is the turn of this very signature: never before every review is done."""
        waiting = Q(signature__state=SignatureState.OPEN, signature__route__in=Route.objects.at_signing())
        return self.filter(waiting, expires_at__gt=timezone.now())


class SigningLink(models.Model):
    """The personal link of a signer without an account; link and code are kept as hashes only."""

    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="link")
    name = models.CharField(_("name of the signer"), max_length=60)
    post = models.CharField(_("post of the signer"), max_length=100)
    email = models.EmailField(_("e-mail for the link"))
    code_email = models.EmailField(
        _("e-mail for the code"), blank=True, help_text=_("Another mailbox of the signer. Empty: the same.")
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("link ends"))
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = SigningLinkQuerySet.as_manager()

    class Meta:
        db_table = "release_signinglink"

    def __str__(self) -> str:
        return f"{self.name} ({self.signature_id})"
