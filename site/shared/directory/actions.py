import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.accounts import actions as accounts
from shared.accounts.queries import second_factors
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Agency, Person, RoleAssignment
from shared.regulations.queries import deadline


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


def activation_expires_at() -> dt.datetime:
    """The last second of the day that the rule `accounts.activation` names."""
    last_day = deadline("accounts.activation", start=timezone.localdate())
    return timezone.make_aware(dt.datetime.combine(last_day, dt.time(23, 59, 59)))


@transaction.atomic
def open_account(person: Person, *, staff_number: str, by: Any) -> Person:
    """Give a person of the roster an account; ValidationError names the field that is taken or wrong."""
    if person.user_id:
        raise NotAllowedNow(_("This person already has an account."))
    user = accounts.invite_account(
        staff_number, name=person.name, email=person.email, expires_at=activation_expires_at(), by=by
    )
    if not Person.objects.filter(pk=person.pk, user=None).update(user=user):
        raise NotAllowedNow(_("Somebody else opened an account for this person a moment ago."))
    person.user = user
    record("directory.account.open", person, by=by, account=user.pk)
    return person


@transaction.atomic
def resend_activation(person: Person, *, by: Any) -> Person:
    """Mail a new activation link; the earlier one stops working."""
    if person.user is None:
        raise NotAllowedNow(_("This person has no account in use."))
    try:
        accounts.resend_activation(person.user, expires_at=activation_expires_at(), by=by)
    except ValidationError as refusal:
        raise NotAllowedNow(" ".join(refusal.messages)) from refusal
    return person


@transaction.atomic
def close_account(person: Person, *, by: Any) -> Person:
    """Put the account to sleep: sessions and an open activation link end at once."""
    if person.user is None or (not person.user.is_active and not hasattr(person.user, "activation")):
        raise NotAllowedNow(_("This person has no account in use."))
    accounts.close_account(person.user, by=by)
    return person


@transaction.atomic
def reset_second_factors(person: Person, *, by: Any) -> Person:
    """Let somebody in again who lost her telephone and her codes: the password alone counts until she sets up anew."""
    if person.user is None or not second_factors(person.user)["all"]:
        raise NotAllowedNow(_("This account has no second factor."))
    accounts.reset_second_factors(person.user, by=by)
    return person


@transaction.atomic
def reopen_account(person: Person, *, by: Any) -> Person:
    """Wake a closed account: its owner sets a new password by a fresh activation link."""
    if person.user is None or person.user.is_active:
        raise NotAllowedNow(_("This account is not closed."))
    accounts.reopen_account(person.user, expires_at=activation_expires_at(), by=by)
    return person
