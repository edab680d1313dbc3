from typing import Any

from django.db.models import Q, QuerySet

from courses.catalogue.models import DESK_ROLES, Course, owned_below, paths_of
from courses.catalogue.permissions import can_edit_course
from courses.learning.enums import LEARNING_STATES
from courses.training.models import Enrolment, Session
from courses.training.permissions import can_see_desk


def courses_to_learn(user: Any) -> QuerySet[Course]:
    """Published courses of the classes the user has a seat in, and those open to her side."""
    if not user.is_authenticated:
        return Course.objects.none()
    seats = Enrolment.objects.filter(person__user_id=user.pk, state__in=LEARNING_STATES)
    around = Q(pk__in=seats.order_by().values("session__course"))
    return Course.objects.live().filter(around | Q(pk__in=Course.objects.open_to(user).order_by().values("pk")))


def courses_to_see(user: Any) -> QuerySet[Course]:
    """What she learns, what she writes or reviews, and what runs around a class whose desk is hers."""
    if not user.is_authenticated:
        return Course.objects.none()
    if user.is_superuser:
        return Course.objects.all()
    hosted = Session.objects.hosted_by(user).exclude(course=None).order_by().values("course")
    found = Q(pk__in=courses_to_learn(user).order_by().values("pk")) | Q(pk__in=hosted)
    return Course.objects.filter(found | owned_below(paths_of(user, DESK_ROLES)))


def can_learn(user: Any, course: Course) -> bool:
    """May she make progress in it, and not only look at it?"""
    return courses_to_learn(user).filter(pk=course.pk).exists()


def can_see_drafts(user: Any, course: Course) -> bool:
    return can_edit_course(user, course)


def can_see_progress(user: Any, session: Session) -> bool:
    """Who has passed: the class's own desk, and nobody else."""
    return bool(session.course_id) and can_see_desk(user, session)
