from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.catalogue.models import Course
from courses.learning.permissions import can_learn, courses_to_see
from courses.learning.queries import Step, Way, way_of
from shared.accounts.permissions import require
from shared.directory.models import Person
from shared.directory.permissions import person_of


def course_or_404(request: HttpRequest, slug: str) -> Course:
    rows: QuerySet[Course] = courses_to_see(request.user).select_related("ip_agency", "proc_agency")
    return get_object_or_404(rows, slug=slug)


def learner_of(request: HttpRequest, course: Course) -> Person:
    """The person who may make progress here; authors and organisers look on."""
    person = person_of(request.user)
    require(
        person is not None and can_learn(request.user, course),
        _("Only participants of its class, or those it is open to, make progress in this course."),
    )
    assert person is not None  # noqa: S101  said in the line above, for the type checker
    return person


def way_and_step(request: HttpRequest, slug: str, pk: int) -> tuple[Way, Step]:
    way = way_of(person_of(request.user), course_or_404(request, slug))
    step = next((step for step in way.steps if step.lesson.pk == pk), None)
    if step is None:
        raise Http404
    return way, step


def frame(request: HttpRequest, way: Way) -> dict[str, Any]:
    return {"way": way, "course": way.course, "may_learn": can_learn(request.user, way.course)}
