"""Drawing a paper, keeping its answers as they are given, and marking it once."""

import secrets
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessment.drawing import Drawable, draw
from courses.assessment.enums import CHOSEN, AttemptState, Kind
from courses.assessment.marking import share_of
from courses.assessment.models import Attempt, AttemptAnswer, Quiz, QuizDraw
from courses.assessment.queries import Item, attempts_of, paper_of
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
