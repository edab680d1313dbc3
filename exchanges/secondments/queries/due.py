"""What is due for a person today."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.enums import (
    BEFORE_OFFICE,
    IN_OFFICE,
    OVER,
    ChangeKind,
    Decision,
    Kind,
    Party,
    State,
    Step,
)
from exchanges.secondments.models import (
    AppraisalRound,
    Secondment,
    SecondmentQuerySet,
    TermChange,
    home_scope,
    host_scope,
)
from exchanges.secondments.permissions import is_officer, is_the_person
from exchanges.secondments.queries.appraisals import part_waits
from exchanges.secondments.queries.clocks import running
from exchanges.secondments.queries.papers import paper_todos
from exchanges.secondments.queries.steps import pending_changes, steps_now
from shared.regulations.queries import Deadlines, deadline_rule
from shared.ui.todos import Todo

TODOS = 20


@dataclass(frozen=True)
class Due:
    """One thing to do about a secondment: what, on what basis, until when."""

    secondment: Secondment
    step: str
    title: str
    basis: str
    due: dt.date


def ends_soon(user: Any) -> Q:
    """In office, near the end, and nobody has proposed anything yet."""
    today = timezone.localdate()
    days = deadline_rule("secondment.reminder_1", on=today).amount
    asked = TermChange.objects.filter(approved=Decision.PENDING).values("secondment")
    return Q(
        state__in=[State.ACTIVE, State.RENEWAL_PENDING], ends_on__range=(today, today + dt.timedelta(days=days))
    ) & ~Q(pk__in=asked)


def waiting_for_officer(user: Any) -> Q:
    asked = TermChange.objects.filter(approved=Decision.PENDING)
    home, host = home_scope(user), host_scope(user)
    no_account = Q(person__isnull=False, person__user=None)
    agree_home = Q(pk__in=asked.filter(home_agreed_on=None).values("secondment"))
    agree_host = Q(pk__in=asked.filter(host_agreed_on=None).values("secondment"))
    for_home = Q(state=State.PLANNED) | Q(state=State.CONSENTED, host_decided_on__isnull=False)
    begun = AppraisalRound.objects.running().order_by().values("secondment")
    for_host = (
        Q(state=State.RECOMMENDED)
        | Q(state__in=[State.ENDED, State.TERMINATED]) & ~Q(pk__in=begun)
        | Q(state=State.CONSENTED, host_decided_on=None)
        | Q(state=State.APPROVED, pledge_signed_on__isnull=False)
        | Q(state__in=[State.UNDER_REVIEW, State.APPROVED]) & no_account
    )
    answer = asked.filter(kind=ChangeKind.EARLY_END).values("secondment")
    for_home |= Q(state__in=[State.TERMINATED, State.APPRAISED], pk__in=answer)
    officer = home & (for_home | agree_home & Q(state__in=IN_OFFICE)) | host & (
        for_host | agree_host & Q(state__in=IN_OFFICE)
    )
    own = Q(person__isnull=False, person__user=user)
    return (officer | (home | host) & ends_soon(user)) & ~own


def waiting_for_person(user: Any) -> Q:
    return Q(person__user_id=user.pk) & (Q(state=State.UNDER_REVIEW) | Q(state=State.APPROVED, pledge_signed_on=None))


def due_secondments(user: Any) -> "SecondmentQuerySet":
    """What waits for the user, as officer or as the person; the earliest day first."""
    waiting = waiting_for_person(user) | part_waits(user)
    if is_officer(user):
        waiting |= waiting_for_officer(user)
    return (
        Secondment.objects.filter(waiting)
        .without_conflict(user)
        .with_parties()
        .prefetch_related(pending_changes())
        .annotate(
            near=Case(When(state__in=BEFORE_OFFICE, then="starts_on"), default=Coalesce("terminated_on", "ends_on")),
            part_asked_on=Case(When(part_waits(user), then=begun_on()), default=None, output_field=DateField()),
        )
        .order_by("near", "number")
    )


def begun_on() -> Subquery:
    """The day on which the running appraisal of a term began."""
    return Subquery(AppraisalRound.objects.running().filter(secondment=OuterRef("pk")).values("opened_on")[:1])


def has_due(user: Any) -> bool:
    """Can anything wait for the user? Told without the cost of `due_secondments` for the many who are no officers."""
    reports = AppraisalRound.objects.awaiting(Party.PERSON).order_by().values("secondment")
    asked = Q(state__in=[State.UNDER_REVIEW, State.CONSENTED, State.APPROVED]) | Q(pk__in=reports)
    return is_officer(user) or Secondment.objects.filter(asked, person__user_id=user.pk).exists()


def due_items(user: Any, secondments: Iterable[Any]) -> list[Due]:
    """What to do about each of `secondments`, with basis and last day; two queries whatever their number."""
    rules = Deadlines("secondment.")
    items = [due_item(user, secondment, rules) for secondment in secondments]
    return sorted(items, key=lambda item: (item.due, item.secondment.number))


def due_item(user: Any, secondment: Secondment, rules: Deadlines) -> Due:
    if getattr(secondment, "part_asked_on", None):
        return part_item(user, secondment, rules)
    steps = steps_now(user, secondment)
    step = steps[0] if steps else ""
    if secondment.state in IN_OFFICE and step != Step.AGREE:
        return ending_item(secondment, rules)
    if step == Step.ANSWER_END:
        return Due(
            secondment, step, str(Step.ANSWER_END.label), _("The host has ended the term early"), secondment.last_day
        )
    clock = running(secondment, rules)
    if step == Step.APPRAISE:
        text, last = _("Appraise the term that has ended"), secondment.last_day
        return Due(secondment, step, text, clock.label if clock else "", clock.due if clock else last)
    if step == Step.AGREE:
        text = _("Agree to the change of term or refuse it")
        return Due(secondment, step, text, _("Both units before the end of the term (H18)"), secondment.ends_on)
    title = str(Step(step).label) if step else str(secondment.get_state_display())
    if clock and clock.due < secondment.starts_on:
        return Due(secondment, step, title, clock.label, clock.due)
    basis = secondment.legal_basis or _("Appointment procedure, before the term begins")
    return Due(secondment, step, title, basis, secondment.starts_on)


def part_item(user: Any, secondment: Any, rules: Deadlines) -> Due:
    """A part of a running appraisal, due within the days that the rule gives from the end, or from its beginning."""
    code, where = "secondment.appraise", secondment.jurisdiction
    begins = secondment.last_day if secondment.state in OVER else secondment.part_asked_on
    rule, due = (
        rules.rule(code, on=begins, jurisdiction=where),
        rules.due(code, start=begins, jurisdiction=where),
    )
    own = is_the_person(user, secondment)
    text = _("Write your self-report for the appraisal") if own else _("Hand in your unit's part of the appraisal")
    return Due(secondment, "", text, rule.label if rule else "", due or begins)


def ending_item(secondment: Secondment, rules: Deadlines) -> Due:
    if secondment.kind == Kind.LOAN:
        end, where = secondment.ends_on, secondment.jurisdiction
        rule = rules.rule("secondment.loan_extension", on=end, jurisdiction=where)
        due = rules.due("secondment.loan_extension", start=end, jurisdiction=where, before=True)
        if rule and due and due >= timezone.localdate():
            text = _("The loan ends: file an extension or prepare the return")
            return Due(secondment, Step.PROPOSE, text, rule.label, due)
        return Due(
            secondment, "", _("The loan ends: prepare the return"), rule.label if rule else "", secondment.ends_on
        )
    text = _("The term ends: agree on a renewal or prepare the return")
    return Due(secondment, Step.PROPOSE, text, _("Both units before the end of the term (H18)"), secondment.ends_on)


def todos(user: Any) -> list[Todo]:
    """What the start page shows of it."""
    if not user.is_authenticated or not has_due(user):
        return []
    items = due_items(user, due_secondments(user)[:TODOS])
    steps = [
        Todo(
            title=item.title,
            url=item.secondment.get_absolute_url(),
            note=f"{item.secondment.person or item.secondment.position} · {item.secondment.host_org}",
            due=item.due,
            action_label=str(Step(item.step).label) if item.step else "",
        )
        for item in items
    ]
    return [*steps, *paper_todos(user)]
