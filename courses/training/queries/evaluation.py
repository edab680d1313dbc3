"""Who is asked to evaluate what, and what may be shown of the answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.training.enums import Mark, QuestionKind, QuestionScope, RoundState
from courses.training.models import (
    Attendance,
    Enrolment,
    EvaluationPart,
    EvaluationQuestion,
    EvaluationRemark,
    EvaluationRound,
    EvaluationTally,
    EvaluationTicket,
    Questionnaire,
    Session,
)
from courses.training.queries.own import own_calls
from shared.ui.todos import Todo

WAS_THERE = (Mark.PRESENT, Mark.PARTIAL)


def people_who_attended(session: Session) -> QuerySet[Enrolment]:
    """Everybody who was in the room for at least part of one half-day (A40)."""
    there = Attendance.objects.filter(enrolment__session=session, mark__in=WAS_THERE)
    return Enrolment.objects.filter(pk__in=there.values("enrolment")).select_related("person__user")


def questionnaires_for(session: Session) -> QuerySet[Questionnaire]:
    """Those of either host."""
    return Questionnaire.objects.filter(agency__in=session.hosts).select_related("agency")


def default_questionnaire(session: Session) -> Questionnaire | None:
    """The default of the first host that has one."""
    found = {q.agency_id: q for q in questionnaires_for(session).filter(is_default=True)}
    return next((found[host.pk] for host in session.hosts if host.pk in found), None)


def open_tickets(user: Any) -> list[EvaluationTicket]:
    """Questionnaires that wait for this person."""
    mine = EvaluationTicket.objects.visible_to(user).waiting()
    return list(mine.select_related("round__session").order_by("round__closes_on", "pk"))


def evaluation_todos(user: Any) -> list[Todo]:
    """What she is asked, once each."""
    if not own_calls(user).may_evaluate:
        return []
    return [
        Todo(
            title=_("Evaluate: %(session)s") % {"session": ticket.round.session.title},
            url=reverse("training:evaluation-answer", args=[ticket.round.session.slug]),
            note=_("Anonymous; nothing depends on it."),
            due=ticket.round.closes_on,
            action_label=_("Evaluate"),
        )
        for ticket in open_tickets(user)
    ]


def parts_for(ticket: EvaluationTicket) -> list[tuple[EvaluationPart, list[EvaluationQuestion]]]:
    """What this person may evaluate: the class, and the lectures she attended, each with its questions."""
    attended = Attendance.objects.filter(enrolment=ticket.enrolment_id, mark__in=WAS_THERE).values_list(
        "slot", flat=True
    )
    seen = set(attended)
    questions = list(EvaluationQuestion.objects.filter(round=ticket.round_id))
    parts = EvaluationPart.objects.filter(round=ticket.round_id).select_related("slot")
    found = [(part, asked_of(part, questions)) for part in parts if part.slot_id is None or part.slot_id in seen]
    return [(part, asked) for part, asked in found if asked]


def asked_of(part: EvaluationPart, questions: Iterable[EvaluationQuestion]) -> list[EvaluationQuestion]:
    scope = QuestionScope.CLASS if part.slot_id is None else QuestionScope.LECTURE
    return [question for question in questions if question.scope == scope]


@dataclass(frozen=True)
class AnswerCount:
    """One answer and how many gave it."""

    label: str
    count: int
    total: int

    @property
    def percent(self) -> str:
        return f"{100 * self.count / self.total:.0f}%" if self.total else "0%"


@dataclass(frozen=True)
class QuestionResult:
    question: EvaluationQuestion
    total: int = 0
    counts: list[AnswerCount] = field(default_factory=list)
    remarks: list[EvaluationRemark] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return self.question.kind == QuestionKind.TEXT


@dataclass(frozen=True)
class PartResult:
    """What may be shown of one part; `questions` is empty where too few have answered."""

    part: EvaluationPart
    questions: list[QuestionResult] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        return bool(self.questions)


def evaluation_results(round_: EvaluationRound, parts: Iterable[EvaluationPart]) -> list[PartResult]:
    """Results of a closed round. A group smaller than the rule shows nothing, neither numbers nor words.

    Lectures are never added up and nothing is compared with the whole: what is withheld cannot be found by
    subtraction. Before the round closes there is no result at all, so one more answer shows no difference.
    """
    parts = list(parts)
    if round_.state != RoundState.CLOSED:
        return []
    questions = list(round_.questions.all())
    tallies: dict[tuple[int, int], list[EvaluationTally]] = {}
    for tally in EvaluationTally.objects.filter(part__in=parts).order_by("choice"):
        tallies.setdefault((tally.part_id, tally.question_id), []).append(tally)
    remarks: dict[tuple[int, int], list[EvaluationRemark]] = {}
    for remark in EvaluationRemark.objects.filter(part__in=parts):
        remarks.setdefault((remark.part_id, remark.question_id), []).append(remark)
    return [
        PartResult(
            part,
            [
                result_of_question(question, round_.min_answers, tallies, remarks, part)
                for question in asked_of(part, questions)
            ]
            if part.answers >= round_.min_answers
            else [],
        )
        for part in parts
    ]


def result_of_question(
    question: EvaluationQuestion,
    least: int,
    tallies: dict[tuple[int, int], list[EvaluationTally]],
    remarks: dict[tuple[int, int], list[EvaluationRemark]],
    part: EvaluationPart,
) -> QuestionResult:
    place = (part.pk, question.pk)
    if question.kind == QuestionKind.TEXT:
        return QuestionResult(question, remarks=remarks.get(place, []))
    rows = tallies.get(place, [])
    total = sum(row.count for row in rows)
    if total < least:
        return QuestionResult(question)
    labels = question.options
    return QuestionResult(question, total, [AnswerCount(labels[row.choice], row.count, total) for row in rows])


def parts_taught_by(user: Any, round_: EvaluationRound) -> list[EvaluationPart]:
    """A lecturer sees her own lectures and nothing else."""
    return list(round_.parts.filter(slot__lecturer_person__user=user).select_related("slot"))


def all_parts(round_: EvaluationRound) -> list[EvaluationPart]:
    return list(round_.parts.select_related("slot__lecturer_agency"))
