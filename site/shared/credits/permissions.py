from typing import Any

from django.db.models import Q, QuerySet

from shared.credits.enums import DeclarationState
from shared.credits.models import Declaration
from shared.credits.models.declarations import UNIT_ROLES
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person, Posting, RoleAssignment
from shared.directory.permissions import has_role, scopes_of


def people_of_office(user: Any) -> QuerySet[Person]:
    """Everybody posted today where the user is the training office."""
    scope = Q(pk__in=[])
    for path in scopes_of(user, RoleCode.TRAINING_PLANNER):
        scope |= Q(agency__path__startswith=path)
    postings = Posting.objects.valid_on().filter(scope)
    return Person.objects.filter(pk__in=postings.order_by().values("person"))


def people_with_visible_ledger(user: Any) -> QuerySet[Person]:
    """The user herself, and those whose training office she is; nobody else (H7)."""
    return Person.objects.filter(Q(user=user) | Q(pk__in=people_of_office(user).values("pk")))


def is_training_office(user: Any) -> bool:
    return has_role(user, RoleCode.TRAINING_PLANNER)


def is_office_of(user: Any, person: Person) -> bool:
    """May she enter events and issue transcripts for this person? Nobody does so for herself."""
    return person.user_id != user.pk and people_of_office(user).filter(pk=person.pk).exists()


def planner_roles() -> list[tuple[int, str]]:
    """(user, agency path) of every training office of today."""
    rows = RoleAssignment.objects.valid_on().filter(role=RoleCode.TRAINING_PLANNER)
    return list(rows.order_by("pk").values_list("user_id", "agency__path"))


def offices_above(agency: Agency, planners: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The training offices of the units above `agency`; its own where nobody above has one (rule book 2.2)."""
    found = [(user, path) for user, path in planners if agency.path.startswith(path)]
    return [(user, path) for user, path in found if path != agency.path] or found


def can_decide_for_unit(user: Any, declaration: Declaration) -> bool:
    """The leader or an HR officer of her unit; never her own."""
    return (
        declaration.state == DeclarationState.SUBMITTED
        and declaration.person.user_id != user.pk
        and has_role(user, *UNIT_ROLES, agency=declaration.agency)
    )


def can_decide_for_office(user: Any, declaration: Declaration) -> bool:
    """The training office of a unit above; neither the person nor whoever approved for her unit."""
    return (
        declaration.state == DeclarationState.UNIT_APPROVED
        and user.pk not in {declaration.person.user_id, declaration.unit_by_id}
        and has_role(user, RoleCode.TRAINING_PLANNER, agency=declaration.agency)
        and any(office == user.pk for office, _path in offices_above(declaration.agency, planner_roles()))
    )


def can_withdraw(user: Any, declaration: Declaration) -> bool:
    waiting = {DeclarationState.SUBMITTED, DeclarationState.UNIT_APPROVED}
    return declaration.person.user_id == user.pk and declaration.state in waiting


def may_decide_declarations(user: Any) -> bool:
    return has_role(user, *UNIT_ROLES, RoleCode.TRAINING_PLANNER)
