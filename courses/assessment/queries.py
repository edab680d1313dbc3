"""A paper put together again, and what came of it."""

from dataclasses import dataclass
from typing import Any

from courses.assessment.enums import CHOSEN, AttemptState, Kind
from courses.assessment.models import Attempt, Question, QuestionVersion, Quiz, QuizDraw
from shared.directory.models import Person


@dataclass(frozen=True)
class Item:
    """One question of a paper as its owner sees it: `choices` are (place in the version, text) in her order."""

    place: int
    version: QuestionVersion
    choices: list[tuple[int, str]]
    given: Any
    share: Any = None

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def is_answered(self) -> bool:
        return bool(self.given)

    @property
    def is_right(self) -> bool:
        return self.share == 1

    @property
    def takes_several(self) -> bool:
        return self.version.kind == Kind.MULTIPLE

    @property
    def is_typed(self) -> bool:
        return self.version.kind == Kind.SHORT

    @property
    def said(self) -> list[str]:
        """What was answered, in words."""
        if self.is_typed:
            return [self.given] if self.given else []
        return [text for place, text in self.choices if place in self.given]

    @property
    def remarks(self) -> list[str]:
        """The author's words on what was chosen."""
        options = self.version.options
        places = self.given if self.version.kind in CHOSEN else []
        return [options[p]["feedback"] for p in places if p < len(options) and options[p]["feedback"]]


def paper_of(attempt: Attempt) -> list[Item]:
    """The whole paper: the versions it was made of, in its order, with what has been answered so far."""
    versions = QuestionVersion.objects.in_bulk([entry["version"] for entry in attempt.paper])
    answers = {answer.place: answer for answer in attempt.answers.all()}
    items = []
    for place, entry in enumerate(attempt.paper):
        version, answer = versions[entry["version"]], answers.get(place)
        choices = [(n, version.options[n]["text"]) for n in entry["order"]]
        items.append(Item(place, version, choices, answer.given if answer else [], answer.share if answer else None))
    return items


def attempts_of(quiz: Quiz, person: Person) -> list[Attempt]:
    return list(Attempt.objects.filter(quiz=quiz, person=person).order_by("number"))


def draws_of(question: Question) -> list[QuizDraw]:
    """The lines of published quizzes that can draw this question now."""
    lines = QuizDraw.objects.filter(quiz__live=True, bank=question.bank_id).select_related("quiz__lesson", "bank")
    return [line for line in lines if line.pool().filter(pk=question.pk).exists()]


def attempts_left(quiz: Quiz, used: int) -> int | None:
    """How many papers are still open to her; None where they are not counted."""
    return max(quiz.attempts_allowed - used, 0) if quiz.attempts_allowed else None


def passed_quizzes(person_ids: list[int], quiz_ids: list[int]) -> set[tuple[int, int]]:
    """(person, quiz) of everybody who has passed, at the cost of one query."""
    rows = Attempt.objects.filter(
        person__in=person_ids, quiz__in=quiz_ids, state=AttemptState.SUBMITTED, is_passed=True
    )
    return set(rows.order_by().values_list("person", "quiz").distinct())
