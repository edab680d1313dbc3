"""What can be done with a secondment, and by whom."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from exchanges.secondments.enums import (
    ChangeKind,
    Decision,
    Party,
    State,
    Step,
)
from exchanges.secondments.models import HOME_ROLES, Secondment, TermChange
from exchanges.secondments.permissions import can_take_step, parties_of
from shared.directory.models import Person, RoleAssignment


def pending_changes() -> Prefetch:
    return Prefetch(
        "term_changes", queryset=TermChange.objects.filter(approved=Decision.PENDING), to_attr="pending_changes"
    )


def pending_change(secondment: Secondment) -> TermChange | None:
    known = getattr(secondment, "pending_changes", None)
    if known is not None:
        return known[0] if known else None
    return secondment.term_changes.filter(approved=Decision.PENDING).first()


def possible_steps(secondment: Secondment) -> list[str]:
    """The steps that the state allows, the main one first."""
    change = pending_change(secondment)
    answers = [Step.AGREE, Step.REFUSE_CHANGE] if change else []
    propose, suspend = ([], []) if change else ([Step.PROPOSE], [Step.SUSPEND])
    answer_end: list[str] = [Step.ANSWER_END] if change and change.kind == ChangeKind.EARLY_END else []
    steps: dict[str, list[str]] = {
        State.PLANNED: [Step.RECOMMEND],
        State.RECOMMENDED: [Step.EXAMINE, Step.REJECT],
        State.UNDER_REVIEW: [Step.CONSENT, Step.DECLINE, Step.REJECT],
        State.CONSENTED: [Step.SIGN if secondment.host_decided_on else Step.DECIDE, Step.NOT_APPROVE],
        State.APPROVED: [Step.LETTER if secondment.pledge_signed_on else Step.PLEDGE],
        State.ACTIVE: [*answers, *propose, *suspend, Step.TERMINATE, Step.APPRAISE],
        State.RENEWAL_PENDING: [*answers, *propose, Step.TERMINATE, Step.APPRAISE],
        State.SUSPENDED: [*answers, Step.RESUME, *propose, Step.TERMINATE],
        State.ENDED: [Step.APPRAISE],
        State.TERMINATED: [*answer_end, Step.APPRAISE],
        State.APPRAISED: answer_end,
    }
    return steps.get(secondment.state, [])


def steps_now(user: Any, secondment: Secondment) -> list[str]:
    """What this person can do now. A side that has agreed to a change waits for the other."""
    steps = [step for step in possible_steps(secondment) if can_take_step(user, secondment, step)]
    if Step.AGREE in steps and not side_to_agree(user, secondment):
        steps = [step for step in steps if step not in {Step.AGREE, Step.REFUSE_CHANGE}]
    return steps


def side_to_agree(user: Any, secondment: Secondment) -> str:
    """The side for which the user can still agree to the pending change, or ''."""
    change = pending_change(secondment)
    if change is None:
        return ""
    mine = parties_of(user, secondment) & {Party.HOME, Party.HOST}
    agreed = {Party.HOME: change.home_agreed_on, Party.HOST: change.host_agreed_on}
    return next((side for side in sorted(mine) if not agreed[Party(side)]), "")


def eligible_people(user: Any, secondment: Secondment | None = None) -> "QuerySet[Person]":
    """Whom an officer may recommend: those posted today in her own units, or in the home unit of the planned term."""
    today = timezone.localdate()
    current = (Q(postings__valid_from=None) | Q(postings__valid_from__lte=today)) & (
        Q(postings__valid_to=None) | Q(postings__valid_to__gte=today)
    )
    where = Q(pk__in=[])
    for role, path in RoleAssignment.objects.valid_on().filter(user=user).values_list("role", "agency__path"):
        if role in HOME_ROLES:
            where |= Q(postings__agency__path__startswith=path)
    if secondment:
        where &= Q(postings__agency__path__startswith=secondment.home_org.path)
    found = Person.objects.filter(current & where).exclude(user=user)
    return Person.objects.filter(pk__in=found.values("pk")).with_current_posting()
