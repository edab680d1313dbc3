from typing import Any

from courses.catalogue.enums import AUTHORS
from courses.catalogue.models import DESK_ROLES, Course
from shared.directory.permissions import has_role


def can_write_courses(user: Any) -> bool:
    """May the user draw up courses at all?"""
    return user.is_active and (user.is_superuser or has_role(user, *AUTHORS))


def can_enter_course_desk(user: Any) -> bool:
    """May the user open the editor because of courses, as an author or a reviewer?"""
    return user.is_active and (user.is_superuser or has_role(user, *DESK_ROLES))


def can_edit_course(user: Any, course: Course) -> bool:
    """Authors and reviewers of an owner, of either side."""
    return user.is_superuser or bool(course.sides_of(user, DESK_ROLES))
