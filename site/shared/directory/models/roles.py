"""Who may do what where, and from when to when."""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import ADMINISTRATORS, RoleCode
from shared.directory.models.agencies import Agency, Validity, ValidityQuerySet, ends_after_it_begins


class RoleAssignmentQuerySet(ValidityQuerySet):
    def valid_on(self, day: dt.date | None = None) -> "RoleAssignmentQuerySet":
        """A role that was ended counts no more from that moment on, whatever its dates say."""
        return cast("RoleAssignmentQuerySet", super().valid_on(day).filter(ended_at=None))

    def visible_to(self, user: Any) -> "RoleAssignmentQuerySet":
        """One's own roles; the security and the audit administrator see those of their agencies."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        scope = Q(user=user)
        for role, path in role_scopes(user):
            if role in {RoleCode.SECURITY_ADMIN, RoleCode.AUDIT_ADMIN}:
                scope |= Q(agency__path__startswith=path)
        return self.filter(scope)


class RoleAssignment(Validity):
    """A user holds a role for an agency and everything below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=24, choices=RoleCode)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="role_assignments")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputy_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="deputies",
        verbose_name=_("deputy for"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        db_table = "directory_role"
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["user", "role"]
        constraints = [
            ends_after_it_begins("role_validity"),
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                condition=Q(ended_at=None, deputy_for=None),
                name="role_once",
                violation_error_message=_("This account already holds this role for this agency."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "agency", "deputy_for"],
                condition=Q(ended_at=None, deputy_for__isnull=False),
                name="deputy_once",
                violation_error_message=_("This account already stands in for this role."),
            ),
            models.CheckConstraint(
                condition=Q(deputy_for=None) | Q(valid_from__isnull=False, valid_to__isnull=False),
                name="deputy_has_period",
                violation_error_message=_("A deputy stands in from one day to another."),
            ),
            models.CheckConstraint(
                condition=Q(deputy_for=None) | ~Q(role__in=sorted(str(r.value) for r in ADMINISTRATORS)),
                name="no_deputy_administrator",
                violation_error_message=_("Nobody stands in for an administrator."),
            ),
            models.CheckConstraint(
                condition=Q(deputy_for=None) | ~Q(deputy_for=F("user")),
                name="deputy_is_another",
                violation_error_message=_("Nobody is her own deputy."),
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")),
                name="role_not_to_oneself",
                violation_error_message=_("Nobody grants a role to herself."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=[str(r.value) for r in ADMINISTRATORS], ended_at=None),
                name="one_administrator_role",
                violation_error_message=_(
                    "System, security and audit administrator exclude one another: "
                    "one account holds at most one of them."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.agency}"

    @property
    def is_open(self) -> bool:
        """In force or still to come: it can be ended."""
        return self.ended_at is None and (self.valid_to is None or self.valid_to >= timezone.localdate())


def role_scopes(user: Any) -> list[tuple[str, str]]:
    """(role, agency path) of every role the user holds today, as a deputy too; read once per request."""
    if not user or not user.is_authenticated:
        return []
    if not hasattr(user, "_role_scopes"):
        held = RoleAssignment.objects.valid_on().filter(user_id=user.pk)
        rows = list(held.values_list("role", "agency__path", "deputy_for").order_by())
        user._role_scopes = [(role, path) for role, path, _absent in rows]
        user._own_scopes = [(role, path) for role, path, absent in rows if absent is None]
        user._deputy_scopes = [row for row in rows if row[2] is not None]
    return user._role_scopes


def deputy_scopes(user: Any) -> list[tuple[str, str, int]]:
    """(role, agency path, whose) of every role the user holds today for somebody who is away."""
    role_scopes(user)
    return getattr(user, "_deputy_scopes", [])


def own_scopes(user: Any) -> list[tuple[str, str]]:
    """(role, agency path) of every role the user holds herself."""
    role_scopes(user)
    return getattr(user, "_own_scopes", [])


def staff_scopes(user: Any) -> list[str]:
    """Paths of the agencies whose people this user looks after; "" is everybody: who keeps the whole directory."""
    caring = {
        RoleCode.UNIT_HR,
        RoleCode.UNIT_LEADER,
        RoleCode.SECONDMENT_OFFICER,
        RoleCode.TRAINING_PLANNER,
        RoleCode.SYSTEM_ADMIN,
    }
    scopes = {path for role, path in role_scopes(user) if role in caring}
    everybody = any(role == RoleCode.SYSTEM_ADMIN and path.count("/") == 1 for role, path in role_scopes(user))
    return sorted(scopes | ({""} if everybody else set()))
