from typing import Any

from django.db.models import Q

from shared.directory.enums import RoleCode
from shared.directory.models import role_scopes

HOME_ROLES = {RoleCode.SECONDMENT_OFFICER, RoleCode.UNIT_HR}
HOST_ROLES = {RoleCode.SECONDMENT_OFFICER}


def scope(field: str, user: Any, roles: set[RoleCode]) -> Q:
    """Rows whose agency `field` lies in a subtree for which the user holds one of `roles`."""
    condition = Q(pk__in=[])
    for path in {path for role, path in role_scopes(user) if role in roles}:
        condition |= Q(**{f"{field}__path__startswith": path})
    return condition


def home_scope(user: Any, prefix: str = "") -> Q:
    return scope(f"{prefix}home_org", user, HOME_ROLES)


def host_scope(user: Any, prefix: str = "") -> Q:
    return scope(f"{prefix}host_org", user, HOST_ROLES)
