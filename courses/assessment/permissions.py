from typing import Any

from courses.assessment.models import Attempt, QuestionBank
from courses.catalogue.enums import AUTHORS
from courses.catalogue.models import paths_of
from courses.catalogue.permissions import can_enter_course_desk, can_write_courses


def can_see_banks(user: Any) -> bool:
    return can_enter_course_desk(user)


def can_import_questions(user: Any) -> bool:
    return can_write_courses(user)


def can_edit_bank(user: Any, bank: QuestionBank) -> bool:
    """Authors of the agency that keeps it; whoever only reviews, or draws from a shared bank, reads."""
    return user.is_superuser or bank.agency.path.startswith(tuple(paths_of(user, AUTHORS)))


def can_answer(user: Any, attempt: Attempt) -> bool:
    """Nobody answers for another person."""
    return attempt.person.user_id == user.pk
