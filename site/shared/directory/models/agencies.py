"""Regions, agencies and clusters, with the days from and to which they hold."""

import datetime as dt
import re
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shared.directory.enums import Level, System


class ValidityQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to`; both days belong to the period, NULL leaves it open."""

    def valid_on(self, day: dt.date | None = None) -> "ValidityQuerySet":
        day = day or timezone.localdate()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class Validity(models.Model):
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: dt.date | None = None) -> bool:
        day = day or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("The last day lies before the first day."),
    )


class Region(Validity):
    """An administrative division; `code` has six digits (GB/T 2260) and is never checked against a frozen list."""

    code = models.CharField(_("region code"), max_length=12, unique=True)
    name = models.CharField(pgettext_lazy("of an agency or a region", "name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [ends_after_it_begins("region_validity")]

    def __str__(self) -> str:
        return local_name(self)


def stem_of(code: str) -> str:
    """The digits with which the codes of all places in it begin (GB/T 2260: two for a province, four for a city)."""
    return re.sub(r"(00)+$", "", code) or code


def local_name(subject: Any) -> str:
    """The English name for readers of English where there is one, else the Chinese name."""
    return (subject.name_en or subject.name) if (get_language() or "").startswith("en") else subject.name


class AgencyQuerySet(ValidityQuerySet):
    def subtree(self, root: "Agency") -> "AgencyQuerySet":
        """`root` and everything below it."""
        return self.filter(path__startswith=root.path)

    def visible_to(self, user: Any) -> "AgencyQuerySet":
        """Who exists is public: names and places of agencies are no secret."""
        return self


class Agency(Validity):
    """An organisation or a unit of one: a tree, with validity dates and successors (hard rule H23)."""

    code = models.CharField(_("agency code"), max_length=20, unique=True)
    name = models.CharField(pgettext_lazy("of an agency or a region", "name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    system = models.CharField(_("system"), max_length=16, choices=System)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    path = models.CharField(max_length=250, editable=False, db_index=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["code"]
        constraints = [ends_after_it_begins("agency_validity")]

    def __str__(self) -> str:
        return local_name(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = self.path
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)
        if before and before != self.path:
            place_agencies()

    @property
    def side(self) -> str:
        """`proc`, `ip` or `pool`: the colour of the side in every chip and bar."""
        return {System.PROCURATORATE: "proc", System.IP_ADMIN: "ip"}.get(System(self.system), "pool")


def place_agencies() -> None:
    """Give every agency the path that follows from its parents: a moved body takes its units with it."""
    agencies = {agency.pk: agency for agency in Agency.objects.only("code", "parent_id", "path")}
    moved = []
    for agency in agencies.values():
        path, above = f"{agency.code}/", agency
        while above.parent_id and len(path) < 250:
            above = agencies[above.parent_id]
            path = f"{above.code}/{path}"
        if agency.path != path:
            agency.path = path
            moved.append(agency)
    Agency.objects.bulk_update(moved, ["path"], batch_size=500)


class Cluster(Validity):
    """A regional cluster for cooperation (article 10 of the opinion)."""

    code = models.CharField(_("cluster code"), max_length=30, unique=True)
    name = models.CharField(pgettext_lazy("of an agency or a region", "name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    certainty = models.CharField(_("certainty"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["code"]
        constraints = [ends_after_it_begins("cluster_validity")]

    def __str__(self) -> str:
        return local_name(self)


class ClusterMembershipQuerySet(ValidityQuerySet):
    def visible_to(self, user: Any) -> "ClusterMembershipQuerySet":
        """Public, like the agencies themselves."""
        return self


class ClusterMembership(Validity):
    """A region or an agency belongs to a cluster from one day to another; it may leave and come back."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    scope = models.CharField(
        max_length=8, choices=[("whole", _("whole")), ("part", pgettext_lazy("whole or part", "part"))], default="whole"
    )
    certainty = models.CharField(_("certainty"), max_length=40, blank=True)

    objects = ClusterMembershipQuerySet.as_manager()

    class Meta:
        db_table = "directory_cluster_member"
        constraints = [
            ends_after_it_begins("cluster_member_validity"),
            models.CheckConstraint(
                condition=Q(region=None, agency__isnull=False) | Q(region__isnull=False, agency=None),
                name="member_is_region_or_agency",
                violation_error_message=_("A member is either a region or an agency."),
            ),
            models.UniqueConstraint(
                fields=["cluster", "region", "valid_from"], condition=Q(agency=None), name="cluster_region_once"
            ),
            models.UniqueConstraint(
                fields=["cluster", "agency", "valid_from"], condition=Q(region=None), name="cluster_agency_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id}: {self.region_id or self.agency_id}"
