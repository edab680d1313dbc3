from typing import Any

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
