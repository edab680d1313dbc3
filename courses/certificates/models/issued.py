"""What was earned, as it stood on the day of issue."""

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.certificates.enums import CertificateState
from courses.certificates.models.templates import CertificateTemplate, TemplateVersion
from courses.training.models import OfSessionQuerySet, Session, hosted_below
from shared.directory.enums import RoleCode
from shared.directory.permissions import scopes_of

# No 0/O, 1/I/L: the code is also typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Sixteen characters that nobody can guess, in groups of four: `7K2M-…`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _i in range(4)) for _group in range(4))


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CertificateQuerySet":
        """The holder, her unit's HR and the organisers of either host. The public check page asks by code instead."""
        if not user.is_authenticated:
            return self.none()
        scope = Q(enrolment__person__user=user)
        scope |= hosted_below(scopes_of(user, RoleCode.ORGANISER, RoleCode.TRAINING_PLANNER), "enrolment__session__")
        for path in scopes_of(user, RoleCode.UNIT_HR):
            scope |= Q(enrolment__agency__path__startswith=path)
        return self.filter(scope).distinct()


class Certificate(models.Model):
    """What a completed session earned. Name, title and hours are frozen as they stood on the day of issue."""

    enrolment = models.ForeignKey("training.Enrolment", on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(_("certificate number"), max_length=60, unique=True)
    code = models.CharField(_("check code"), max_length=19, unique=True, default=new_code)
    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("session"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)
    days = models.DecimalField(_("days"), max_digits=5, decimal_places=2)
    state = models.CharField(_("state"), max_length=8, choices=CertificateState, default=CertificateState.VALID)
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason of revocation"), max_length=300, blank=True)
    version = models.ForeignKey(
        TemplateVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    file = models.FileField(_("PDF"), upload_to="certificates/", blank=True)
    fault = models.CharField(_("why it cannot be printed"), max_length=500, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        db_table = "certificates_certificate"
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state="valid"),
                name="one_valid_certificate",
                violation_error_message=_("This participation already has a valid certificate."),
            ),
            models.CheckConstraint(
                condition=Q(state="valid", revoked_at=None)
                | Q(state__in=["revoked", "replaced"], revoked_at__isnull=False),
                name="revoked_has_its_time",
                violation_error_message=_("A revoked certificate needs the time of its revocation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("certificates:check", args=[self.code])

    @property
    def is_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def standing(self) -> str:
        """`valid`, `expired`, `revoked` or `replaced`: what the public check says."""
        return "expired" if self.state == CertificateState.VALID and self.is_expired else str(self.state)

    @property
    def will_be_printed(self) -> bool:
        """Its PDF is still to come: no paper is made of what is void or has no shape."""
        return not (self.file or self.fault) and self.state == CertificateState.VALID

    @property
    def revoked_on(self) -> dt.date | None:
        return timezone.localdate(self.revoked_at) if self.revoked_at else None

    @property
    def masked_name(self) -> str:
        """As the public check shows it: 林某, 欧某某, N***; how long a longer name is stays hidden."""
        if self.name[:1].isascii():
            return f"{self.name[:1]}***"
        return self.name[:1] + "某" * min(max(len(self.name) - 1, 1), 2)


class CertificateSerial(models.Model):
    """One host's own serial number on a certificate: a joint certificate has two (A29)."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="serials")
    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(_("agency"), max_length=120)
    number = models.CharField(_("serial number"), max_length=60)

    class Meta:
        db_table = "certificates_serial"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "agency"], name="one_serial_per_host"),
            models.UniqueConstraint(fields=["agency", "number"], name="serial_given_once"),
        ]

    def __str__(self) -> str:
        return self.number


class SessionCertificates(models.Model):
    """What a class has chosen for its certificates: the template, how long they hold, whether they issue themselves."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="certificate_choice")
    template = models.ForeignKey(
        CertificateTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("certificate template"),
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("Empty: without end."))
    is_automatic = models.BooleanField(_("issue as soon as the class is completed"), default=False)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        db_table = "certificates_session"
        verbose_name = _("certificates of a class")
        verbose_name_plural = _("certificates of classes")

    def __str__(self) -> str:
        return str(self.session)


class JoinedCertificates(models.Model):
    """The valid certificates of a class in one PDF, to print in one go, and which they were when it was made."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="joined_certificates")
    contents = models.CharField(_("which certificates are in it"), max_length=64, blank=True)
    file = models.FileField(_("PDF"), upload_to="certificates/", blank=True)
    fault = models.CharField(_("why it cannot be printed"), max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    objects = OfSessionQuerySet.as_manager()

    class Meta:
        db_table = "certificates_joined"
        verbose_name = _("certificates in one PDF")
        verbose_name_plural = _("certificates in one PDF")

    def __str__(self) -> str:
        return str(self.session)

    @property
    def is_awaited(self) -> bool:
        """Asked for, and neither made nor refused since."""
        return not self.fault and (self.made_at is None or self.made_at < self.asked_at)
