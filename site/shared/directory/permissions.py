from typing import Any

from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person, role_scopes


def has_role(user: Any, *roles: str, agency: Agency | None = None) -> bool:
    """Does the user hold one of `roles` today, for `agency` or a unit above it (any agency when None)?"""
    return any(role in roles and (agency is None or agency.path.startswith(path)) for role, path in role_scopes(user))


def scopes_of(user: Any, *roles: str) -> list[str]:
    """Agency paths for which the user holds one of `roles`: filter with `path__startswith`."""
    return sorted({path for role, path in role_scopes(user) if role in roles})


def person_of(user: Any) -> Person | None:
    """The person behind a signed-in user, or None."""
    return Person.objects.filter(user=user).first() if user.is_authenticated else None


def can_administer_directory(user: Any) -> bool:
    """Regions, agencies and clusters belong to all: a system administrator of a body that stands at the top."""
    return user.is_superuser or any(path.count("/") == 1 for path in scopes_of(user, RoleCode.SYSTEM_ADMIN))


def people_import_scopes(user: Any) -> list[str]:
    """Paths of the agencies whose staff the user may import; [""] is everybody."""
    if can_administer_directory(user):
        return [""]
    return scopes_of(user, RoleCode.UNIT_HR, RoleCode.SYSTEM_ADMIN)


def can_import_people(user: Any) -> bool:
    return bool(people_import_scopes(user))


def can_audit(user: Any) -> bool:
    """The audit administrator reads the log of all acts; nobody else does."""
    return has_role(user, RoleCode.AUDIT_ADMIN)
