"""Pools of experts and who stands in them from when to when."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared.directory.models import Agency, Validity, ValidityQuerySet, ends_after_it_begins
from shared.experts.enums import ExpertState, Origin, PoolKind, QualificationKind
from shared.experts.models.experts import Expert
from shared.experts.models.qualifications import Qualification


class PoolQuerySet(ValidityQuerySet):
    def visible_to(self, user: Any) -> "PoolQuerySet":
        """That a pool exists and who keeps it is no secret; who stands in it is asked of each expert."""
        return self


class Pool(Validity):
    """A pool that an agency keeps for one purpose; it may ask each member for a qualification."""

    name = models.CharField(_("name of the pool"), max_length=80)
    kind = models.CharField(_("what for"), max_length=12, choices=PoolKind)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("a record", "kept by")
    )
    required_kind = models.CharField(_("qualification asked for"), max_length=16, choices=QualificationKind, blank=True)

    audited_fields = ("name", "kind", "required_kind", "valid_from", "valid_to")

    objects = PoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("pool of experts")
        verbose_name_plural = _("pools of experts")
        ordering = ["agency__path", "kind", "name", "pk"]
        constraints = [
            ends_after_it_begins("pool_validity"),
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="pool_once",
                violation_error_message=_("This agency already keeps a pool of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """As visible as the expert."""
        return self.filter(expert__in=Expert.objects.visible_to(user).order_by().values("pk"))

    def standing(self, day: dt.date | None = None) -> "MembershipQuerySet":
        """Not over: in force or still to come."""
        return self.filter(ended_at=None, valid_to__gte=day or timezone.localdate())

    def valid_on(self, day: dt.date | None = None) -> "MembershipQuerySet":
        """First and last day belong to the term; a membership that was ended counts no more from that moment on."""
        day = day or timezone.localdate()
        return self.standing(day).filter(valid_from__lte=day)

    def eligible_on(self, day: dt.date | None = None) -> "MembershipQuerySet":
        """Who may be engaged: in force in a pool in force, with the confirmed qualification it asks for (C2)."""
        day = day or timezone.localdate()
        held = Qualification.objects.in_force(day).filter(
            expert=OuterRef("expert"), kind=OuterRef("pool__required_kind")
        )
        return self.valid_on(day).filter(
            Q(pool__valid_from=None) | Q(pool__valid_from__lte=day),
            Q(pool__valid_to=None) | Q(pool__valid_to__gte=day),
            Q(pool__required_kind="") | Q(Exists(held)),
            expert__state=ExpertState.ACTIVE,
        )


class Membership(models.Model):
    """An expert stands in a pool for a term; the same expert may stand in several."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="memberships")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("pool"))
    valid_from = models.DateField(_("first day"))
    valid_to = models.DateField(_("last day"))
    origin = models.CharField(_("how she came into the pool"), max_length=12, choices=Origin)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership in a pool")
        verbose_name_plural = _("memberships in pools")
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["pool", "valid_to"], name="membership_by_pool")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="membership_term",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.UniqueConstraint(
                fields=["expert", "pool", "valid_from"],
                condition=Q(ended_at=None),
                name="membership_once",
                violation_error_message=_("This expert already stands in this pool."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="membership_end_has_reason",
                violation_error_message=_("The end of a membership has its reason and who said it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.pool}"
