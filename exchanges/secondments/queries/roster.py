"""The roster of assistants that the agencies of a cluster share: who, in which field, and is she free."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from exchanges.secondments.enums import State
from exchanges.secondments.models import HOST_ROLES, Secondment
from shared.directory.engagements import engagements_of
from shared.directory.models import Agency, Cluster, ClusterMembership, stem_of
from shared.directory.permissions import scopes_of
from shared.directory.queries import agencies_in


@dataclass(frozen=True)
class RosterEntry:
    """One assistant in office. What keeps her busy is not said to other agencies, only that something does."""

    secondment: Secondment
    is_suspended: bool
    is_engaged: bool
    serves: list[Secondment] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        return not (self.is_suspended or self.is_engaged)


def clusters_of(user: Any, day: dt.date | None = None) -> list[Cluster]:
    """The clusters in force to which one of the officer's agencies belongs; three queries at most."""
    day = day or timezone.localdate()
    own = Q(pk__in=[])
    for path in scopes_of(user, *HOST_ROLES):
        own |= Q(path__startswith=path)
    agencies = list(Agency.objects.valid_on(day).filter(own).values_list("pk", "region__code")) if own else []
    pks, codes = {pk for pk, _code in agencies}, tuple({code for _pk, code in agencies if code})
    members = ClusterMembership.objects.valid_on(day).values_list("cluster", "agency", "region__code")
    mine = {
        cluster
        for cluster, agency, region in members
        if agency in pks or (region and any(code.startswith(stem_of(region)) for code in codes))
    }
    return list(Cluster.objects.valid_on(day).filter(pk__in=mine).order_by("code"))


def assistants_of(cluster: Cluster, *, q: str = "", day: dt.date | None = None) -> "QuerySet[Secondment]":
    """Assistants in office, on either side of the cluster, found by name, pinyin, field or post."""
    day = day or timezone.localdate()
    agencies = agencies_in(cluster, day).values("pk")
    places = Q(home_org__in=agencies) | Q(host_org__in=agencies)
    found = Secondment.objects.in_office().assistants(day).filter(places).matching(q).with_parties()
    return found.order_by("person__name_pinyin", "person__name", "pk")


def roster(rows: list[Secondment], first_day: dt.date, last_day: dt.date) -> list[RosterEntry]:
    """The page's assistants with their availability on these days; one query for each source of engagements."""
    busy = engagements_of([row.person_id for row in rows if row.person_id], first_day, last_day)
    return [
        RosterEntry(
            secondment=row,
            is_suspended=row.state == State.SUSPENDED or row.ends_on < last_day or row.starts_on > first_day,
            is_engaged=any(engagement.is_blocking for engagement in busy.get(row.person_id or 0, [])),
        )
        for row in rows
    ]
