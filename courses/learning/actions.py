"""Reading, answering, completing: every step counts once, and none counts by time."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessment import actions as assessment
from courses.assessment.models import Attempt, Quiz
from courses.catalogue.enums import LessonKind
from courses.catalogue.models import Course, Lesson
from courses.learning.enums import How
from courses.learning.models import CourseCompletion, LessonDone
from courses.learning.queries import Way, earlier_courses, online_hours, way_of
from shared.audit.actions import NotAllowedNow, record
from shared.credits.actions import post_hours
from shared.credits.enums import Category
from shared.directory.models import Person


def require_earlier(attempt: Attempt) -> None:
    if refusal := locked_sentence(attempt):
        raise NotAllowedNow(refusal)


def locked_sentence(attempt: Attempt) -> str:
    """A paper begun before its course asked for an earlier one waits with its answers until that is completed."""
    course = attempt.quiz.lesson.module.course
    if not attempt.is_open or CourseCompletion.objects.filter(person=attempt.person, course=course).exists():
        return ""
    missing = earlier_courses(attempt.person, course)
    if not missing:
        return ""
    return _("“%(course)s” is locked: %(reason)s. Your answers stay as they are.") % {
        "course": course.title,
        "reason": missing[0].reason,
    }


def require_open(way: Way, lesson: Lesson) -> None:
    step = way.step_of(lesson)
    if step.is_locked:
        raise NotAllowedNow(_("“%(lesson)s” is locked: %(reason)s.") % {"lesson": lesson.title, "reason": step.reason})


@transaction.atomic
def mark_read(lesson: Lesson, *, person: Person, by: Any) -> LessonDone:
    """She says that she has read or seen it; a second time changes nothing."""
    if lesson.kind == LessonKind.QUIZ:
        raise NotAllowedNow(_("A quiz is done by passing it."))
    require_open(way_of(person, lesson.module.course), lesson)
    return keep_done(lesson, How.READ, person=person, by=by)


def keep_done(lesson: Lesson, how: How, *, person: Person, by: Any) -> LessonDone:
    done, created = LessonDone.objects.get_or_create(person=person, lesson=lesson, defaults={"how": how})
    if created:
        record("learning.lesson.done", done, by=by, how=str(how))
    return done


@transaction.atomic
def start_quiz(lesson: Lesson, *, person: Person, by: Any) -> Attempt:
    """Begin, or go on with, the quiz of a lesson that is open to her."""
    require_open(way_of(person, lesson.module.course), lesson)
    quiz = Quiz.objects.live().filter(lesson=lesson).first()
    if quiz is None:
        raise NotAllowedNow(_("This lesson has no published quiz yet."))
    return assessment.start_attempt(quiz, person=person, by=by)


@transaction.atomic
def keep_answer(attempt: Attempt, *, place: int, given: Any, by: Any) -> Attempt:
    """Keep one answer of a paper whose course is open to her."""
    require_earlier(attempt)
    return assessment.save_answer(attempt, place=place, given=given, by=by)


@transaction.atomic
def hand_in_quiz(attempt: Attempt, *, by: Any) -> Attempt:
    """Mark the paper and draw the consequences; a second click changes nothing."""
    require_earlier(attempt)
    attempt = assessment.hand_in(attempt, by=by)
    if attempt.is_passed:
        lesson = attempt.quiz.lesson
        keep_done(lesson, How.PASSED, person=attempt.person, by=by)
        complete_course(lesson.module.course, person=attempt.person, by=by)
    return attempt


@transaction.atomic
def complete_course(course: Course, *, person: Person, by: Any) -> CourseCompletion | None:
    """When every quiz is passed the course is completed, and its hours are posted; once, however often it is asked."""
    way = way_of(person, course)
    if way.quizzes_open or not any(s.lesson.kind == LessonKind.QUIZ for s in way.steps):
        return None
    today = timezone.localdate()
    place = way.session.region.code if way.session and way.session.region else ""
    hours = online_hours(course, on=today, jurisdiction=place)
    completion, created = CourseCompletion.objects.get_or_create(
        person=person, course=course, defaults={"session": way.session, "completed_on": today, "hours": hours}
    )
    if created:
        record("learning.course.complete", completion, by=by, hours=str(hours))
    post_hours(
        person,
        hours=completion.hours,
        category=Category.ONLINE_SELF_STUDY,
        source=f"learning:course:{course.pk}:{person.pk}",
        title=course.title,
        occurred_on=completion.completed_on,
        by=by,
        jurisdiction=place,
    )
    return completion
