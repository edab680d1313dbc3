"""The list and its filters."""

import datetime as dt
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from exchanges.secondments.enums import (
    BEFORE_OFFICE,
    IN_OFFICE,
    OVER,
    Direction,
)
from exchanges.secondments.models import HOME_ROLES, Secondment, home_scope, host_scope
from exchanges.secondments.queries.steps import pending_changes
from shared.directory.enums import System
from shared.directory.models import Agency, Region, RoleAssignment, stem_of
from shared.regulations.queries import deadline_rule

CURRENT = [*BEFORE_OFFICE, *IN_OFFICE]


def desk_agency(user: Any) -> Agency | None:
    """The unit in whose name the officer works: the highest one she holds a role for."""
    row = (
        RoleAssignment.objects.valid_on()
        .filter(user=user, role__in=HOME_ROLES)
        .select_related("agency")
        .order_by("agency__path")
        .first()
    )
    return row.agency if row else None


def stands_in_for(user: Any) -> "QuerySet[RoleAssignment]":
    """Whose work with secondments the user does today as a deputy, and until when."""
    rows = RoleAssignment.objects.valid_on().filter(user=user, role__in=HOME_ROLES, deputy_for__isnull=False)
    return rows.select_related("deputy_for", "agency").order_by("valid_to", "agency__path", "role")


def filtered(user: Any, wanted: dict[str, Any]) -> "QuerySet[Secondment]":
    """The officer's secondments, narrowed by agency, kind, direction, state and search; those in office first."""
    found = Secondment.objects.managed_by(user).with_parties().filter(condition(wanted))
    in_office_first = Case(When(state__in=IN_OFFICE, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.prefetch_related(pending_changes()).order_by(in_office_first, "ends_on", "number")


def condition(wanted: dict[str, Any]) -> Q:
    found = Q()
    if agency := wanted.get("agency"):
        found &= Q(home_org__path__startswith=agency.path) | Q(host_org__path__startswith=agency.path)
    if kind := wanted.get("kind"):
        found &= Q(kind=kind)
    if region := wanted.get("region"):
        stem = stem_of(region.code)
        found &= Q(home_org__region__code__startswith=stem) | Q(host_org__region__code__startswith=stem)
    if direction := wanted.get("direction"):
        found &= direction_condition(direction)
    if text := wanted.get("q"):
        found &= (
            Q(number__icontains=text)
            | Q(person__name__icontains=text)
            | Q(person__name_pinyin__icontains=text)
            | Q(position__icontains=text)
        )
    return found & state_condition(wanted.get("state") or "current")


def state_condition(state: str) -> Q:
    groups = {
        "all": Q(),
        "current": Q(state__in=CURRENT),
        "in_office": Q(state__in=IN_OFFICE),
        "over": Q(state__in=OVER),
    }
    return groups[state] if state in groups else Q(state=state)


def direction_condition(direction: str) -> Q:
    to_proc = Q(home_org__system=System.IP_ADMIN, host_org__system=System.PROCURATORATE)
    to_ip = Q(home_org__system=System.PROCURATORATE, host_org__system=System.IP_ADMIN)
    return {Direction.TO_PROCURATORATE: to_proc, Direction.TO_IP_ADMIN: to_ip}.get(
        Direction(direction), ~to_proc & ~to_ip
    )


def agencies_of(user: Any) -> "QuerySet[Agency]":
    """The units that occur in what the officer sees: the choices of the agency filter."""
    mine = Secondment.objects.managed_by(user)
    return Agency.objects.filter(Q(pk__in=mine.values("home_org")) | Q(pk__in=mine.values("host_org"))).order_by("code")


def regions_of() -> "QuerySet[Region]":
    """Provinces: the choices of the region filter."""
    return Region.objects.filter(parent=None).order_by("code")


def figures(user: Any) -> dict[str, int]:
    """How many are hosted, sent and soon at the end, and over what number of days “soon” reaches."""
    today = timezone.localdate()
    days = deadline_rule("secondment.reminder_1", on=today).amount
    soon = Q(ends_on__range=(today, today + dt.timedelta(days=days)))
    counts = (
        Secondment.objects.managed_by(user)
        .in_office()
        .aggregate(
            total=Count("pk"),
            hosted=Count("pk", filter=host_scope(user)),
            sent=Count("pk", filter=home_scope(user)),
            ending=Count("pk", filter=soon),
        )
    )
    return {**counts, "days": days}
