"""The life of a per-case task (rule book, section 8.3a)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskRole(models.TextChoices):
    """What an assistant does in a case, always under a prosecutor's guidance (rule book, section 1.1)."""

    GUIDANCE = "guidance", _("case guidance and policy")
    PLAN = "plan", _("handling plan")
    LEADS = "leads", _("analysis of specialised leads")
    HEARING = "hearing", _("receiving lawyers and persons concerned")
    INVESTIGATION = "investigation", _("inspection and collecting evidence")
    EVIDENCE = "evidence", _("review of technical evidence")
    COURT = "court", _("assistance in court")
    EXPLANATION = "explanation", _("explaining technical questions")
    OTHER = "other", _("other auxiliary work")


class TaskState(models.TextChoices):
    PREPARED = "prepared", _("prepared")
    WAITING = "waiting", _("hint to be decided")
    BLOCKED = "blocked", _("must step back")
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", pgettext_lazy("an invitation", "accepted")
    DECLINED = "declined", pgettext_lazy("an invitation", "declined")
    RECUSED = "recused", _("stepped back")
    WORKING = "working", _("at work")
    OPINION = "opinion", _("opinion submitted")
    CONFIRMED = "confirmed", _("confirmed by the prosecutor")
    CLOSED = "closed", pgettext_lazy("a task", "closed")
    WITHDRAWN = "withdrawn", _("task withdrawn")


TASK_TRANSITIONS: dict[str, set[str]] = {
    TaskState.PREPARED: {TaskState.WAITING, TaskState.BLOCKED, TaskState.INVITED, TaskState.WITHDRAWN},
    TaskState.WAITING: {TaskState.PREPARED, TaskState.BLOCKED, TaskState.WITHDRAWN},
    TaskState.BLOCKED: {TaskState.WITHDRAWN},
    TaskState.INVITED: {TaskState.ACCEPTED, TaskState.DECLINED, TaskState.RECUSED, TaskState.WITHDRAWN},
    TaskState.ACCEPTED: {TaskState.WORKING, TaskState.RECUSED, TaskState.WITHDRAWN},
    TaskState.WORKING: {TaskState.OPINION, TaskState.RECUSED, TaskState.WITHDRAWN},
    TaskState.OPINION: {TaskState.CONFIRMED, TaskState.WORKING, TaskState.RECUSED},
    TaskState.CONFIRMED: {TaskState.CLOSED},
}

UNASKED = [TaskState.PREPARED, TaskState.WAITING, TaskState.BLOCKED]
RUNNING = [TaskState.ACCEPTED, TaskState.WORKING, TaskState.OPINION]
DONE = [TaskState.CONFIRMED, TaskState.CLOSED]
FAILED = [TaskState.BLOCKED, TaskState.DECLINED, TaskState.RECUSED]  # somebody else is looked for
BEGUN = [TaskState.WORKING, TaskState.OPINION]
ENDED_TASKS = [*DONE, *FAILED, TaskState.WITHDRAWN]
OPEN_TASKS = [TaskState.PREPARED, TaskState.WAITING, TaskState.INVITED, *RUNNING]


class TaskPart(models.TextChoices):
    """Who acts in a task."""

    PERSON = "person", _("assistant")
    PROSECUTOR = "prosecutor", _("prosecutor")
    OFFICER = "officer", _("political department of the host")


class TaskStep(models.TextChoices):
    INVITE = "invite", _("Invite")
    WAIVE = "waive", _("Waive the hint")
    ACCEPT = "accept", _("Accept the invitation")
    DECLINE = "decline", _("Decline the invitation")
    STEP_BACK = "step-back", _("Step back")
    BEGIN = "begin", _("Begin the work")
    SUBMIT = "submit", _("Submit the opinion")
    RETURN = "return", _("Give back to be completed")
    CONFIRM = "confirm", _("Confirm the work")
    CLOSE = "close", _("Close the task")
    WITHDRAW = "withdraw", _("Withdraw the task")
    HAND_OVER = "hand-over", _("Name another prosecutor")


# The steps of each state, the main one first, and whose they are.
TASK_STEPS: dict[str, list[str]] = {
    TaskState.PREPARED: [TaskStep.INVITE, TaskStep.STEP_BACK, TaskStep.WITHDRAW],
    TaskState.WAITING: [TaskStep.WAIVE, TaskStep.STEP_BACK, TaskStep.WITHDRAW],
    TaskState.BLOCKED: [TaskStep.WITHDRAW],
    TaskState.INVITED: [TaskStep.ACCEPT, TaskStep.DECLINE, TaskStep.STEP_BACK, TaskStep.WITHDRAW],
    TaskState.ACCEPTED: [TaskStep.BEGIN, TaskStep.STEP_BACK, TaskStep.WITHDRAW],
    TaskState.WORKING: [TaskStep.SUBMIT, TaskStep.STEP_BACK, TaskStep.WITHDRAW],
    TaskState.OPINION: [TaskStep.CONFIRM, TaskStep.RETURN, TaskStep.STEP_BACK],
    TaskState.CONFIRMED: [TaskStep.CLOSE],
}
PERSON, PROSECUTOR, OFFICER = TaskPart.PERSON, TaskPart.PROSECUTOR, TaskPart.OFFICER
TASK_STEP_PARTS: dict[str, set[str]] = {
    TaskStep.INVITE: {PROSECUTOR},
    TaskStep.WAIVE: {OFFICER},
    TaskStep.ACCEPT: {PERSON},
    TaskStep.DECLINE: {PERSON},
    TaskStep.STEP_BACK: {PERSON, PROSECUTOR},
    TaskStep.BEGIN: {PERSON},
    TaskStep.SUBMIT: {PERSON},
    TaskStep.RETURN: {PROSECUTOR},
    TaskStep.CONFIRM: {PROSECUTOR},
    TaskStep.CLOSE: {PROSECUTOR},
    TaskStep.WITHDRAW: {PROSECUTOR, OFFICER},
    TaskStep.HAND_OVER: {OFFICER},
}
QUIET_STEPS = [TaskStep.DECLINE, TaskStep.STEP_BACK, TaskStep.RETURN, TaskStep.WITHDRAW]
TASK_STEP_NOTES = {
    TaskStep.INVITE: _("The check runs once more; then the letter of invitation gets its number."),
    TaskStep.WAIVE: _(
        "The hint stands aside for this task alone, until the day that the rule sets. Your reason is kept."
    ),
    TaskStep.ACCEPT: _("Before the file opens you declare whether anything ties you to the matter."),
    TaskStep.DECLINE: _("Declining has no consequence for you. The prosecutor asks somebody else."),
    TaskStep.STEP_BACK: _(
        "From now on the matter is closed to you. Say the kind of relation alone, no names and no facts."
    ),
    TaskStep.BEGIN: _("The work under the prosecutor's guidance begins."),
    TaskStep.SUBMIT: _("The opinion itself goes into the case file, never onto this platform. Enter your hours alone."),
    TaskStep.RETURN: _("The work goes on; the assistant is told."),
    TaskStep.CONFIRM: _("Hours and case enter the assistant's record of the secondment."),
    TaskStep.CLOSE: _("Nothing of the task can be changed afterwards."),
    TaskStep.WITHDRAW: _("An assistant who has been asked is told that she is no longer needed."),
    TaskStep.HAND_OVER: _("The prosecutor has had to step back. Those without a conflict are offered."),
}
