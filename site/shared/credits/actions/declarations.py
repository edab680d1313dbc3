"""Training outside this platform: declared by the person, approved by her unit, then by the training office above."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared.audit.actions import NotAllowedNow, move_state, record
from shared.credits.actions.posting import post_hours
from shared.credits.enums import DECLARATION_TRANSITIONS, DeclarationState, Evidence
from shared.credits.models import Declaration
from shared.credits.queries import office_users, unit_officers
from shared.directory.models import Person, Posting
from shared.directory.permissions import absent_behind
from shared.notices.actions import notify
from shared.regulations.models import CreditPolicy

LABELS = {
    "credits.declaration.declare": gettext_lazy("Outside training declared"),
    "credits.declaration.unit": gettext_lazy("Declaration approved by the unit"),
    "credits.declaration.post": gettext_lazy("Declaration approved by the training office, hours posted"),
    "credits.declaration.refuse": gettext_lazy("Declaration refused"),
    "credits.declaration.withdraw": gettext_lazy("Declaration withdrawn"),
}


@transaction.atomic
def declare_training(person: Person, *, by: Any, **values: Any) -> Declaration:
    """Put training outside this platform before the person's unit; `values` are the fields of the form."""
    posting = Posting.objects.valid_on().filter(person=person).select_related("agency").first()
    if posting is None:
        raise NotAllowedNow(_("You have no posting today, so there is no unit to approve. Ask your HR officer."))
    if values["ends_on"] > timezone.localdate():
        raise NotAllowedNow(_("This training has not ended yet. Declare it when it is over."))
    declaration = Declaration(person=person, agency=posting.agency, declared_by=by, **values)
    try:
        declaration.full_clean()
        with transaction.atomic():
            declaration.save()
    except ValidationError as error:
        raise NotAllowedNow(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise NotAllowedNow(_("You have already declared this training.")) from error
    record("credits.declaration.declare", declaration, by=by, title=declaration.title)
    officers = [user for user in unit_officers(posting.agency) if user.pk != by.pk]
    tell("credits.declared", declaration, officers, page="credits:declaration-desk")
    return declaration


@transaction.atomic
def approve_for_unit(declaration: Declaration, *, by: Any) -> Declaration:
    """The unit confirms that the training took place; it goes on to the training office above."""
    require_somebody_else(declaration, by)
    move(declaration, DeclarationState.UNIT_APPROVED, "credits.declaration.unit", by=by, unit_by=by, unit_at=now())
    officers = [user for user in office_users(declaration.agency) if user.pk not in {by.pk, declaration.declared_by_id}]
    tell("credits.unit_approved", declaration, officers, page="credits:declaration-desk")
    return declaration


@transaction.atomic
def approve_for_office(declaration: Declaration, *, by: Any) -> Declaration:
    """The training office counts the training: one entry in the ledger, however often this is called."""
    require_somebody_else(declaration, by)
    if declaration.unit_by_id == by.pk:
        raise NotAllowedNow(_("You approved this for the unit. Somebody else has the second word."))
    entry = post_declared(declaration, by=by)
    move(
        declaration,
        DeclarationState.POSTED,
        "credits.declaration.post",
        by=by,
        office_by=by,
        office_at=now(),
        entry=entry,
    )
    tell("credits.counted", declaration, [declaration.person.user])
    return declaration


def post_declared(declaration: Declaration, *, by: Any) -> Any:
    """The entry of the ledger, under the policy of the place where the person serves."""
    if declaration.state != DeclarationState.UNIT_APPROVED:
        raise NotAllowedNow(_("Only a declaration that the unit has approved can be counted."))
    region = declaration.agency.region
    try:
        return post_hours(
            declaration.person,
            hours=declaration.hours,
            days=declaration.days,
            category=declaration.category,
            source=declaration.source,
            title=declaration.title,
            starts_on=declaration.starts_on,
            occurred_on=declaration.ends_on,
            evidence=Evidence.DECLARATION,
            jurisdiction=region.code if region else "",
            by=by,
        )
    except CreditPolicy.DoesNotExist as error:
        text = _("No credit policy was in force on %(day)s: hours of that time cannot be counted here.")
        raise NotAllowedNow(text % {"day": declaration.ends_on}) from error


@transaction.atomic
def refuse_declaration(declaration: Declaration, *, by: Any, reason: str) -> Declaration:
    """Say no with a reason, which the person reads; she may declare the same training again."""
    require_somebody_else(declaration, by)
    if not reason.strip():
        raise NotAllowedNow(_("A refusal needs its reason: the person reads it."))
    refused = reason.strip()[:300]
    move(declaration, DeclarationState.REFUSED, "credits.declaration.refuse", by=by, reason=refused, refusal=refused)
    tell("credits.refused", declaration, [declaration.person.user], reason=refused)
    return declaration


@transaction.atomic
def withdraw_declaration(declaration: Declaration, *, by: Any) -> Declaration:
    return move(declaration, DeclarationState.WITHDRAWN, "credits.declaration.withdraw", by=by)


def now() -> Any:
    return timezone.now()


def require_somebody_else(declaration: Declaration, by: Any) -> None:
    """Neither the person nor whoever acts in her name; nor twice in one name."""
    own = {declaration.declared_by_id, declaration.person.user_id}
    if by.pk in own:
        raise NotAllowedNow(_("Nobody approves her own declaration."))
    absent = absent_behind(by)
    if absent is not None and absent.pk in own:
        raise NotAllowedNow(_("You stand in for the person who declared this. Somebody else has to decide."))
    if absent is not None and absent.pk == declaration.unit_by_id:
        raise NotAllowedNow(_("You stand in for who approved this for the unit. Somebody else has the second word."))


def move(declaration: Declaration, to: str, action: str, *, by: Any, **changes: Any) -> Declaration:
    return move_state(declaration, to, transitions=DECLARATION_TRANSITIONS, action=action, by=by, **changes)


def tell(kind: str, declaration: Declaration, to: list[Any], *, page: str = "", **params: Any) -> None:
    """Once per declaration and kind."""
    notify(
        kind,
        to=to,
        url=reverse(page) if page else reverse("credits:declaration", args=[declaration.pk]),
        key=f"{kind}:{declaration.pk}",
        title=declaration.title,
        person=declaration.person.name,
        **params,
    )
