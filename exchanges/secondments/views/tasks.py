"""Per-case tasks of assistants: list, a new one, one task and its steps, the letter."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exchanges.secondments.actions import tasks as actions
from exchanges.secondments.enums.tasks import FAILED, QUIET_STEPS, TASK_STEP_NOTES, TaskPart, TaskState, TaskStep
from exchanges.secondments.forms.tasks import TaskForm, task_form
from exchanges.secondments.models import CaseTask
from exchanges.secondments.permissions.tasks import can_prepare_task, can_see_parties, can_take_task_step, parts_of
from exchanges.secondments.queries import tasks as queries
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.audit.queries import history_of
from shared.directory.enums import RoleCode
from shared.directory.models import Agency
from shared.directory.permissions import person_of, scopes_of
from shared.documents.actions import typeset
from shared.recusal.models import Check
from shared.recusal.queries import checks_of, told

PER_PAGE = 20
Taker = Callable[[CaseTask, dict[str, Any], Any], CaseTask]

TAKERS: dict[str, Taker] = {
    TaskStep.INVITE: lambda t, data, by: actions.invite(t, by=by),
    TaskStep.WAIVE: lambda t, data, by: actions.waive_hints(t, reason=data["reason"], by=by),
    TaskStep.ACCEPT: lambda t, data, by: actions.accept(t, by=by),
    TaskStep.DECLINE: lambda t, data, by: actions.decline(t, by=by),
    TaskStep.STEP_BACK: lambda t, data, by: actions.step_back(t, kind=data["kind"], by=by),
    TaskStep.BEGIN: lambda t, data, by: actions.begin_work(t, by=by),
    TaskStep.SUBMIT: lambda t, data, by: actions.submit_opinion(t, hours=data["hours"], by=by),
    TaskStep.RETURN: lambda t, data, by: actions.give_back(t, by=by),
    TaskStep.CONFIRM: lambda t, data, by: actions.confirm_work(t, hours=data["hours"], by=by),
    TaskStep.CLOSE: lambda t, data, by: actions.close_task(t, by=by),
    TaskStep.WITHDRAW: lambda t, data, by: actions.withdraw(t, by=by),
    TaskStep.HAND_OVER: lambda t, data, by: actions.hand_over(t, prosecutor=data["prosecutor"], by=by),
}


def prosecuting_agencies(user: Any) -> QuerySet[Agency]:
    """The procuratorates in whose name the user leads cases: those of her role themselves, not what lies below."""
    return Agency.objects.valid_on().filter(path__in=scopes_of(user, RoleCode.SUPERVISING_PROSECUTOR))


@login_required
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """Every task that the user may see; what waits for her stands on her start page too."""
    page = Paginator(queries.visible_tasks(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "can_prepare": can_prepare_task(request.user)}
    return render(request, "secondments/task_list.html", context)


@login_required
def task_new(request: HttpRequest) -> HttpResponse:
    """Choose an assistant for a case; the check runs before she is asked."""
    require(can_prepare_task(request.user), _("Case tasks are opened by supervising prosecutors."))
    hosts = prosecuting_agencies(request.user)
    old = replaced_task(request)
    host = old.host_org if old else hosts.first()
    if host is None:
        raise Http404
    q = request.GET.get("q", "")[:60]
    terms = queries.assistants_for(host, q).exclude(person__user=request.user.pk)
    form = TaskForm(
        request.POST if request.method == "POST" else None, terms=terms, hosts=hosts, q=q, initial=begun(request, old)
    )
    if request.method == "POST" and form.is_valid() and (task := prepared(request, form, old)):
        return answer(request, task)
    context = {"form": form, "old": old}
    return render(request, "secondments/task_new.html", context, status=422 if form.is_bound else 200)


def replaced_task(request: HttpRequest) -> CaseTask | None:
    """The task for which somebody else is looked for, where the address names one."""
    number = request.GET.get("instead", "")
    if not number:
        return None
    task = get_object_or_404(queries.visible_tasks(request.user).filter(state__in=FAILED), number=number)
    require(TaskPart.PROSECUTOR in parts_of(request.user, task))
    return task


def begun(request: HttpRequest, old: CaseTask | None) -> dict[str, Any]:
    term = request.GET.get("term", "")
    found: dict[str, Any] = {"term": term} if term.isdecimal() and len(term) < 10 else {}
    if old:
        organ = old.respondent_org
        days = {"starts_on": max(old.starts_on, timezone.localdate()), "ends_on": old.ends_on}
        found |= {"alias": old.alias, "role": old.role, "respondent_org": organ.name if organ else "", **days}
    return found


def prepared(request: HttpRequest, form: TaskForm, old: CaseTask | None) -> CaseTask | None:
    facts = dict(form.cleaned_data)
    prosecutor = person_of(request.user)
    require(prosecutor is not None, _("Your account belongs to nobody in the directory. Ask your personnel office."))
    assert prosecutor is not None  # noqa: S101  require() has refused otherwise
    try:
        return actions.prepare_task(facts.pop("term"), prosecutor=prosecutor, replaces=old, by=request.user, **facts)
    except NotAllowedNow as refusal:
        form.add_error(None, str(refusal))
        return None


def answer(request: HttpRequest, task: CaseTask) -> HttpResponse:
    """Say what became of it, and lead to the task, or to the list where it is closed to the user from now on."""
    words: dict[str, Any] = {
        TaskState.BLOCKED: (messages.WARNING, _("The recusal check stops this: the assistant was not asked.")),
        TaskState.WAITING: (messages.WARNING, _("A hint has to be decided by the political department first.")),
        TaskState.RECUSED: (messages.WARNING, _("Stepped back. The prosecutor and the political department are told.")),
    }
    level, text = words.get(task.state, (messages.SUCCESS, _("Done: %(step)s.") % {"step": task.get_state_display()}))
    if queries.visible_tasks(request.user).filter(pk=task.pk).exists():
        messages.add_message(request, level, text)
        return redirect(task)
    messages.warning(request, _("You must step back from this matter: it is closed to you from now on."))
    return redirect("secondments:tasks")


def the_task(request: HttpRequest, number: str) -> CaseTask:
    return get_object_or_404(queries.visible_tasks(request.user), number=number)


@login_required
@require_GET
def task_detail(request: HttpRequest, number: str) -> HttpResponse:
    task = the_task(request, number)
    steps = queries.task_steps_now(request.user, task)
    parts = parts_of(request.user, task)
    looks = TaskPart.PROSECUTOR in parts and task.state in FAILED and not task.replacements.exists()
    readable = Check.objects.visible_to(request.user)
    if TaskPart.PROSECUTOR in parts:  # she must read why
        readable = Check.objects.filter(person=task.person)
    context = {
        "task": task,
        "steps": steps,
        "main_step": next((step for step in steps if step not in QUIET_STEPS), None),
        "shows_parties": can_see_parties(request.user, task),
        "checks": told(checks_of(task).filter(pk__in=readable.order_by().values("pk"))[:10]),
        "may_open_checks": TaskPart.OFFICER in parts,
        "substitutes": queries.substitutes_for(task) if looks else [],
        "looks": looks,
        "history": history_of(task) if parts else [],
    }
    return render(request, "secondments/task_detail.html", context)


@login_required
def task_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """One step of one task: what it means, what it needs, and the button."""
    task = the_task(request, number)
    if step not in TAKERS:
        raise Http404
    require(can_take_task_step(request.user, task, step), _("This step is taken by another party of the task."))
    people = queries.other_prosecutors(task) if step == TaskStep.HAND_OVER else []
    form = task_form(step, request.POST if request.method == "POST" else None, task, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            return answer(request, TAKERS[step](task, form.cleaned_data, request.user))
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {
        "task": task,
        "step": TaskStep(step),
        "note": TASK_STEP_NOTES[TaskStep(step)],
        "form": form,
        "hints": told(checks_of(task).filter(person=task.person)[:1]) if step == TaskStep.WAIVE else [],
        "shows_parties": can_see_parties(request.user, task),
    }
    return render(request, "secondments/task_step.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def task_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter of invitation with its number; the same bytes every time."""
    task = get_object_or_404(queries.visible_tasks(request.user).exclude(letter_number=""), number=number)
    pdf = typeset("documents/official", letter(task), made_at=task.invited_at)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{task.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def letter(task: CaseTask) -> dict[str, Any]:
    """What the paper says: it goes to the assistant and her units, so it names no party."""
    words = {
        "person": task.person.name,
        "position": task.secondment.get_kind_display(),
        "alias": task.alias,
        "role": task.get_role_display(),
        "starts_on": date_format(task.starts_on, "DATE_FORMAT"),
        "ends_on": date_format(task.ends_on, "DATE_FORMAT"),
        "prosecutor": task.prosecutor.name,
    }
    paragraphs = [
        _("You are invited, as %(position)s, to take part in the case with the alias “%(alias)s”."),
        _("Your part: %(role)s, from %(starts_on)s to %(ends_on)s, under the guidance of prosecutor %(prosecutor)s."),
        _("Before you accept, declare what could tie you to the matter; step back at any time if a conflict appears."),
        _("Discipline and secrecy hold as in your pledge."),
    ]
    return {
        "kind": "letter",
        "issuers": [task.host_org.name],
        "number": task.letter_number,
        "title": _("Letter of invitation to take part in a case"),
        "addressees": [_("To %(person)s") % words],
        "paragraphs": [{"text": text % words} for text in paragraphs],
        "issued_on": timezone.localtime(task.invited_at).date().isoformat() if task.invited_at else "",
    }
