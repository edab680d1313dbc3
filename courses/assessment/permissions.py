from typing import Any

from courses.assessment.models import Attempt
from courses.catalogue.permissions import can_enter_course_desk, can_write_courses


def can_see_banks(user: Any) -> bool:
    return can_enter_course_desk(user)


def can_import_questions(user: Any) -> bool:
    return can_write_courses(user)


def can_answer(user: Any, attempt: Attempt) -> bool:
    """Nobody answers for another person."""
    return attempt.person.user_id == user.pk
