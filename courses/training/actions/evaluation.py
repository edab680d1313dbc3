"""The one evaluation of a class: asked once, answered without a name, closed for good.

No act of a participant is recorded here: an audit row with its time would lead from her to her answers.
"""

import csv
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.enums import ROUND_TRANSITIONS, QuestionKind, QuestionScope, RoundState, SessionState
from courses.training.models import (
    EvaluationPart,
    EvaluationQuestion,
    EvaluationRemark,
    EvaluationRound,
    EvaluationTally,
    EvaluationTicket,
    Questionnaire,
    QuestionnaireItem,
    Session,
    random_key,
)
from courses.training.queries import asked_of, default_questionnaire, parts_for, people_who_attended
from shared.audit.actions import NotAllowedNow, move_state, record
from shared.directory.models import Agency
from shared.jobs.actions import later
from shared.regulations.queries import Deadlines, deadline, limit

# What the history of a class calls these acts.
LABELS = {
    "training.questionnaire": gettext_lazy("Questionnaire saved"),
    "training.evaluation.plan": gettext_lazy("Evaluation planned"),
    "training.evaluation.open": gettext_lazy("Evaluation opened"),
    "training.evaluation.close": gettext_lazy("Evaluation closed"),
    "training.evaluation.hide": gettext_lazy("Remark hidden"),
}
STANDARD = Path(__file__).parents[1] / "data" / "questionnaire.csv"

type Answers = Mapping[tuple[int, int], int | str]  # {(part, question): choice or words}


@transaction.atomic
def start_questionnaire(agency: Agency, *, title: str, by: Any) -> Questionnaire:
    """A new questionnaire with the standard questions; the first of an agency becomes its default."""
    is_first = not Questionnaire.objects.filter(agency=agency).exists()
    questionnaire = Questionnaire.objects.create(agency=agency, title=title, is_default=is_first)
    with STANDARD.open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file)):
            choices = row.pop("choices").replace("|", "\n")
            questionnaire.items.create(position=position, choices=choices, **row)
    record("training.questionnaire", questionnaire, by=by, title=title)
    return questionnaire


@transaction.atomic
def revise_questionnaire(questionnaire: Questionnaire, *, items: list[QuestionnaireItem], by: Any) -> Questionnaire:
    """Replace the questions; classes that have been asked already keep the copy they were asked with."""
    if not items:
        raise NotAllowedNow(_("A questionnaire asks at least one question."))
    if questionnaire.is_default:
        others = Questionnaire.objects.filter(agency=questionnaire.agency_id, is_default=True)
        others.exclude(pk=questionnaire.pk).update(is_default=False)
    questionnaire.save()
    questionnaire.items.all().delete()
    for position, item in enumerate(items):
        item.pk, item.questionnaire, item.position = None, questionnaire, position
        item.save(force_insert=True)
    record("training.questionnaire", questionnaire, by=by, title=questionnaire.title, questions=len(items))
    return questionnaire


@transaction.atomic
def plan_evaluation(session: Session, *, questionnaire: Questionnaire | None, by: Any) -> EvaluationRound:
    """Choose what the class will be asked, or that it will not be asked; possible until the round opens."""
    round_, _new = EvaluationRound.objects.get_or_create(session=session)
    state = RoundState.PLANNED if questionnaire else RoundState.SKIPPED
    planned = EvaluationRound.objects.filter(pk=round_.pk, state__in=[RoundState.PLANNED, RoundState.SKIPPED])
    if not planned.update(questionnaire=questionnaire, state=state):
        raise NotAllowedNow(_("This class has been asked already: an evaluation is asked once and never twice."))
    record("training.evaluation.plan", session, by=by, questionnaire=str(questionnaire or ""))
    round_.refresh_from_db()
    if questionnaire and session.state in {SessionState.ASSESSING, SessionState.CONCLUDING}:
        return open_evaluation(session, by=by) or round_
    return round_


@transaction.atomic
def open_evaluation(session: Session, *, by: Any) -> EvaluationRound | None:
    """Ask everybody who attended; None where the class is not to be asked or has been asked before (A44)."""
    round_, is_new = EvaluationRound.objects.get_or_create(session=session)
    if is_new:
        round_.questionnaire = default_questionnaire(session)
    if round_.state != RoundState.PLANNED or round_.questionnaire is None:
        return None
    today = timezone.localdate()
    move_state(
        round_,
        RoundState.OPEN,
        transitions=ROUND_TRANSITIONS,
        action="training.evaluation.open",
        by=by,
        questionnaire=round_.questionnaire,
        closes_on=deadline("training.evaluation", start=today),
        min_answers=int(limit("training.evaluation_min_answers", on=today)),
    )
    lay_out_round(round_)
    later("training.ask_for_evaluation", round_id=round_.pk, kind="training.evaluation")
    return round_


def lay_out_round(round_: EvaluationRound) -> None:
    """Copy the questions, set every counter to zero and give out the tickets, all before the first answer."""
    fields = ("position", "scope", "kind", "text", "choices")
    items = round_.questionnaire.items.values(*fields) if round_.questionnaire else []
    questions = [EvaluationQuestion.objects.create(round=round_, **item) for item in items]
    parts = [EvaluationPart.objects.create(round=round_)]
    if any(question.scope == QuestionScope.LECTURE for question in questions):
        taught = round_.session.slots.exclude(lecturer="").order_by("day", "half")
        parts += [EvaluationPart.objects.create(round=round_, slot=slot) for slot in taught]
    EvaluationTally.objects.bulk_create(
        EvaluationTally(part=part, question=question, choice=choice)
        for part in parts
        for question in asked_of(part, questions)
        for choice in range(len(question.options))
    )
    people = people_who_attended(round_.session).order_by("pk")
    EvaluationTicket.objects.bulk_create(EvaluationTicket(round=round_, enrolment=person) for person in people)


@transaction.atomic
def answer_evaluation(ticket: EvaluationTicket, *, answers: Answers, by: Any) -> None:
    """Count the answers and note that she has answered: both or neither, and once. Nothing else is written."""
    if ticket.enrolment.person.user_id != by.pk:
        raise NotAllowedNow(_("Everybody evaluates for herself."))
    round_ = EvaluationRound.objects.select_for_update(no_key=True).get(pk=ticket.round_id)
    if round_.state != RoundState.OPEN or round_.closes_on is None or round_.closes_on < timezone.localdate():
        raise NotAllowedNow(_("This evaluation is closed. Thank you all the same."))
    asked = parts_for(ticket)
    given = {place: value for place, value in answers.items() if value not in ("", None)}
    if not given:
        raise NotAllowedNow(_("Answer at least one question, or leave the page: nobody has to evaluate."))
    if not EvaluationTicket.objects.filter(pk=ticket.pk, has_answered=False).update(has_answered=True):
        raise NotAllowedNow(_("You have evaluated this class already: an evaluation is asked once and never twice."))
    for part, questions in asked:
        places = [(question, given[part.pk, question.pk]) for question in questions if (part.pk, question.pk) in given]
        for question, value in places:
            count_answer(part, question, value)
        if places:
            EvaluationPart.objects.filter(pk=part.pk).update(answers=F("answers") + 1)


def count_answer(part: EvaluationPart, question: EvaluationQuestion, value: int | str) -> None:
    if question.kind == QuestionKind.TEXT:
        words = str(value).strip()[:500]
        if words:
            EvaluationRemark.objects.create(part=part, question=question, text=words)
        return
    tally = EvaluationTally.objects.filter(part=part, question=question, choice=int(value))
    if not tally.update(count=F("count") + 1):
        raise NotAllowedNow(_("One of the answers is not among those to choose from. Look at the page again."))


@transaction.atomic
def close_evaluation(round_: EvaluationRound, *, by: Any) -> EvaluationRound:
    """Close for good; only now there are results."""
    EvaluationRound.objects.select_for_update(no_key=True).get(pk=round_.pk)
    move_state(round_, RoundState.CLOSED, transitions=ROUND_TRANSITIONS, action="training.evaluation.close", by=by)
    shuffle(round_)
    return round_


def shuffle(round_: EvaluationRound) -> None:
    """Write tickets and remarks anew, so that not even their place on the disk tells who answered when."""
    remarks = list(EvaluationRemark.objects.filter(part__round=round_))
    tickets = list(round_.tickets.order_by("enrolment"))
    EvaluationRemark.objects.filter(part__round=round_).delete()
    round_.tickets.all().delete()
    random.SystemRandom().shuffle(remarks)
    for remark in remarks:
        remark.key = random_key()
    for ticket in tickets:
        ticket.pk = None
    EvaluationRemark.objects.bulk_create(remarks)
    EvaluationTicket.objects.bulk_create(tickets)


def close_evaluation_if_due(session: Session, *, by: Any) -> None:
    """Concluding a class closes what nobody is still asked; days that people were promised are left to them."""
    round_ = EvaluationRound.objects.filter(session=session, state=RoundState.OPEN).first()
    if round_ is None:
        return
    is_over = round_.closes_on is not None and round_.closes_on < timezone.localdate()
    if is_over or not round_.tickets.filter(has_answered=False).exists():
        close_evaluation(round_, by=by)


def close_due_evaluations() -> int:
    """The calendar closes what is over."""
    due = EvaluationRound.objects.filter(state=RoundState.OPEN, closes_on__lt=timezone.localdate())
    for round_ in due:
        close_evaluation(round_, by=None)
    return len(due)


def remind_of_evaluations() -> int:
    """One reminder, so many days before the last; never a second one."""
    today, reminded = timezone.localdate(), 0
    deadlines = Deadlines("training.evaluation_reminder")
    for round_ in EvaluationRound.objects.filter(state=RoundState.OPEN, is_reminded=False, closes_on__gte=today):
        last = round_.closes_on or today
        day = deadlines.due("training.evaluation_reminder", start=last, before=True)
        if day and day <= today:
            reminded += remind(round_)
    return reminded


@transaction.atomic
def remind(round_: EvaluationRound) -> int:
    rows = EvaluationRound.objects.filter(pk=round_.pk, is_reminded=False).update(is_reminded=True)
    if rows:
        later("training.ask_for_evaluation", round_id=round_.pk, kind="training.evaluation_reminder")
    return rows


@transaction.atomic
def hide_remark(remark: EvaluationRemark, *, reason: str, by: Any) -> EvaluationRemark:
    """Take a remark with case facts or personal data off the page; the reason stays on record, the words do not."""
    if not reason.strip():
        raise NotAllowedNow(_("Say why the remark is hidden: the reason stays on record."))
    session = remark.part.round.session
    EvaluationRemark.objects.filter(pk=remark.pk).update(hidden_reason=reason.strip()[:300])
    remark.hidden_reason = reason.strip()[:300]
    record("training.evaluation.hide", session, by=by, reason=remark.hidden_reason)
    return remark
