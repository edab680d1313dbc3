"""What each of many processes does that begin and hand in the same papers at the same moment."""

from collections import Counter

from django.utils import timezone

from courses.assessment.actions import save_answer
from courses.assessment.models import Attempt
from courses.catalogue.models import Lesson
from courses.learning.actions import hand_in_quiz, start_quiz
from courses.learning.models import CourseCompletion, LessonDone
from shared.accounts.models import User
from shared.audit.actions import NotAllowedNow
from shared.credits.models import CreditEntry
from shared.regulations.actions import load_regulations
from tests.factories.directory import member
from tests.factories.learning import course_with_quiz, right_answers
from tests.factories.training import SessionFactory, seated

LEARNERS = 8


def set_up():
    """A course around a class that runs, people in it, half of them with an answered paper."""
    load_regulations()

    course, _text, test, _quiz = course_with_quiz(is_sequential=False)
    session = SessionFactory(course=course, starts_on=timezone.localdate(), seats=(LEARNERS * 2, 1, 1))
    for number in range(LEARNERS * 2):
        user = member(session.ip_host)
        seated(session, state="confirmed", person=user.person)
        if number % 2:
            attempt = start_quiz(test, person=user.person, by=user)
            for place, given in enumerate(right_answers(attempt)):
                save_answer(attempt, place=place, given=given, by=user)


def learners():

    return list(User.objects.filter(person__enrolments__isnull=False).order_by("pk"))


def start_all():
    """Everybody without a paper begins, in every process."""
    lesson = Lesson.objects.get(kind="quiz")
    return Counter(str(start_quiz(lesson, person=user.person, by=user).pk) for user in learners()[::2])


def hand_in_all():
    """Everybody with an answered paper hands it in, in every process; answers are still being sent meanwhile."""
    told = Counter()
    for user in learners()[1::2]:
        attempt = Attempt.objects.get(person=user.person)
        told[str(hand_in_quiz(attempt, by=user).score)] += 1
        try:
            save_answer(attempt, place=0, given=[], by=user)
        except NotAllowedNow:
            told["refused"] += 1
    return told


def look():
    return {
        "attempts": Attempt.objects.count(),
        "open": Attempt.objects.filter(state="open").count(),
        "done": LessonDone.objects.filter(how="passed").count(),
        "completions": CourseCompletion.objects.count(),
        "entries": CreditEntry.objects.count(),
        "scores": sorted({str(a.score) for a in Attempt.objects.filter(state="submitted")}),
    }
