import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from shared.accounts.models import User
from shared.audit.queries import fields_in_words, who_acted
from shared.directory.engagements import Engagement
from shared.directory.models import (
    Absence,
    Agency,
    Cluster,
    ClusterMembership,
    Person,
    PersonQuerySet,
    Posting,
    Rank,
    Region,
    RoleAssignment,
    stem_of,
)
from shared.regulations.actions import TABLES
from shared.regulations.models import CalendarDay, Rule
from shared.regulations.queries import rows_of
from shared.ui.prepared import Prepared

ABSENCES = Prepared(
    lambda people, first_day, last_day: (
        Absence.objects.filter(person__in=people)
        .overlapping(first_day, last_day)
        .order_by()
        .values_list("person", "starts_on", "ends_on")
    )
)


def ranks() -> dict[str, Rank]:
    """Every rank by its name, in the order of its series from the top down."""
    return {rank.name: rank for rank in rows_of(Rank)}


def rule_tables() -> dict[str, type[Model]]:
    """Every table that ships with the product and an office keeps, by the word that stands in its address."""
    return {file.removesuffix(".csv"): model for file, model, _key in TABLES} | {"calendar": CalendarDay}


def rows_matching(model: type[Model], q: str) -> QuerySet:
    """Rows in which every word is found; rules by their code, the newest version first."""
    texts = [f.name for f in model._meta.concrete_fields if isinstance(f, CharField)]
    rows = model._default_manager.all()
    for word in q.split():
        found = Q(pk__in=[])
        for name in texts:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    if issubclass(model, Rule):
        return rows.order_by("code", "jurisdiction", F("valid_from").desc(nulls_last=True), "pk")
    return rows.order_by("-day") if model is CalendarDay else rows


def agencies_matching(
    agencies: QuerySet[Agency], *, q: str = "", system: str = "", level: str = "", region: str = "", ended: bool = False
) -> QuerySet[Agency]:
    """`region` is a region code: its province, with everything in it; ended agencies only on request."""
    for word in q.split():
        agencies = agencies.filter(
            Q(name__icontains=word) | Q(name_en__icontains=word) | Q(short_name__icontains=word) | Q(code__iexact=word)
        )
    if system:
        agencies = agencies.filter(system=system)
    if level:
        agencies = agencies.filter(level=level)
    if region:
        agencies = agencies.filter(region__code__startswith=stem_of(region))
    if not ended:
        agencies = agencies.filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate()))
    return agencies


def people_matching(
    people: PersonQuerySet, *, q: str = "", agency: Agency | None = None, rank_series: str = "", system: str = ""
) -> PersonQuerySet:
    """Each word of `q` must be found: in the name, its pinyin or initials, the expertise, the e-mail address."""
    for word in q.split():
        typed = word.lower().replace("ü", "v")
        people = people.filter(
            Q(name__icontains=word)
            | Q(name_search__contains=typed)
            | Q(expertise__icontains=word)
            | Q(email__istartswith=word)
        )
    postings = Posting.objects.valid_on()
    wanted = Q()
    if agency is not None:
        wanted &= Q(agency__path__startswith=agency.path)
    if rank_series:
        wanted &= Q(rank_series=rank_series)
    if system:
        wanted &= Q(agency__system=system)
    if wanted:
        people = people.filter(pk__in=postings.filter(wanted).order_by().values("person"))
    return people


@dataclass(frozen=True)
class FactChange:
    """One field of a personnel record that was changed: by whom, when, from what to what."""

    at: dt.datetime
    who: str
    field: str
    old: str
    new: str


def fact_changes(person: Person, *, shows_birth: bool, limit: int = 50) -> list[FactChange]:
    """The changes of the person's facts and postings, newest first; the month of birth for those who may see it."""
    kinds = ContentType.objects.get_for_models(Person, Posting)
    postings = [str(posting.pk) for posting in person.postings.all()]
    rows = (
        ModelLogEntry.objects.filter(
            Q(content_type=kinds[Person], object_id=str(person.pk), action="directory.person.change")
            | Q(content_type=kinds[Posting], object_id__in=postings, action="directory.posting.change")
        )
        .select_related("user")
        .order_by("-timestamp", "-pk")[:limit]
    )
    birth = str(Person._meta.get_field("birth_month").verbose_name)
    models = {kind.pk: model for model, kind in kinds.items()}
    return [
        FactChange(row.timestamp, who_acted({"user_id": row.user_id, "data": row.data}, row.user), field, old, new)
        for row in rows
        for field, old, new in fields_in_words(models[row.content_type_id], row.data)
        if shows_birth or field != birth
    ]


def provinces() -> QuerySet[Region]:
    return Region.objects.filter(parent=None)


def ancestors(agency: Agency) -> list[Agency]:
    """The bodies above, from the top down."""
    codes = agency.path.strip("/").split("/")[:-1]
    found = {a.code: a for a in Agency.objects.filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def members_on(cluster: Cluster, day: dt.date) -> QuerySet[ClusterMembership]:
    """Who belonged to the cluster on that day; a cluster that had ended has no members."""
    members = ClusterMembership.objects.filter(cluster=cluster).select_related("region", "agency")
    return (
        members.valid_on(day).order_by("region__code", "agency__code") if cluster.is_valid_on(day) else members.none()
    )


def memberships_of(agency: Agency, day: dt.date) -> QuerySet[ClusterMembership]:
    """The clusters to which the agency belongs on that day: itself, or by its region or the province around it."""
    regions = region_codes(agency.region.code) if agency.region else []
    return (
        ClusterMembership.objects.valid_on(day)
        .filter(Q(agency=agency) | Q(region__code__in=regions))
        .filter(Q(cluster__valid_to=None) | Q(cluster__valid_to__gte=day))
        .select_related("cluster", "region")
        .order_by("cluster__code", "region__code")
    )


def region_codes(code: str) -> list[str]:
    """330106 lies in 330100 and in 330000."""
    return list(dict.fromkeys([code, f"{code[:4]}00", f"{code[:2]}0000"]))


def agencies_in(cluster: Cluster, day: dt.date) -> QuerySet[Agency]:
    """Every agency that belongs to the cluster on that day (N34): a province brings its cities along."""
    places = Q(pk__in=[])
    for member in members_on(cluster, day):
        if member.agency_id:
            places |= Q(pk=member.agency_id)
        elif member.region:
            places |= Q(region__code__startswith=stem_of(member.region.code))
    return Agency.objects.valid_on(day).filter(places)


def staff_of(agency: Agency, user: Any) -> PersonQuerySet:
    """People of the agency and its units whom the user may see."""
    return people_matching(Person.objects.visible_to(user), agency=agency)


def absences_on(person_ids: Sequence[int], first_day: dt.date, last_day: dt.date) -> list[Engagement]:
    """Days of leave leave no room for a class; why somebody is away is not said."""
    return [
        Engagement(person, starts_on, ends_on, _("away, as the personnel office has entered"), True)
        for person, starts_on, ends_on in ABSENCES(list(person_ids), first_day, last_day)
    ]


def colleagues_for(grant: RoleAssignment, absent: User) -> QuerySet[User]:
    """Who may stand in: people with an account who serve where the role or its holder belongs, or one level above."""
    serves = Posting.objects.valid_on().filter(person__user=absent).values_list("agency__path", flat=True)
    paths = {grant.agency.path, *serves}
    paths |= {path.rstrip("/").rpartition("/")[0] + "/" for path in paths if path.count("/") > 1}
    near = Posting.objects.valid_on().filter(agency__path__in=paths).order_by().values("person__user")
    return User.objects.filter(is_active=True, pk__in=near).exclude(pk=absent.pk).order_by("name", "username")


def lent_roles(user: User) -> QuerySet[RoleAssignment]:
    """Roles that the user has given away or holds for others, of today and to come, and those that have ended."""
    rows = RoleAssignment.objects.filter(Q(deputy_for=user) | Q(user=user, deputy_for__isnull=False))
    return rows.select_related("user", "agency", "deputy_for").order_by("-valid_from", "-pk")
