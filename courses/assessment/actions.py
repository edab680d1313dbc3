"""Writing questions in versions; drawing a paper, keeping its answers as they are given, and marking it once."""

import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessment.drawing import Drawable, draw
from courses.assessment.enums import CHOSEN, AttemptState, Kind
from courses.assessment.marking import share_of
from courses.assessment.models import (
    Attempt,
    AttemptAnswer,
    Question,
    QuestionBank,
    QuestionVersion,
    Quiz,
    QuizDraw,
)
from courses.assessment.queries import Item, attempts_of, draws_of, paper_of
from shared.audit.actions import NotAllowedNow, record
from shared.directory.models import Person

LONGEST_ANSWER = 500


def start_attempt(quiz: Quiz, *, person: Person, by: Any) -> Attempt:
    """Give the person a paper of her own; one that is still open is given back as it lies."""
    try:
        return make_attempt(quiz, person=person, by=by)
    except IntegrityError:  # the same click arrived twice: the other one has made it
        return Attempt.objects.get(quiz=quiz, person=person, state=AttemptState.OPEN)


@transaction.atomic
def make_attempt(quiz: Quiz, *, person: Person, by: Any) -> Attempt:
    before = attempts_of(quiz, person)
    if before and before[-1].is_open:
        return before[-1]
    require_another(quiz, before)
    seed = secrets.randbits(48)
    attempt = Attempt.objects.create(
        quiz=quiz,
        person=person,
        number=len(before) + 1,
        seed=seed,
        paper=draw_paper(quiz, seed),
        pass_mark=quiz.pass_mark,
        multiple_rule=quiz.multiple_rule,
    )
    record("assessment.attempt.start", attempt, by=by, number=attempt.number)
    return attempt


def require_another(quiz: Quiz, before: list[Attempt]) -> None:
    if not quiz.live:
        raise NotAllowedNow(_("This quiz has not been published."))
    if any(attempt.is_passed for attempt in before):
        raise NotAllowedNow(_("You have passed this quiz already."))
    if quiz.attempts_allowed and len(before) >= quiz.attempts_allowed:
        raise NotAllowedNow(
            _("This quiz allows %(number)d attempts, and all have been used. Ask the organiser of the course.")
            % {"number": quiz.attempts_allowed}
        )


def draw_paper(quiz: Quiz, seed: int) -> list[dict]:
    draws = list(quiz.draws.select_related("bank"))
    portions = [(line.number, pool_of(line)) for line in draws]
    try:
        return draw(seed, portions, is_shuffled=quiz.is_shuffled)
    except ValueError as short:
        line = draws[short.args[0]]
        raise NotAllowedNow(
            _("There are not enough questions for “%(draw)s”. Tell the author of the course.") % {"draw": line}
        ) from short


def pool_of(line: QuizDraw) -> list[Drawable]:
    questions = line.pool().select_related("current")
    return [Drawable(q.pk, q.current.pk, q.current.kind, len(q.current.options)) for q in questions if q.current]


@transaction.atomic
def save_answer(attempt: Attempt, *, place: int, given: Any, by: Any) -> Attempt:
    """Keep one answer as it is given; the last one counts. Nothing is recorded about when or how long."""
    # Also takes the row: handing in waits for this answer, and no answer comes after it.
    if not Attempt.objects.filter(pk=attempt.pk, state=AttemptState.OPEN).update(state=AttemptState.OPEN):
        raise NotAllowedNow(_("This paper has been handed in; its answers stand."))
    item = next((item for item in paper_of(attempt) if item.place == place), None)
    if item is None:
        raise NotAllowedNow(_("This paper has no such question."))
    AttemptAnswer.objects.update_or_create(attempt=attempt, place=place, defaults={"given": fitting(item, given)})
    return attempt


def fitting(item: Item, given: Any) -> Any:
    """What may be answered to this question, or a sentence why not."""
    if item.version.kind not in CHOSEN:
        if len(str(given)) > LONGEST_ANSWER:
            raise NotAllowedNow(_("An answer has at most %(number)d characters.") % {"number": LONGEST_ANSWER})
        return str(given).replace("\x00", "").strip()
    places = sorted({int(place) for place in given})
    if any(place not in dict(item.choices) for place in places):
        raise NotAllowedNow(_("This choice is not among the answers on offer."))
    if len(places) > 1 and item.version.kind != Kind.MULTIPLE:
        raise NotAllowedNow(_("Choose one answer."))
    return places


@transaction.atomic
def hand_in(attempt: Attempt, *, by: Any) -> Attempt:
    """Mark the paper, once: a second click, or another process, gets the result that stands."""
    moment = timezone.now()
    mine = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.OPEN)
    if not mine.update(state=AttemptState.SUBMITTED, submitted_at=moment, score=0):
        attempt.refresh_from_db()
        return attempt
    shares = mark(attempt)
    score = (sum(shares, Decimal(0)) / len(shares) * 100).quantize(Decimal("0.01")) if shares else Decimal(0)
    is_passed = score >= attempt.pass_mark
    Attempt.objects.filter(pk=attempt.pk).update(score=score, is_passed=is_passed)
    attempt.refresh_from_db()
    record("assessment.attempt.hand_in", attempt, by=by, passed=is_passed)
    return attempt


def mark(attempt: Attempt) -> list[Decimal]:
    """Give every question of the paper its share; what was not answered has none."""
    shares = []
    for item in paper_of(attempt):
        version = item.version
        share = share_of(
            version.kind,
            version.options,
            item.given,
            rule=attempt.multiple_rule,
            is_case_sensitive=version.is_case_sensitive,
        )
        AttemptAnswer.objects.filter(attempt=attempt, place=item.place).update(share=share)
        shares.append(share)
    return shares


# --- questions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A question as its author leaves it: `content` is what its version says."""

    name: str
    category: str
    tags: list[str]
    content: dict[str, Any]


@transaction.atomic
def add_question(bank: QuestionBank, *, written: Written, by: Any) -> Question:
    question = Question(bank=bank, name=written.name, category=written.category, tags=written.tags)
    save_named(question)
    write_version(question, 1, written, by)
    record("assessment.question.write", question, by=by, version=1)
    return question


@transaction.atomic
def change_question(question: Question, *, written: Written, seen: int, by: Any) -> Question:
    """Where it says something else it becomes a new version; papers that were drawn keep theirs."""
    question = locked(question)
    before = question.current
    number = before.number if before else 0
    if number != seen:
        raise NotAllowedNow(
            _("Version %(number)d was saved while you were writing. Look at it, then save yours again.")
            % {"number": number}
        )
    draws = draws_of(question)
    question.name, question.category, question.tags = written.name, written.category, written.tags
    save_named(question)
    if before is None or any(getattr(before, key) != value for key, value in written.content.items()):
        number += 1
        write_version(question, number, written, by)
    require_enough(draws)
    record("assessment.question.write", question, by=by, version=number)
    return question


@transaction.atomic
def retire_question(question: Question, *, by: Any) -> Question:
    """No new paper is drawn from it; a quiz that would lack questions keeps it."""
    question = locked(question)
    draws = draws_of(question)
    question.is_retired = True
    question.save(update_fields=["is_retired"])
    require_enough(draws)
    record("assessment.question.retire", question, by=by)
    return question


@transaction.atomic
def restore_question(question: Question, *, by: Any) -> Question:
    question = locked(question)
    question.is_retired = False
    question.save(update_fields=["is_retired"])
    record("assessment.question.restore", question, by=by)
    return question


def locked(question: Question) -> Question:
    """The question as it stands now, until the end of this act in nobody else's hands."""
    return Question.objects.select_for_update(no_key=True).get(pk=question.pk)


def save_named(question: Question) -> None:
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError as taken:
        raise NotAllowedNow(
            _("This bank has a question named “%(name)s” already. Choose another name.") % {"name": question.name}
        ) from taken


def write_version(question: Question, number: int, written: Written, by: Any) -> None:
    question.current = QuestionVersion.objects.create(
        question=question, number=number, written_by=by, **written.content
    )
    question.save(update_fields=["current"])


def require_enough(draws: list[QuizDraw]) -> None:
    """Of the draws that had the question, none may run dry because of what has just been done to it."""
    for line in draws:
        left = line.pool().count()
        if left < line.number:
            raise NotAllowedNow(
                _("“%(quiz)s” draws %(draw)s; only %(left)d would be left. Add questions, or change the quiz first.")
                % {"quiz": line.quiz, "draw": line, "left": left}
            )
