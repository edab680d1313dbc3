"""What one learns: the courses, one course with what is next, one lesson; and who has passed, for the class's desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from courses.assessment.models import Attempt, Quiz
from courses.assessment.queries import attempts_left
from courses.learning import actions
from courses.learning.permissions import can_see_progress
from courses.learning.queries import Passed, online_hours, own_ways, participants, passed_by, way_of
from courses.learning.views.common import course_or_404, frame, learner_of, way_and_step
from courses.training.models import Session
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.permissions import person_of
from shared.ui.tables import Column, asked_format, table_response


def quizzes_in_words(row: Passed) -> str:
    words = {True: pgettext("of a quiz", "passed"), False: pgettext("of a quiz", "not yet")}
    colon = pgettext("between a label and its value", ": ")
    return "；".join(f"{quiz.title}{colon}{words[passed]}" for quiz, passed in row.quizzes)


PROGRESS = [
    Column(gettext_lazy("Name"), "enrolment.person.name"),
    Column(gettext_lazy("Unit"), "enrolment.agency.name"),
    Column(gettext_lazy("Quizzes"), quizzes_in_words),
]


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Her courses, each with what is next."""
    return render(request, "learning/own.html", {"ways": own_ways(request.user, person_of(request.user))})


@login_required
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole course, and at its head the one thing that is next."""
    found = course_or_404(request, slug)
    way = way_of(person_of(request.user), found)
    region = way.session.region if way.session else None
    hours = online_hours(found, on=timezone.localdate(), jurisdiction=region.code if region else "")
    context = {**frame(request, way), "hours": hours, "asked": found.requires.live().order_by("title", "pk")}
    return render(request, "learning/course.html", context)


@login_required
def lesson(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    way, step = way_and_step(request, slug, pk)
    context = {**frame(request, way), "step": step, "lesson": step.lesson, "following": way.after(step.lesson)}
    if step.is_locked:
        return render(request, "learning/locked.html", context)
    quiz = Quiz.objects.live().filter(lesson=step.lesson).first()
    attempts = list(Attempt.objects.visible_to(request.user).filter(quiz=quiz).order_by("number")) if quiz else []
    context |= {"quiz": quiz, "attempts": attempts, "goes_on": any(attempt.is_open for attempt in attempts)}
    context["left"] = attempts_left(quiz, len(attempts)) if quiz else None
    return render(request, "learning/lesson.html", context)


@login_required
@require_POST
def lesson_read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """She says herself that she has read or seen it; then on to what is next."""
    way, step = way_and_step(request, slug, pk)
    person = learner_of(request, way.course)
    try:
        actions.mark_read(step.lesson, person=person, by=request.user)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:course", slug=slug)
    messages.success(request, _("“%(lesson)s” is done.") % {"lesson": step.lesson.title})
    following = way_of(person, way.course).next
    return redirect(following.lesson.get_absolute_url() if following else reverse("learning:course", args=[slug]))


@login_required
def session_progress(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who has passed: for the desk of the class. By name; nobody is ranked, nothing says how long it took."""
    rows = Session.objects.visible_to(request.user).with_hosts().select_related("course")
    session = get_object_or_404(rows, slug=slug)
    require(can_see_progress(request.user, session))
    rows_of_people = passed_by(session, participants(session))
    if fmt := asked_format(request.GET):
        return table_response(f"{session.number}-{_('Quizzes')}", PROGRESS, rows_of_people, fmt)
    context = {"rows": rows_of_people, "course": session.course}
    return render(request, "learning/session.html", {**context, **tabs(request, session, "learning")})
