"""Courses, their parts, and the review before they are published."""

from courses.catalogue.models.content import Course, Lesson, Module
from courses.catalogue.models.review import (
    DESK_ROLES,
    CourseReviewTask,
    Reviewed,
    ReviewedForm,
    ReviewedQuerySet,
    editor_url,
    owned_below,
    paths_of,
)

__all__ = [
    "DESK_ROLES",
    "Course",
    "CourseReviewTask",
    "Lesson",
    "Module",
    "Reviewed",
    "ReviewedForm",
    "ReviewedQuerySet",
    "editor_url",
    "owned_below",
    "paths_of",
]
