"""What is done, what is next, what is locked and why; and what completes a course."""

import datetime as dt

import pytest
from django.utils import timezone

from courses.catalogue.enums import Audience, LessonKind, Stage
from courses.learning.actions import complete_course, hand_in_quiz, mark_read, start_quiz
from courses.learning.enums import StepState
from courses.learning.models import CourseCompletion, LessonDone
from courses.learning.queries import missing_quizzes, online_hours, todos, way_of
from courses.training.enums import EnrolmentState
from shared.audit.actions import NotAllowedNow
from shared.credits.models import CreditEntry
from shared.directory.enums import RoleCode
from tests.factories.directory import member
from tests.factories.learning import (
    CourseFactory,
    LessonFactory,
    ModuleFactory,
    course_with_quiz,
    quiz,
    right_answers,
)
from tests.factories.training import SessionFactory, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulations")]


def learner(course, *, days: int = -1, state=EnrolmentState.ATTENDING):
    """Somebody with a seat in a class around the course that began `days` from now and takes two days."""
    session = SessionFactory(course=course, starts_on=timezone.localdate() + dt.timedelta(days=days))
    user = member(session.ip_host, RoleCode.TRAINEE)
    seated(session, state=state, person=user.person)
    return user


def pass_quiz(lesson, user):
    from courses.assessment.actions import save_answer

    attempt = start_quiz(lesson, person=user.person, by=user)
    for place, given in enumerate(right_answers(attempt)):
        save_answer(attempt, place=place, given=given, by=user)
    return hand_in_quiz(attempt, by=user)


def states(way):
    return [step.state for step in way.steps]


def test_only_the_first_lesson_is_open_in_order():
    course, text, test, _quiz = course_with_quiz()
    user = learner(course)

    way = way_of(user.person, course)

    assert states(way) == [StepState.NEXT, StepState.LOCKED]
    assert way.next.lesson == text
    assert way.step_of(test).reason == "须先学完《证据的固定》"


def test_lessons_without_order_are_all_open():
    course, _text, _test, _quiz = course_with_quiz(is_sequential=False)

    assert states(way_of(learner(course).person, course)) == [StepState.NEXT, StepState.OPEN]


def test_required_lesson_locks_even_without_order():
    course, text, test, _quiz = course_with_quiz(is_sequential=False)
    test.requires.set([text])
    test.save()

    way = way_of(learner(course).person, course)

    assert (way.step_of(test).state, way.step_of(test).reason) == (StepState.LOCKED, "须先学完《证据的固定》")


def test_unpublished_requirement_keeps_nobody_out():
    course, text, test, _quiz = course_with_quiz(is_sequential=False)
    test.requires.set([text])
    test.save()
    type(text).objects.filter(pk=text.pk).update(live=False)

    assert way_of(learner(course).person, course).next.lesson == test


@pytest.mark.parametrize(
    ("stage", "days", "state"),
    [
        (Stage.BEFORE, 30, StepState.NEXT),
        (Stage.DURING, 1, StepState.LOCKED),
        (Stage.DURING, 0, StepState.NEXT),
        (Stage.AFTER, 0, StepState.LOCKED),
        (Stage.AFTER, -1, StepState.NEXT),
    ],
)
def test_days_of_the_class_open_its_modules(stage, days, state):
    course = CourseFactory()
    LessonFactory(module=ModuleFactory(course=course, stage=stage))

    way = way_of(learner(course, days=days).person, course)

    assert states(way) == [state]
    assert bool(way.waits_for) == (state == StepState.LOCKED)


def test_course_without_class_has_no_days():
    course = CourseFactory(audience=Audience.ALL)
    LessonFactory(module=ModuleFactory(course=course, stage=Stage.AFTER))

    assert states(way_of(member(course.ip_agency).person, course)) == [StepState.NEXT]


def test_modules_stand_before_during_after_whatever_their_number():
    course = CourseFactory(is_sequential=False)
    lessons = [
        LessonFactory(module=ModuleFactory(course=course, stage=stage, position=position))
        for stage, position in [(Stage.AFTER, 1), (Stage.DURING, 2), (Stage.BEFORE, 3)]
    ]

    assert [step.lesson for step in way_of(None, course).steps] == lessons[::-1]


def test_reading_is_said_once():
    course, text, _test, _quiz = course_with_quiz()
    user = learner(course)

    mark_read(text, person=user.person, by=user)
    mark_read(text, person=user.person, by=user)

    assert LessonDone.objects.count() == 1
    assert states(way_of(user.person, course)) == [StepState.DONE, StepState.NEXT]


def test_locked_lesson_is_refused_with_its_reason():
    course, _text, test, _quiz = course_with_quiz()
    user = learner(course)

    with pytest.raises(NotAllowedNow, match="《结业测验》尚未开放：须先学完《证据的固定》"):
        start_quiz(test, person=user.person, by=user)


def test_quiz_is_not_done_by_saying_so():
    course, _text, test, _quiz = course_with_quiz(is_sequential=False)
    user = learner(course)

    with pytest.raises(NotAllowedNow, match="测验须通过才算完成"):
        mark_read(test, person=user.person, by=user)


def test_lesson_without_published_quiz_cannot_be_begun():
    course = CourseFactory()
    lesson = LessonFactory(module=ModuleFactory(course=course), kind=LessonKind.QUIZ)
    user = learner(course)

    with pytest.raises(NotAllowedNow, match="还没有已发布的测验"):
        start_quiz(lesson, person=user.person, by=user)


def test_passing_completes_the_course_and_posts_its_hours_once():
    course, text, test, _quiz = course_with_quiz()
    user = learner(course)
    mark_read(text, person=user.person, by=user)

    attempt = pass_quiz(test, user)
    hand_in_quiz(attempt, by=user)
    complete_course(course, person=user.person, by=user)

    entry = CreditEntry.objects.get()
    assert (entry.person, entry.category, str(entry.hours)) == (user.person, "online_self_study", "1.00")
    assert entry.source == f"learning:course:{course.pk}:{user.person.pk}"
    assert CourseCompletion.objects.get().session == user.person.enrolments.get().session
    assert way_of(user.person, course).completion is not None


def test_reading_everything_completes_nothing():
    course, text, _test, _quiz = course_with_quiz()
    user = learner(course)

    mark_read(text, person=user.person, by=user)

    assert complete_course(course, person=user.person, by=user) is None
    assert CreditEntry.objects.count() == 0


def test_course_without_quiz_is_never_completed():
    course = CourseFactory()
    lesson = LessonFactory(module=ModuleFactory(course=course))
    user = learner(course)
    mark_read(lesson, person=user.person, by=user)

    assert complete_course(course, person=user.person, by=user) is None


def test_every_quiz_has_to_be_passed():
    course, text, test, _quiz = course_with_quiz(is_sequential=False)
    second = LessonFactory(module=text.module, kind=LessonKind.QUIZ, title="第二次测验", position=9)
    quiz(second)
    user = learner(course)

    pass_quiz(test, user)

    assert CourseCompletion.objects.count() == 0
    assert missing_quizzes(user.person.enrolments.get().session) == {
        user.person.enrolments.get().pk: ["测验《第二次测验》尚未通过。"]
    }
    pass_quiz(second, user)
    assert CourseCompletion.objects.count() == 1
    assert missing_quizzes(user.person.enrolments.get().session) == {}


def test_hours_follow_the_rows_of_the_policy():
    course = CourseFactory()
    module = ModuleFactory(course=course)
    for minutes in (0, 10, 15, 16, 29, 30, 90):
        LessonFactory(module=module, minutes=minutes)
    LessonFactory(module=module, kind=LessonKind.QUIZ, minutes=60)
    LessonFactory(module=module, minutes=60, live=False)

    # 10 and 15 → 0.25 each, 16 and 29 → 0.5 each, 30 and 90 → 1 each, the quiz 0.5
    assert str(online_hours(course, on=timezone.localdate()).normalize()) == "4"


def test_start_page_says_go_on_until_completed():
    course, text, test, _quiz = course_with_quiz()
    user = learner(course)

    assert [todo.title for todo in todos(user)] == [f"继续学习：{course.title}"]
    mark_read(text, person=user.person, by=user)
    pass_quiz(test, user)
    user = type(user).objects.get(pk=user.pk)
    assert todos(user) == []


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.WAITLISTED])
def test_without_a_seat_there_is_nothing_to_go_on_with(state):
    from tests.factories.training import EnrolmentFactory

    course, *_rest = course_with_quiz()
    session = SessionFactory(course=course)
    user = member(session.ip_host, RoleCode.TRAINEE)
    EnrolmentFactory(session=session, person=user.person, state=state)

    assert todos(user) == []


def test_way_costs_the_same_for_a_long_course(django_assert_num_queries):
    course = CourseFactory()
    user = learner(course)
    module = ModuleFactory(course=course)
    LessonFactory(module=module)

    with django_assert_num_queries(6):
        way_of(user.person, course)
    for _n in range(3):
        LessonFactory(module=ModuleFactory(course=course)).requires.set([module.lessons.first()])
    with django_assert_num_queries(6):
        way_of(user.person, course)
