from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared.accounts.models import User
from shared.credits.enums import DeclarationState
from shared.credits.models import Declaration
from shared.credits.models.declarations import UNIT_ROLES
from shared.credits.permissions import offices_above, planner_roles
from shared.credits.sources import keys_of
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, RoleAssignment
from shared.directory.permissions import has_role
from shared.ui.todos import Todo


def nearest(rows: list[tuple[int, str]]) -> list[User]:
    """Of several offices those closest to the person: the longest path."""
    length = max((len(path) for _user, path in rows), default=0)
    return list(User.objects.filter(pk__in=[user for user, path in rows if len(path) == length]))


def unit_officers(agency: Agency) -> list[User]:
    """Leaders and HR officers nearest to the unit."""
    parts = agency.path.rstrip("/").split("/")
    paths = ["/".join(parts[:length]) + "/" for length in range(1, len(parts) + 1)]
    rows = RoleAssignment.objects.valid_on().filter(role__in=UNIT_ROLES, agency__path__in=paths)
    return nearest(list(rows.values_list("user_id", "agency__path")))


def office_users(agency: Agency) -> list[User]:
    """The training office that has the last word on a declaration from this unit."""
    return nearest(offices_above(agency, planner_roles()))


def decide_for_unit(user: Any) -> QuerySet[Declaration]:
    """What waits for this leader or HR officer: never her own."""
    waiting = Declaration.objects.filter(state=DeclarationState.SUBMITTED).exclude(person__user=user)
    return waiting.of_units(user, *UNIT_ROLES).select_related("person", "agency").order_by("declared_at", "pk")


def decide_for_office(user: Any) -> list[Declaration]:
    """What waits for this training office: of units below its own, neither her own nor approved by herself before."""
    if not has_role(user, RoleCode.TRAINING_PLANNER):
        return []
    waiting = Declaration.objects.filter(state=DeclarationState.UNIT_APPROVED).exclude(person__user=user)
    rows = waiting.exclude(unit_by=user).of_units(user, RoleCode.TRAINING_PLANNER)
    found = list(rows.select_related("person", "agency").order_by("unit_at", "pk"))
    planners = planner_roles() if found else []
    return [row for row in found if user.pk in {office for office, _path in offices_above(row.agency, planners)}]


def todos(user: Any) -> list[Todo]:
    """Declarations that wait for this person's word; an office that she does not hold costs no query."""
    names: list[str] = []
    if has_role(user, *UNIT_ROLES):
        names += [row.person.name for row in decide_for_unit(user)[:100]]
    names += [row.person.name for row in decide_for_office(user)[:100]]
    if not names:
        return []
    text = ngettext(
        "Decide %(n)d declaration of outside training", "Decide %(n)d declarations of outside training", len(names)
    )
    return [
        Todo(
            title=text % {"n": len(names)},
            url=reverse("credits:declaration-desk"),
            note="、".join(names[:8]),
            action_label=_("Decide"),
        )
    ]


def declaration_addresses(sources: list[str]) -> dict[str, str]:
    """The page of each declaration, known from its number alone."""
    return {source: reverse("credits:declaration", args=[pk]) for source, pk in keys_of(sources).items()}
