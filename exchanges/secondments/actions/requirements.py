"""What a post asks is looked at when somebody is put forward, and kept with the recommendation."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.enums import Finding
from exchanges.secondments.models import Post, RequirementCheck, Secondment
from exchanges.secondments.queries.kinds import to_confirm
from exchanges.secondments.queries.requirements import Found, requirements_found
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Person


def set_requirements(post: Post, requirements: list[dict[str, Any]]) -> None:
    for facts in requirements:
        post.requirements.create(**facts)


def check_requirements(post: Post | None, person: Person, *, on: dt.date) -> list[Found]:
    """What was found; refuses where the record shows that something firm is not met."""
    found = requirements_found(post, person, on=on) if post else []
    missing = [f"{item.words} ({item.fact})" for item in found if item.is_firm and item.finding == Finding.NOT_MET]
    if missing:
        raise NotAllowedNow(
            _("%(person)s does not meet what the post asks: %(missing)s. Choose another person.")
            % {"person": person.name, "missing": "; ".join(missing)}
        )
    return found


def keep_checks(secondment: Secondment, found: list[Found], *, confirmed: bool) -> None:
    """The unit confirms what the record does not show; without that the recommendation does not go out."""
    person = secondment.person
    lines = to_confirm(secondment, person) if person else []
    found = [*found, *[Found(line, Finding.TO_CONFIRM, "", is_firm=True) for line in lines]]
    open_ones = [item.words for item in found if item.finding == Finding.TO_CONFIRM]
    if open_ones and not confirmed:
        raise NotAllowedNow(
            _("The record does not show the following; tick the box if your unit confirms it: %(open)s.")
            % {"open": "; ".join(open_ones)}
        )
    today = timezone.localdate()
    RequirementCheck.objects.bulk_create(
        RequirementCheck(
            secondment=secondment,
            requirement=item.words[:240],
            finding=Finding.CONFIRMED if item.finding == Finding.TO_CONFIRM else item.finding,
            fact=item.fact[:200],
            checked_on=today,
        )
        for item in found
    )
