from typing import Any

from shared.accounts.models import User
from shared.directory.enums import ADMINISTRATORS, RoleCode
from shared.directory.models import Agency, Person, Posting, RoleAssignment, deputy_scopes, own_scopes, role_scopes


def has_role(user: Any, *roles: str, agency: Agency | None = None) -> bool:
    """Does the user hold one of `roles` today, for `agency` or a unit above it (any agency when None)?

    Whoever may only because she stands in for somebody acts for that person from here on: what is recorded says so.
    """
    found = any(role in roles and (agency is None or agency.path.startswith(path)) for role, path in role_scopes(user))
    if found and deputy_scopes(user):
        user._acts_for = absent_id(user, *roles, agency=agency)
    return found


def absent_id(user: Any, *roles: str, agency: Agency | None = None) -> int | None:
    """Whose role it is by which the user may, or None where she holds one of `roles` herself."""

    def covers(role: str, path: str) -> bool:
        return role in roles and (agency is None or agency.path.startswith(path))

    if any(covers(role, path) for role, path in own_scopes(user)):
        return None
    return next((absent for role, path, absent in deputy_scopes(user) if covers(role, path)), None)


def acts_herself(user: Any) -> None:
    """What follows she does in her own name, whatever has been asked about her roles before."""
    user._acts_for = None


def acting_for(user: Any, *roles: str, agency: Agency | None = None) -> Any:
    """The absent account for whom the user holds one of `roles`, or None where she holds one herself or none at all."""
    absent = absent_id(user, *roles, agency=agency)
    return User.objects.filter(pk=absent).first() if absent else None


def absent_behind(by: Any) -> Any:
    """For whom `by` acts now, as the last question about her roles has found."""
    absent = getattr(by, "_acts_for", None)
    return User.objects.filter(pk=absent).first() if absent else None


def scopes_of(user: Any, *roles: str) -> list[str]:
    """Agency paths for which the user holds one of `roles`: filter with `path__startswith`."""
    return sorted({path for role, path in role_scopes(user) if role in roles})


def person_of(user: Any) -> Person | None:
    """The person behind a signed-in user, or None."""
    return Person.objects.filter(user=user).first() if user.is_authenticated else None


def can_administer_directory(user: Any) -> bool:
    """Regions, agencies and clusters belong to all: a system administrator of a body that stands at the top."""
    return user.is_superuser or any(path.count("/") == 1 for path in scopes_of(user, RoleCode.SYSTEM_ADMIN))


def can_see_rules(user: Any) -> bool:
    return user.is_superuser or has_role(user, RoleCode.SYSTEM_ADMIN)


def can_keep_rules(user: Any) -> bool:
    """The rule tables hold for everybody: they are kept where the directory is."""
    return can_administer_directory(user)


def people_import_scopes(user: Any) -> list[str]:
    """Paths of the agencies whose staff the user may import; [""] is everybody."""
    if can_administer_directory(user):
        return [""]
    return scopes_of(user, RoleCode.UNIT_HR, RoleCode.SYSTEM_ADMIN)


def can_see_birth(user: Any, person: Person) -> bool:
    """Her month of birth concerns the person and her personnel office."""
    if person.user_id == user.pk or can_administer_directory(user):
        return True
    paths = tuple(scopes_of(user, RoleCode.UNIT_HR))
    return bool(paths) and any(posting.agency.path.startswith(paths) for posting in person.postings.all())


def can_see_roles(user: Any) -> bool:
    return user.is_superuser or has_role(user, RoleCode.SECURITY_ADMIN, RoleCode.AUDIT_ADMIN)


def can_grant_roles(user: Any, agency: Agency | None = None) -> bool:
    """The security administrator, for her agencies."""
    return user.is_superuser or has_role(user, RoleCode.SECURITY_ADMIN, agency=agency)


def can_end_role(user: Any, grant: RoleAssignment) -> bool:
    return grant.user_id != user.pk and can_grant_roles(user, grant.agency)


def can_import_people(user: Any) -> bool:
    return bool(people_import_scopes(user))


def can_audit(user: Any) -> bool:
    """The audit administrator reads the log of all acts; nobody else does."""
    return has_role(user, RoleCode.AUDIT_ADMIN)


def can_manage_account(user: Any, person: Person) -> bool:
    """The personnel office or system administrator of an agency that she serves in today; never oneself."""
    if person.user_id == user.pk:
        return False
    paths = tuple(scopes_of(user, RoleCode.UNIT_HR, RoleCode.SYSTEM_ADMIN))
    serving = [posting.agency.path for posting in person.postings.all() if posting.is_valid_on()]
    return can_administer_directory(user) or any(path.startswith(paths) for path in serving if paths)


def can_see_absences(user: Any, person: Person) -> bool:
    """Why somebody is away concerns her and her personnel office."""
    return person.user_id == user.pk or can_keep_absences(user, person)


def can_keep_absences(user: Any, person: Person) -> bool:
    """The personnel office of an agency that she serves in today; never for oneself."""
    if person.user_id == user.pk:
        return False
    serving = Posting.objects.valid_on().filter(person=person).select_related("agency")
    return any(has_role(user, RoleCode.UNIT_HR, agency=posting.agency) for posting in serving)


def roles_to_lend(user: Any) -> list[RoleAssignment]:
    """What the user may give a deputy: her own roles of today, nothing she holds for another, no administrator's."""
    own = (
        RoleAssignment.objects.valid_on()
        .filter(user=user.pk, deputy_for=None)
        .exclude(role__in=[*ADMINISTRATORS, RoleCode.TRAINEE, RoleCode.EXPERT])
    )
    return list(own.select_related("agency").order_by("role", "agency__path"))


def can_end_deputy(user: Any, grant: RoleAssignment) -> bool:
    """Both end it: who is back, and who no longer can."""
    return user.pk in {grant.deputy_for_id, grant.user_id}
