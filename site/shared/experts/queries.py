import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person, Posting, RoleAssignment
from shared.experts.enums import ExpertState, QualificationKind
from shared.experts.models import (
    Availability,
    Expert,
    ExpertQuerySet,
    Membership,
    Pool,
    Qualification,
    Recommendation,
    TechnicalField,
)
from shared.experts.models.experts import BOTH_SYSTEMS, kept_below
from shared.experts.permissions import can_confirm, can_drop, can_end_membership, managed_paths
from shared.ui.slots import Link
from shared.ui.todos import Todo


def experts_matching(
    experts: ExpertQuerySet,
    *,
    q: str = "",
    field: TechnicalField | None = None,
    title_level: str = "",
    region: str = "",
    kind: str = "",
    pool: Pool | None = None,
    available_on: dt.date | None = None,
    eligible: bool = False,
    withdrawn: bool = False,
) -> ExpertQuerySet:
    """Every word of `q` must be found. `region` is a province's code; terms are those of `available_on` or today."""
    for word in q.split():
        experts = experts.filter(says(word))
    if field:
        experts = experts.filter(fields=field)
    if title_level:
        experts = experts.filter(title_level=title_level)
    if region:
        experts = experts.filter(region__code__startswith=region[:2])
    if available_on:
        free = Availability.objects.filter(expert=OuterRef("pk")).covering(available_on)
        experts = experts.filter(Exists(free))
    if kind or pool or eligible:
        terms = Membership.objects.eligible_on(available_on) if eligible else Membership.objects.valid_on(available_on)
        terms = terms.filter(pool__kind=kind) if kind else terms
        terms = terms.filter(pool=pool) if pool else terms
        experts = experts.filter(Exists(terms.filter(expert=OuterRef("pk"))))
    return experts.filter(state=ExpertState.WITHDRAWN if withdrawn else ExpertState.ACTIVE)


def says(word: str) -> Q:
    """The name, its pinyin or initials, the organisation, the title or a field holds the word."""
    typed = word.lower().replace("ü", "v")
    there = Posting.objects.valid_on().filter(agency__name__icontains=word).order_by().values("person")
    field = Expert.fields.through.objects.filter(technicalfield__name__icontains=word).values("expert")
    return (
        Q(outside_name__icontains=word)
        | Q(person__name__icontains=word)
        | Q(name_search__contains=typed)
        | Q(person__name_search__contains=typed)
        | Q(outside_organisation__icontains=word)
        | Q(person__in=there)
        | Q(title__icontains=word)
        | Q(specialities__icontains=word)
        | Q(pk__in=field)
    )


def with_standing(experts: ExpertQuerySet, on: dt.date) -> ExpertQuerySet:
    """With the pools of that day and what their members have proved, for `hindrances`."""
    terms = Membership.objects.valid_on(on).select_related("pool__agency").order_by("pool__kind", "pool__name")
    return experts.prefetch_related(
        Prefetch("memberships", queryset=terms, to_attr="current_memberships"),
        Prefetch("qualifications", queryset=Qualification.objects.defer("evidence"), to_attr="proved"),
    )


@dataclass(frozen=True)
class Standing:
    """A membership and, in words, what keeps the expert from being engaged by it on the day."""

    membership: Membership
    hindrances: list[str]

    @property
    def is_eligible(self) -> bool:
        return not self.hindrances


def standings_of(expert: Expert, on: dt.date) -> list[Standing]:
    """Of an expert read by `with_standing`."""
    return [Standing(term, hindrances(expert, term, on)) for term in getattr(expert, "current_memberships", [])]


def hindrances(expert: Expert, term: Membership, on: dt.date) -> list[str]:
    """What `Membership.objects.eligible_on` decides, in words: nothing where she may be engaged."""
    found = []
    if expert.state != ExpertState.ACTIVE:
        found.append(_("The record is withdrawn."))
    if term.ended_at is not None:
        found.append(_("The membership was ended on %(day)s.") % {"day": in_words(timezone.localdate(term.ended_at))})
    elif term.valid_to < on:
        found.append(_("The term ended on %(day)s.") % {"day": in_words(term.valid_to)})
    elif term.valid_from > on:
        found.append(_("The term begins on %(day)s.") % {"day": in_words(term.valid_from)})
    if not term.pool.is_valid_on(on):
        found.append(_("The pool is not in force."))
    lacking = lacking_qualification(expert, term.pool, on)
    return [*found, lacking] if lacking else found


def lacking_qualification(expert: Expert, pool: Pool, on: dt.date) -> str:
    """Why she does not have what the pool asks for, or ''."""
    if not pool.required_kind:
        return ""
    proved = getattr(expert, "proved", None)
    rows = [
        row for row in (expert.qualifications.all() if proved is None else proved) if row.kind == pool.required_kind
    ]
    confirmed = [row for row in rows if row.confirmed_at]
    if any(row.is_valid_on(on) for row in confirmed):
        return ""
    over = [row for row in confirmed if row.valid_to and row.valid_to < on]
    if over:
        last = max(over, key=lambda row: row.valid_to or on)
        words = {"name": last.name, "day": in_words(last.valid_to)}
        return _("“%(name)s”, which this pool asks for, was valid until %(day)s.") % words
    if confirmed:
        first = min(confirmed, key=lambda row: row.valid_from or on)
        words = {"name": first.name, "day": in_words(first.valid_from)}
        return _("“%(name)s”, which this pool asks for, is valid from %(day)s on.") % words
    asked = {"kind": str(QualificationKind(pool.required_kind).label)}
    if rows:
        return _("The qualification this pool asks for (%(kind)s) is not confirmed yet.") % asked
    return _("The qualification this pool asks for (%(kind)s) is missing.") % asked


def in_words(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def terms_of(expert: Expert, user: Any) -> list[tuple[Membership, bool]]:
    """Every term of hers, the latest first, and whether this user may end it."""
    rows = expert.memberships.select_related("pool__agency")
    today = timezone.localdate()
    return [
        (row, row.ended_at is None and row.valid_to >= today and can_end_membership(user, expert, row.pool))
        for row in rows
    ]


def qualifications_of(expert: Expert, user: Any) -> list[tuple[Qualification, bool, bool]]:
    """What she has proved or entered, and whether this user may confirm it or take it out."""
    rows = list(expert.qualifications.select_related("confirmed_by"))
    for row in rows:
        row.expert = expert
    return [(row, can_confirm(user, row), can_drop(user, row)) for row in rows]


def expert_of(user: Any) -> Expert | None:
    """The record of a signed-in user, or None."""
    return Expert.objects.filter(person__user=user).first() if user.is_authenticated else None


def agencies_kept(user: Any) -> QuerySet[Agency]:
    """The agencies for which this user holds the role of a pool manager."""
    held = RoleAssignment.objects.valid_on().filter(user=user, role=RoleCode.POOL_MANAGER)
    return Agency.objects.filter(pk__in=held.order_by().values("agency")).order_by("path")


def pools_kept(paths: list[str]) -> QuerySet[Pool]:
    return Pool.objects.filter(kept_below(paths)).select_related("agency")


def pools_of_others(paths: list[str]) -> QuerySet[Pool]:
    """Pools in force today that other offices of the two systems keep."""
    rows = Pool.objects.valid_on().filter(agency__system__in=BOTH_SYSTEMS)
    return rows.exclude(kept_below(paths)).select_related("agency")


def person_links(user: Any, person: Person) -> list[Link]:
    """On a page of the directory: the way to the record that this user may see."""
    expert = Expert.objects.visible_to(user).filter(person=person).first()
    return [Link(_("Expert record"), expert.get_absolute_url())] if expert else []


def posting_of(person: Person) -> Posting | None:
    return Posting.objects.valid_on().filter(person=person).select_related("agency__region").first()


def serves_below(person: Person, paths: list[str]) -> bool:
    """Does she serve today in one of these agency subtrees?"""
    posting = posting_of(person)
    return posting is not None and any(posting.agency.path.startswith(path) for path in paths)


def to_confirm(user: Any, paths: list[str]) -> QuerySet[Qualification]:
    """What waits for this manager's word: never her own."""
    rows = Qualification.objects.filter(kept_below(paths, "expert__"), confirmed_at=None)
    return rows.exclude(expert__person__user=user).filter(expert__state=ExpertState.ACTIVE)


def to_answer(user: Any, paths: list[str]) -> QuerySet[Recommendation]:
    rows = Recommendation.objects.waiting().filter(kept_below(paths, "pool__"))
    return rows.exclude(expert__person__user=user)


def managers_of(agency: Agency) -> list[Any]:
    """Accounts that keep the pools of this agency, the nearest office first in charge."""
    held = RoleAssignment.objects.valid_on().filter(role=RoleCode.POOL_MANAGER).select_related("user", "agency")
    rows = [row for row in held if agency.path.startswith(row.agency.path) and row.user.is_active]
    nearest = max((len(row.agency.path) for row in rows), default=0)
    return [row.user for row in rows if len(row.agency.path) == nearest]


def todos(user: Any) -> list[Todo]:
    """Qualifications to confirm and recommendations to answer; whoever keeps no pools costs no query."""
    paths = managed_paths(user)
    if not paths:
        return []
    waiting = list(to_confirm(user, paths).select_related("expert__person").order_by("entered_at", "pk")[:100])
    asked = list(to_answer(user, paths).select_related("expert__person", "pool").order_by("made_at", "pk")[:100])
    found = []
    if waiting:
        n = len(waiting)
        text = ngettext("Confirm %(n)d qualification of an expert", "Confirm %(n)d qualifications of experts", n)
        names = "、".join(dict.fromkeys(row.expert.name for row in waiting[:8]))
        found.append(Todo(text % {"n": n}, reverse("experts:desk"), note=names, action_label=_("Look")))
    if asked:
        n = len(asked)
        text = ngettext("Answer %(n)d recommendation of an expert", "Answer %(n)d recommendations of experts", n)
        names = "、".join(f"{row.expert.name} → {row.pool}" for row in asked[:8])
        found.append(Todo(text % {"n": n}, reverse("experts:desk"), note=names, action_label=_("Answer")))
    return found
