import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency, RoleAssignment


@transaction.atomic
def grant_role(
    user: Any,
    *,
    role: str,
    agency: Agency,
    by: Any,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> RoleAssignment:
    """Let `user` hold `role` for `agency` and everything below it; `by=None` is the command line."""
    grant = RoleAssignment(user=user, role=role, agency=agency, granted_by=by, valid_from=valid_from, valid_to=valid_to)
    try:
        grant.full_clean()
        with transaction.atomic():
            grant.save()
    except ValidationError as error:
        raise NotAllowedNow(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise NotAllowedNow(_("Somebody granted a role to this account a moment ago. Look again.")) from error
    forget_roles(user)
    until = valid_to.isoformat() if valid_to else ""
    record("directory.role.grant", grant, by=by, user=user.pk, role=str(role), agency=agency.code, until=until)
    return grant


@transaction.atomic
def end_role(grant: RoleAssignment, *, by: Any) -> RoleAssignment:
    """End a role at once; the row stays as its history."""
    if by is not None and grant.user_id == by.pk:
        raise NotAllowedNow(_("Nobody ends a role of her own: another security administrator does it."))
    now = timezone.now()
    if not RoleAssignment.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=now):
        raise NotAllowedNow(_("This role has already been ended."))
    grant.ended_at = now
    forget_roles(grant.user)
    record("directory.role.end", grant, by=by, user=grant.user_id, role=grant.role, agency=grant.agency.code)
    return grant


def forget_roles(user: Any) -> None:
    """Roles are read once per request; this account's have just changed."""
    user.__dict__.pop("_role_scopes", None)
