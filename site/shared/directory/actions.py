import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.accounts import actions as accounts
from shared.accounts.queries import second_factors
from shared.audit import labels
from shared.audit.actions import NotAllowedNow, record
from shared.directory.enums import ADMINISTRATORS
from shared.directory.models import Absence, Agency, Person, RoleAssignment
from shared.directory.queries import colleagues_for
from shared.notices.actions import notify
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
    end_deputies(grant.user, role=grant.role, agency=grant.agency)
    record("directory.role.end", grant, by=by, user=grant.user_id, role=grant.role, agency=grant.agency.code)
    return grant


def forget_roles(user: Any) -> None:
    """Roles are read once per request; this account's have just changed."""
    for name in ("_role_scopes", "_own_scopes", "_deputy_scopes", "_acts_for"):
        user.__dict__.pop(name, None)


def end_deputies(absent: Any, **which: Any) -> None:
    """Nobody stands in for a role that is gone."""
    RoleAssignment.objects.filter(deputy_for=absent, ended_at=None, **which).update(ended_at=timezone.now())


@transaction.atomic
def name_deputy(grants: list[RoleAssignment], *, deputy: Any, first_day: dt.date, last_day: dt.date, by: Any) -> Any:
    """Let a colleague hold one's own roles from one day to another, while one is away (B15)."""
    check_period(first_day, last_day)
    for grant in grants:
        check_lending(grant, deputy, last_day, by)
        named = {"user": deputy, "role": grant.role, "agency": grant.agency, "deputy_for": by, "ended_at": None}
        RoleAssignment.objects.filter(valid_to__lt=timezone.localdate(), **named).update(ended_at=timezone.now())
        try:
            with transaction.atomic():
                lent = RoleAssignment.objects.create(**named, granted_by=by, valid_from=first_day, valid_to=last_day)
        except IntegrityError as taken:
            raise NotAllowedNow(
                _("%(deputy)s already stands in for you as %(role)s: end that first, then name her anew.")
                % {"deputy": deputy, "role": grant.get_role_display()}
            ) from taken
        record("directory.deputy.name", lent, by=by, user=deputy.pk, until=last_day.isoformat())
    forget_roles(deputy)
    tell_deputy(deputy, by, grants, first_day, last_day)
    return deputy


def check_period(first_day: dt.date, last_day: dt.date) -> None:
    if last_day < first_day:
        raise NotAllowedNow(_("The last day lies before the first day."))
    if last_day < timezone.localdate():
        raise NotAllowedNow(_("These days are over: a deputy is named for days to come."))


def check_lending(grant: RoleAssignment, deputy: Any, last_day: dt.date, by: Any) -> None:
    """Only what is one's own, only to a colleague nearby, only as long as one holds it oneself."""
    if grant.user_id != by.pk or grant.ended_at is not None or not grant.is_valid_on():
        raise NotAllowedNow(_("Only roles that you hold yourself today can be given to a deputy."))
    if grant.deputy_for_id:
        raise NotAllowedNow(_("You hold this role for somebody else: a deputy does not name another deputy."))
    if grant.role in ADMINISTRATORS:
        raise NotAllowedNow(_("Nobody stands in for a system, security or audit administrator."))
    if grant.valid_to and last_day > grant.valid_to:
        raise NotAllowedNow(
            _("Your own role ends on %(day)s; a deputy cannot hold it longer.") % {"day": grant.valid_to.isoformat()}
        )
    if not colleagues_for(grant, by).filter(pk=deputy.pk).exists():
        raise NotAllowedNow(
            _("A deputy serves in the same agency or in the one above: %(deputy)s does not.") % {"deputy": deputy}
        )


def tell_deputy(deputy: Any, absent: Any, grants: list[RoleAssignment], first_day: dt.date, last_day: dt.date) -> None:
    notify(
        "directory.deputy",
        to=[deputy],
        url=reverse("directory:deputies"),
        absent=absent.name,
        roles="、".join(str(grant.get_role_display()) for grant in grants),
        first_day=first_day.isoformat(),
        last_day=last_day.isoformat(),
    )


@transaction.atomic
def end_deputy(grant: RoleAssignment, *, by: Any) -> RoleAssignment:
    """Back at the desk, or unable to go on: the deputy's role ends at once."""
    now = timezone.now()
    if not RoleAssignment.objects.filter(pk=grant.pk, ended_at=None, deputy_for__isnull=False).update(ended_at=now):
        raise NotAllowedNow(_("This has already been ended."))
    grant.ended_at = now
    forget_roles(grant.user)
    record("directory.deputy.end", grant, by=by, user=grant.user_id)
    return grant


def tell_of_act(action: str, subject: Any, by: Any, absent: Any) -> None:
    """The absent person learns of each act done for her."""
    notify(
        "directory.acted_for",
        to=[absent],
        url=reverse("directory:deputies"),
        deputy=by.name,
        act=str(labels.LABELS.get(action, action)),
        subject=str(subject)[:200],
    )


@transaction.atomic
def enter_absence(person: Person, *, kind: str, starts_on: dt.date, ends_on: dt.date, note: str, by: Any) -> Absence:
    """The personnel office enters days on which somebody is away; classes on those days are then refused."""
    absence = Absence(person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, note=note, entered_by=by)
    try:
        absence.full_clean()
    except ValidationError as error:
        raise NotAllowedNow(" ".join(error.messages)) from error
    if Absence.objects.filter(person=person).overlapping(starts_on, ends_on).exists():
        raise NotAllowedNow(_("An absence is already entered for some of these days: take it out first."))
    absence.save()
    record("directory.absence.enter", person, by=by, days=[starts_on.isoformat(), ends_on.isoformat()])
    return absence


@transaction.atomic
def drop_absence(absence: Absence, *, by: Any) -> Person:
    """Take an absence out that did not come about."""
    person, days = absence.person, [absence.starts_on.isoformat(), absence.ends_on.isoformat()]
    absence.delete()
    record("directory.absence.drop", person, by=by, days=days)
    return person


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
    end_deputies(person.user)
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
