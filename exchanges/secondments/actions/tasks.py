"""The life of a per-case task (rule book, section 8.3a), with the recusal check before anybody is asked."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.secondments.actions.limits import day_text
from exchanges.secondments.emails.tasks import HOME, tell_of_task
from exchanges.secondments.enums.tasks import BEGUN, ENDED_TASKS, TASK_TRANSITIONS, TaskPart, TaskState
from exchanges.secondments.models import CaseTask, Secondment
from exchanges.secondments.queries.tasks import assistants_for
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Agency, Person
from shared.documents.numbers import document_number, issuer_mark, next_number
from shared.recusal import actions as recusal
from shared.recusal.models import sentences
from shared.recusal.queries import blocked, last_check, open_hints
from shared.recusal.subjects import subject_of

LABELS = {
    "secondments.task.prepare": gettext_lazy("Case task prepared"),
    "secondments.task.block": gettext_lazy("Stopped by the recusal check"),
    "secondments.task.wait": gettext_lazy("Hint of the recusal check laid before the officer"),
    "secondments.task.waive": gettext_lazy("Hint of the recusal check waived"),
    "secondments.task.invite": gettext_lazy("Assistant invited to a case"),
    "secondments.task.accept": gettext_lazy("Case invitation accepted"),
    "secondments.task.decline": gettext_lazy("Case invitation declined"),
    "secondments.task.recuse": gettext_lazy("Assistant stepped back from a case"),
    "secondments.task.head_out": gettext_lazy("Prosecutor stepped back from a case task"),
    "secondments.task.hand_over": gettext_lazy("Another prosecutor named"),
    "secondments.task.begin": gettext_lazy("Work on a case begun"),
    "secondments.task.submit": gettext_lazy("Opinion on a case submitted"),
    "secondments.task.return": gettext_lazy("Work on a case given back"),
    "secondments.task.confirm": gettext_lazy("Work on a case confirmed"),
    "secondments.task.close": gettext_lazy("Case task closed"),
    "secondments.task.withdraw": gettext_lazy("Case task withdrawn"),
}
PERSON, PROSECUTOR, OFFICER = TaskPart.PERSON, TaskPart.PROSECUTOR, TaskPart.OFFICER


def move(task: CaseTask, to: str, act: str, *, by: Any, **changes: Any) -> CaseTask:
    return move_state(task, to, transitions=TASK_TRANSITIONS, action=f"secondments.task.{act}", by=by, **changes)


@transaction.atomic
def prepare_task(
    secondment: Secondment,
    *,
    host_org: Agency,
    prosecutor: Person,
    by: Any,
    replaces: CaseTask | None = None,
    **facts: Any,
) -> CaseTask:
    """Begin a task: alias, part, days, the organ that is a party. She is asked at once where nothing stands against it.

    The result may be BLOCKED or WAITING: the check and its sentences are kept either way.
    """
    check_serving(secondment, facts["starts_on"])
    if not assistants_for(host_org).filter(pk=secondment.pk).exists():
        raise NotAllowedNow(_("Choose an assistant who serves in your cluster."))
    if secondment.person_id == prosecutor.pk:
        raise NotAllowedNow(_("Nobody is her own assistant."))
    task = CaseTask(
        number=f"CT-{next_number('case-tasks'):04}",
        secondment=secondment,
        host_org=host_org,
        prosecutor=prosecutor,
        replaces=replaces,
        **facts,
    )
    save_once(task)
    record("secondments.task.prepare", task, by=by, replaces=replaces.number if replaces else "")
    return settle(task, by=by)


def save_once(task: CaseTask) -> None:
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow(
            _("%(person)s already has an open task with the alias “%(alias)s”.")
            % {"person": task.person.name, "alias": task.alias}
        ) from error


def check_serving(secondment: Secondment, day: dt.date) -> None:
    if not assistants_for(secondment.host_org).filter(pk=secondment.pk).exists():
        raise NotAllowedNow(_("This assistant does not serve at present: her term is over, suspended or to come."))
    if not secondment.starts_on <= day <= secondment.ends_on:
        raise NotAllowedNow(
            _("The task begins within her term, between %(start)s and %(end)s.")
            % {"start": day_text(secondment.starts_on), "end": day_text(secondment.ends_on)}
        )


def settle(task: CaseTask, *, by: Any) -> CaseTask:
    """What follows from the checks of prosecutor and assistant: another prosecutor, a block, a decision, or nothing."""
    if recusal.check(task, task.prosecutor, by=by).hard:
        tell_of_task(task, "head_out", OFFICER)
        return task
    seen = recusal.check(task, task.person, by=by)
    if seen.hard:
        return move(task, TaskState.BLOCKED, "block", by=by, reason=sentences(seen.hard))
    if open_hints(seen):
        if task.state != TaskState.WAITING:
            move(task, TaskState.WAITING, "wait", by=by)
        tell_of_task(task, "waiting", OFFICER)
        return task
    return send_invitation(task, by=by) if task.state == TaskState.PREPARED else task


def send_invitation(task: CaseTask, *, by: Any) -> CaseTask:
    today, host = timezone.localdate(), task.host_org
    number = next_number(f"case-invitation:{host.code}:{today.year}")
    letter = document_number(f"{issuer_mark(host)}邀", today.year, number)
    move(task, TaskState.INVITED, "invite", by=by, letter_number=letter, invited_at=timezone.now())
    tell_of_task(task, "invited", PERSON)
    return task


@transaction.atomic
def invite(task: CaseTask, *, by: Any) -> CaseTask:
    """Ask the assistant, after the check has run once more; it may block her or lay a new hint before the officer."""
    if task.state != TaskState.PREPARED:
        move(task, TaskState.INVITED, "invite", by=by)  # refuses with the sentence of the state
    check_serving(task.secondment, task.starts_on)
    return settle(task, by=by)


@transaction.atomic
def waive_hints(task: CaseTask, *, reason: str, by: Any) -> CaseTask:
    """The host's political department lets the hints of the last check stand aside, with its reason."""
    if task.state != TaskState.WAITING:
        raise NotAllowedNow(
            _("This is not possible while the state is “%(state)s”.") % {"state": task.get_state_display()}
        )
    seen = last_check(task, task.person)
    for hint in open_hints(seen) if seen else []:
        recusal.waive(hint, reason=reason, by=by)
    move(task, TaskState.PREPARED, "waive", by=by, reason=reason)
    tell_of_task(task, "waived", PROSECUTOR)
    return task


@transaction.atomic
def accept(task: CaseTask, *, by: Any) -> CaseTask:
    """The assistant declares that nothing ties her to the matter and joins; a block found meanwhile recuses her."""
    today = timezone.localdate()
    if task.state != TaskState.INVITED:
        return move(task, TaskState.ACCEPTED, "accept", by=by)  # refuses with the sentence of the state
    check_serving(task.secondment, task.starts_on)
    seen = recusal.check(task, task.person, by=by, says_none=True)
    if seen.hard:
        return recuse(task, by=by, reason=sentences(seen.hard))
    move(task, TaskState.ACCEPTED, "accept", by=by, accepted_on=today)
    tell_of_task(task, "accepted", PROSECUTOR)
    return task


def recuse(task: CaseTask, *, by: Any, reason: str = "") -> CaseTask:
    move(task, TaskState.RECUSED, "recuse", by=by, reason=reason)
    tell_of_task(task, "recused", PROSECUTOR, OFFICER)
    return task


@transaction.atomic
def decline(task: CaseTask, *, by: Any) -> CaseTask:
    move(task, TaskState.DECLINED, "decline", by=by)
    tell_of_task(task, "declined", PROSECUTOR)
    return task


@transaction.atomic
def step_back(task: CaseTask, *, kind: str, by: Any) -> CaseTask:
    """Assistant or prosecutor leaves the matter, at any time before the work is confirmed; it is closed to her."""
    if by.pk == task.person.user_id:
        recusal.step_back(task, task.person, kind=kind, by=by)
        return recuse(task, by=by)
    recusal.step_back(task, task.prosecutor, kind=kind, by=by)
    tell_of_task(task, "head_out", OFFICER)
    record("secondments.task.head_out", task, by=by)
    return task


@transaction.atomic
def hand_over(task: CaseTask, *, prosecutor: Person, by: Any) -> CaseTask:
    """Name another prosecutor for a task whose head must step back; a task not yet asked for is looked at again."""
    before = task.prosecutor_id
    if blocked(subject_of(task), [prosecutor.pk]):
        raise NotAllowedNow(_("This prosecutor must step back too. Choose another."))
    if not CaseTask.objects.filter(pk=task.pk, prosecutor=before, state=task.state).update(prosecutor=prosecutor):
        raise NotAllowedNow(_("Somebody else changed this a moment ago. Look at its present state and try again."))
    task.prosecutor = prosecutor
    tell_of_task(task, "head_named", PROSECUTOR)
    record("secondments.task.hand_over", task, by=by)
    return settle(task, by=by) if task.state in (TaskState.PREPARED, TaskState.WAITING) else task


@transaction.atomic
def begin_work(task: CaseTask, *, by: Any) -> CaseTask:
    return move(task, TaskState.WORKING, "begin", by=by)


@transaction.atomic
def submit_opinion(task: CaseTask, *, hours: Decimal, by: Any) -> CaseTask:
    """The opinion is in the case file; here stand its day and the hours."""
    move(task, TaskState.OPINION, "submit", by=by, hours=hours, opinion_on=timezone.localdate())
    tell_of_task(task, "opinion", PROSECUTOR)
    return task


@transaction.atomic
def give_back(task: CaseTask, *, by: Any) -> CaseTask:
    move(task, TaskState.WORKING, "return", by=by, opinion_on=None)
    tell_of_task(task, "returned", PERSON)
    return task


@transaction.atomic
def confirm_work(task: CaseTask, *, hours: Decimal, by: Any) -> CaseTask:
    """The prosecutor confirms; the case counts in the assistant's record, once."""
    move(task, TaskState.CONFIRMED, "confirm", by=by, hours=hours, confirmed_on=timezone.localdate())
    Secondment.objects.filter(pk=task.secondment_id).update(cases_joined=Coalesce(F("cases_joined"), 0) + 1)
    tell_of_task(task, "confirmed", PERSON, HOME)
    return task


@transaction.atomic
def close_task(task: CaseTask, *, by: Any) -> CaseTask:
    return move(task, TaskState.CLOSED, "close", by=by, closed_on=timezone.localdate())


@transaction.atomic
def leave_cases(secondment: Secondment, *, by: Any) -> None:
    """Her term is over: what she has not begun is withdrawn, what she has begun she still brings to an end (8.3a)."""
    tasks = secondment.case_tasks.exclude(state__in=ENDED_TASKS).with_parties().order_by("pk")
    for task in tasks.select_for_update(of=("self",), no_key=True):
        if task.state in BEGUN:
            tell_of_task(task, "term_over", PERSON, PROSECUTOR)
        else:
            withdraw(task, by=by, reason=_("The term is over."))
            tell_of_task(task, "lost", PROSECUTOR)


@transaction.atomic
def withdraw(task: CaseTask, *, by: Any, reason: str = "") -> CaseTask:
    """The host no longer needs the assistant; she is told if she had been asked."""
    was_asked = task.invited_at is not None
    move(task, TaskState.WITHDRAWN, "withdraw", by=by, reason=reason)
    if was_asked:
        tell_of_task(task, "withdrawn", PERSON)
    return task
