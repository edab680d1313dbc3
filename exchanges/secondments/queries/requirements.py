"""How a person stands to what a post asks."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.enums import Finding, RequirementKind
from exchanges.secondments.models import Post, Requirement
from exchanges.secondments.queries.kinds import age_on
from shared.directory.models import Person


@dataclass(frozen=True)
class Found:
    """One requirement and what the record says of it."""

    words: str
    finding: Finding
    fact: str
    is_firm: bool


def requirements_found(post: Post, person: Person, *, on: dt.date) -> list[Found]:
    return [found(requirement, person, on) for requirement in post.requirements.all()]


def found(requirement: Requirement, person: Person, on: dt.date) -> Found:
    is_met, fact = judge(requirement, person, on)
    finding = Finding.TO_CONFIRM if is_met is None else Finding.MET if is_met else Finding.NOT_MET
    return Found(str(requirement), finding, fact, requirement.is_firm)


def judge(requirement: Requirement, person: Person, on: dt.date) -> tuple[bool | None, str]:
    """Whether the record shows it (None: it does not say), and what it says."""
    years = requirement.number or 0
    if requirement.kind == RequirementKind.AGE:
        age = age_on(person, on)
        return (None, "") if age is None else (age <= years, _("%(n)s full years") % {"n": age})
    if requirement.kind == RequirementKind.SERVICE:
        if person.joined_on is None:
            return None, ""
        return full_years(person.joined_on, on) >= years, _("since %(day)s") % {"day": person.joined_on.isoformat()}
    if requirement.kind == RequirementKind.FIELD:
        has_field = any(word in person.expertise for word in requirement.text.replace("、", " ").split())
        return (True, person.expertise) if has_field else (None, person.expertise)
    return None, ""


def full_years(since: dt.date, on: dt.date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def own_standing(post: Post, person: Person | None) -> list[Found]:
    """How somebody who looks at a post stands to it today."""
    return requirements_found(post, person, on=timezone.localdate()) if person else []
