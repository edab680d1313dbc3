"""Per-case tasks: what may be done, who could be asked, what has been done."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.secondments.enums import State
from exchanges.secondments.enums.tasks import (
    DONE,
    FAILED,
    RUNNING,
    TASK_STEPS,
    UNASKED,
    TaskPart,
    TaskState,
    TaskStep,
)
from exchanges.secondments.models import CaseTask, Secondment, SecondmentQuerySet
from exchanges.secondments.models.scopes import HOST_ROLES, scope
from exchanges.secondments.models.tasks import SUBJECT, as_prosecutor
from exchanges.secondments.permissions.tasks import can_take_task_step, parts_of
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person
from shared.directory.permissions import has_role
from shared.directory.queries import agencies_in, memberships_of
from shared.recusal.enums import FactKind
from shared.recusal.facts import tie
from shared.recusal.models import Bar
from shared.recusal.queries import heads_for, substitutes
from shared.recusal.subjects import Fact, Subject
from shared.ui.todos import Todo

SERVING = [State.ACTIVE, State.RENEWAL_PENDING]
SHOWN_SUBSTITUTES = 5
SHOWN_TASKS = 20


def describe(task: CaseTask) -> Subject:
    """A task in the words of the recusal engine."""
    parties = (task.respondent_org,) if task.respondent_org else ()
    return Subject(
        SUBJECT, task.pk, f"{task.number} {task.alias}", task.host_org, parties, leads=(task.prosecutor, task.person)
    )


def term_facts(subject: Subject, people: Sequence[int], day: dt.date) -> Iterator[Fact]:
    """The home unit of whoever serves a term is her own organ, wherever her posting stands (N17)."""
    if subject.kind != SUBJECT or not subject.parties:
        return
    terms = Secondment.objects.in_office().filter(person__in=people).select_related("person", "home_org")
    for term in terms.order_by("pk"):
        for party in subject.parties:
            kind = tie(term.home_org, party)
            if kind and term.person:
                words = {"person": term.person.name, "unit": term.home_org.name, "party": party.name}
                yield Fact(kind, term.person.pk, f"term:{term.number}:{party.code}", words)


def earlier_part_facts(subject: Subject, people: Sequence[int], day: dt.date) -> Iterator[Fact]:
    """Another part in the same case before: whoever has acted in one does not act in another."""
    if subject.kind != SUBJECT:
        return
    task = CaseTask.objects.get(pk=subject.pk)
    earlier = CaseTask.objects.filter(
        host_org=task.host_org, alias=task.alias, state__in=[*RUNNING, *DONE], secondment__person__in=people
    ).exclude(pk=task.pk)
    for row in earlier.exclude(role=task.role).select_related("secondment__person").order_by("pk"):
        words = {"person": row.person.name, "other": row.number}
        yield Fact(FactKind.EARLIER_ROLE, row.person.pk, f"task:{row.number}", words)


def task_steps_now(user: Any, task: CaseTask) -> list[TaskStep]:
    """What this person can do now. A prosecutor who must step back is replaced first."""
    steps = list(TASK_STEPS.get(task.state, []))
    if head_is_out(task):
        steps = [TaskStep.HAND_OVER, *(step for step in steps if step not in (TaskStep.INVITE, TaskStep.CONFIRM))]
    return [TaskStep(step) for step in steps if can_take_task_step(user, task, step)]


def head_is_out(task: CaseTask) -> bool:
    if task.state not in TASK_STEPS:
        return False
    return Bar.objects.in_force().filter(subject_kind=SUBJECT, subject_id=task.pk, person=task.prosecutor_id).exists()


def assistants_for(host: Agency, q: str = "") -> SecondmentQuerySet:
    """Assistants who serve today in the procuratorates of the host's clusters, with what they have to do (8.3a)."""
    today = timezone.localdate()
    places = Q(host_org__path__startswith=host.path)
    for member in memberships_of(host, today):
        places |= Q(host_org__in=agencies_in(member.cluster, today).order_by().values("pk"))
    found = Secondment.objects.assistants(today).filter(places, state__in=SERVING).matching(q)
    running = Count("case_tasks", filter=Q(case_tasks__state__in=RUNNING), distinct=True)
    return found.with_parties().annotate(running=running).order_by("running", "number")


@dataclass(frozen=True)
class Substitute:
    person: Person
    term: Secondment
    running: int


def substitutes_for(task: CaseTask) -> list[Substitute]:
    """Who could be asked instead: the field fits, nothing blocks, the fewest running tasks first (N16)."""
    terms = {term.person_id: term for term in assistants_for(task.host_org).exclude(person=task.person)}
    people = [term.person for term in terms.values() if term.person]
    wanted = set(words_of_field(task.person.expertise)) | {task.secondment.position}
    fitting = [pk for pk, term in terms.items() if pk and wanted & field_words(term)]
    load = {pk: term.running for pk, term in terms.items() if pk}
    order = substitutes(task, people, load=load, preferred=fitting)
    return [Substitute(p, terms[p.pk], load[p.pk]) for p in order[:SHOWN_SUBSTITUTES]]


def field_words(term: Secondment) -> set[str]:
    return {term.position, *words_of_field(term.person.expertise if term.person else "")}


def words_of_field(text: str) -> list[str]:
    return [word.strip() for word in text.replace("，", "、").replace(",", "、").split("、") if word.strip()]


def other_prosecutors(task: CaseTask) -> list[Person]:
    """Who could lead instead of a prosecutor who must step back."""
    found = heads_for(task, task.host_org, RoleCode.SUPERVISING_PROSECUTOR)
    return [person for person in found if person.pk not in (task.prosecutor_id, task.person.pk)]


def task_totals(secondment: Secondment) -> dict[str, Any]:
    """Confirmed tasks and their hours, for the record of the secondment and the personnel file."""
    done = CaseTask.objects.filter(secondment=secondment, state__in=DONE)
    return done.aggregate(tasks=Count("pk"), hours=Sum("hours"))


def visible_tasks(user: Any) -> QuerySet[CaseTask]:
    return CaseTask.objects.visible_to(user).with_parties()


def task_todos(user: Any) -> list[Todo]:
    """What waits for the assistant, the prosecutor and the host's officer."""
    if not user.is_authenticated:
        return []
    return [
        Todo(title=title, url=task.get_absolute_url(), note=f"{task.number} · {task.alias}", due=due)
        for task in waiting_tasks(user)[:SHOWN_TASKS]
        if (title := todo_title(user, task)) and (due := task.ends_on if task.state in RUNNING else task.starts_on)
    ]


def waiting_tasks(user: Any) -> QuerySet[CaseTask]:
    """Open tasks in which the user has a part."""
    mine: Any = Q(
        secondment__person__user_id=user.pk, state__in=[TaskState.INVITED, TaskState.ACCEPTED, TaskState.WORKING]
    )
    if has_role(user, RoleCode.SUPERVISING_PROSECUTOR):
        replaced = CaseTask.objects.filter(replaces=OuterRef("pk"))
        failed = Q(state__in=FAILED) & ~Exists(replaced)
        ready = [TaskState.PREPARED, TaskState.OPINION, TaskState.CONFIRMED]
        mine |= as_prosecutor(user) & (failed | Q(state__in=ready))
    if has_role(user, *HOST_ROLES):
        out = Bar.objects.in_force().filter(
            subject_kind=SUBJECT, subject_id=OuterRef("pk"), person=OuterRef("prosecutor")
        )
        left = Q(state__in=[*UNASKED, TaskState.INVITED, *RUNNING]) & Exists(out)
        mine |= scope("host_org", user, HOST_ROLES) & (Q(state=TaskState.WAITING) | left)
    return visible_tasks(user).filter(mine).order_by("starts_on", "pk")


def todo_title(user: Any, task: CaseTask) -> str:
    parts = parts_of(user, task)
    if TaskPart.OFFICER in parts and TaskPart.PROSECUTOR not in parts and task.state != TaskState.WAITING:
        return _("Name another prosecutor for a case task")
    titles: dict[str, str] = {
        TaskState.INVITED: _("Answer the invitation to a case"),
        TaskState.ACCEPTED: _("Begin the work on a case"),
        TaskState.WORKING: _("Submit the opinion on a case"),
        TaskState.PREPARED: _("Invite the assistant to a case"),
        TaskState.WAITING: _("Decide on a hint of the recusal check"),
        TaskState.OPINION: _("Confirm the work on a case"),
        TaskState.CONFIRMED: _("Close a case task"),
    }
    return titles.get(task.state, _("Ask another assistant for a case"))
