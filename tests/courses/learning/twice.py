"""One of many processes that do the same at the same moment; run as `python -m tests.courses.learning.twice COMMAND …`.

It has a database of its own (DATABASE_URL), because a test's own database cannot be seen by other processes.
"""

import json
import sys
import time
from collections import Counter

LEARNERS = 8


def set_up():
    """A course around a class that runs, people in it, half of them with an answered paper."""
    from django.conf import settings
    from django.core.management import call_command

    class NoMigrations:
        def __contains__(self, app):
            return True

        def __getitem__(self, app):
            return None

    settings.MIGRATION_MODULES = NoMigrations()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("load_regulations", verbosity=0)
    from django.utils import timezone

    from courses.assessment.actions import save_answer
    from courses.learning.actions import start_quiz
    from tests.factories.directory import member
    from tests.factories.learning import course_with_quiz, right_answers
    from tests.factories.training import SessionFactory, seated

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
    from shared.accounts.models import User

    return list(User.objects.filter(person__enrolments__isnull=False).order_by("pk"))


def start_all():
    """Everybody without a paper begins, in every process."""
    from courses.catalogue.models import Lesson
    from courses.learning.actions import start_quiz

    lesson = Lesson.objects.get(kind="quiz")
    return Counter(str(start_quiz(lesson, person=user.person, by=user).pk) for user in learners()[::2])


def hand_in_all():
    """Everybody with an answered paper hands it in, in every process; answers are still being sent meanwhile."""
    from courses.assessment.actions import save_answer
    from courses.assessment.models import Attempt
    from courses.learning.actions import hand_in_quiz
    from shared.audit.actions import NotAllowedNow

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
    from courses.assessment.models import Attempt
    from courses.learning.models import CourseCompletion, LessonDone
    from shared.credits.models import CreditEntry

    return {
        "attempts": Attempt.objects.count(),
        "open": Attempt.objects.filter(state="open").count(),
        "done": LessonDone.objects.filter(how="passed").count(),
        "completions": CourseCompletion.objects.count(),
        "entries": CreditEntry.objects.count(),
        "scores": sorted({str(a.score) for a in Attempt.objects.filter(state="submitted")}),
    }


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()
    command, *rest = sys.argv[1:]
    if rest:
        time.sleep(max(float(rest[0]) - time.time(), 0))
    acts = {"set-up": set_up, "start": start_all, "hand-in": hand_in_all, "look": look}
    sys.stdout.write(json.dumps(acts[command]()) + "\n")
