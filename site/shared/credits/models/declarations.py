import secrets
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shared.credits.enums import DECLARABLE, DROPPED_STATES, DeclarationState
from shared.directory.enums import RoleCode
from shared.directory.permissions import scopes_of

UNIT_ROLES = (RoleCode.UNIT_LEADER, RoleCode.UNIT_HR)
READERS = (*UNIT_ROLES, RoleCode.TRAINING_PLANNER)


def proof_path(declaration: "Declaration", name: str) -> str:
    """A name that nobody can guess; the page that serves the file asks who may see it."""
    return f"credits/proofs/{secrets.token_hex(16)}{PurePath(name).suffix.lower()}"


class DeclarationQuerySet(models.QuerySet):
    def of_units(self, user: Any, *roles: str) -> "DeclarationQuerySet":
        """Declared from units for which this user holds one of the roles."""
        found = Q(pk__in=[])
        for path in scopes_of(user, *roles):
            found |= Q(agency__path__startswith=path)
        return self.filter(found)

    def visible_to(self, user: Any) -> "DeclarationQuerySet":
        """The person, the leader and HR officers of her unit, and the training offices above it."""
        if not user.is_authenticated:
            return self.none()
        scope = Q(person__user=user)
        for path in scopes_of(user, *READERS):
            scope |= Q(agency__path__startswith=path)
        return self.filter(scope)


class Declaration(models.Model):
    """Training outside this platform that a person asks to have counted, with its proof and two approvals."""

    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="declarations")
    agency = models.ForeignKey(
        "directory.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit when declared")
    )
    title = models.CharField(_("name of the training"), max_length=160)
    organiser = models.CharField(_("organiser of the training"), max_length=120)
    place = models.CharField(_("place"), max_length=120, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2, null=True, blank=True)
    days = models.DecimalField(_("days"), max_digits=6, decimal_places=2, null=True, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=[(c.value, c.label) for c in DECLARABLE])
    proof = models.FileField(_("proof"), upload_to=proof_path)
    proof_name = models.CharField(_("name of the file"), max_length=120)
    state = models.CharField(_("state"), max_length=14, choices=DeclarationState, default=DeclarationState.SUBMITTED)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(_("declared at"), auto_now_add=True)
    unit_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit_at = models.DateTimeField(null=True, blank=True)
    office_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    office_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(_("reason"), max_length=300, blank=True)
    entry = models.OneToOneField(
        "credits.CreditEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="declaration"
    )

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        db_table = "credits_declaration"
        verbose_name = _("declaration of outside training")
        verbose_name_plural = _("declarations of outside training")
        ordering = ["-declared_at", "-pk"]
        indexes = [models.Index(fields=["state", "agency"], name="declaration_by_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="declaration_ends_after_start",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=(Q(hours=None) | Q(hours__gt=0))
                & (Q(days=None) | Q(days__gt=0))
                & (Q(hours__isnull=False) | Q(days__isnull=False)),
                name="declaration_has_amount",
                violation_error_message=_("Give the hours or the days, greater than zero."),
            ),
            models.UniqueConstraint(
                fields=["person", "title", "starts_on"],
                condition=~Q(state__in=sorted(str(s) for s in DROPPED_STATES)),
                name="declared_once",
                violation_error_message=_("You have already declared this training."),
            ),
            models.CheckConstraint(
                condition=Q(unit_by=None) | ~Q(unit_by=F("declared_by")),
                name="unit_not_oneself",
                violation_error_message=_("Nobody approves her own declaration."),
            ),
            models.CheckConstraint(
                condition=Q(office_by=None) | (~Q(office_by=F("declared_by")) & ~Q(office_by=F("unit_by"))),
                name="office_is_somebody_else",
                violation_error_message=_("Two different people approve a declaration."),
            ),
            models.CheckConstraint(
                condition=~Q(state=DeclarationState.POSTED)
                | Q(unit_by__isnull=False, office_by__isnull=False, entry__isnull=False),
                name="posted_has_both_approvals",
                violation_error_message=_("A posted declaration has both approvals and its entry."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.person_id}"

    def clean(self) -> None:
        """No training has more days or hours than the calendar between its first and its last day."""
        super().clean()
        if not self.starts_on or not self.ends_on or self.ends_on < self.starts_on:
            return
        length = (self.ends_on - self.starts_on).days + 1
        if (self.days or 0) > length or (self.hours or 0) > length * 24:
            raise ValidationError(
                _("From the first to the last day there are %(n)s days: the amount cannot be larger.") % {"n": length}
            )

    @property
    def state_tone(self) -> str:
        """The colour that goes with the word of the state."""
        return {"posted": "ok", "refused": "bad", "withdrawn": ""}.get(self.state, "warn")

    @property
    def source(self) -> str:
        """The ledger's key, so that nothing is posted twice."""
        return f"credits:declaration:{self.pk}"
