"""Who keeps the register: the managers of pools, each for her agencies, and nobody for herself."""

from typing import Any

from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import has_role, scopes_of
from shared.experts.models import Expert, Pool, Qualification, Recommendation, ResearchBase


def is_manager(user: Any) -> bool:
    return has_role(user, RoleCode.POOL_MANAGER)


def managed_paths(user: Any) -> list[str]:
    """Paths of the agencies whose experts and pools this user keeps."""
    return scopes_of(user, RoleCode.POOL_MANAGER)


def keeps(user: Any, agency: Agency) -> bool:
    return has_role(user, RoleCode.POOL_MANAGER, agency=agency)


def is_self(user: Any, expert: Expert) -> bool:
    return bool(user.is_authenticated and expert.person and expert.person.user_id == user.pk)


def can_manage(user: Any, expert: Expert) -> bool:
    """Change the record, confirm what she has proved. Nobody keeps her own record."""
    return not is_self(user, expert) and keeps(user, expert.agency)


def can_manage_pool(user: Any, pool: Pool) -> bool:
    return keeps(user, pool.agency)


def can_add_to_pools(user: Any, expert: Expert) -> bool:
    """Whoever keeps the record takes her into pools of the own office; into others she comes by recommendation.

    Otherwise any office could open the proofs of a stranger by taking her into a pool.
    """
    return can_manage(user, expert)


def can_end_membership(user: Any, expert: Expert, pool: Pool) -> bool:
    return not is_self(user, expert) and can_manage_pool(user, pool)


def keeps_pool_of(user: Any, expert: Expert) -> bool:
    """Is she in a pool that this user keeps, today or from a day to come, or recommended to one?"""
    if not managed_paths(user):
        return False
    terms = expert.memberships.standing().select_related("pool__agency")
    asked = expert.recommendations.waiting().select_related("pool__agency")
    return any(can_manage_pool(user, row.pool) for row in [*terms, *asked])


def can_see_details(user: Any, expert: Expert) -> bool:
    """How to reach her, her qualifications and their evidence, the history of the record."""
    return is_self(user, expert) or can_manage(user, expert) or keeps_pool_of(user, expert)


def can_enter(user: Any, expert: Expert) -> bool:
    """Enter a qualification or days on which she can be asked: she herself, or who keeps the record."""
    return is_self(user, expert) or can_manage(user, expert)


def can_confirm(user: Any, qualification: Qualification) -> bool:
    return qualification.confirmed_at is None and can_manage(user, qualification.expert)


def can_drop(user: Any, qualification: Qualification) -> bool:
    """She takes out what nobody has confirmed yet; what is confirmed, who keeps the record."""
    if qualification.confirmed_at is None:
        return can_enter(user, qualification.expert)
    return can_manage(user, qualification.expert)


def can_withdraw(user: Any, expert: Expert) -> bool:
    """She may leave the register at any time; who keeps the record takes her out with a reason."""
    return is_self(user, expert) or can_manage(user, expert)


def can_recommend(user: Any, expert: Expert) -> bool:
    return can_manage(user, expert)


def can_answer(user: Any, recommendation: Recommendation) -> bool:
    return not is_self(user, recommendation.expert) and can_manage_pool(user, recommendation.pool)


def can_keep_base(user: Any, base: ResearchBase) -> bool:
    return keeps(user, base.agency)
