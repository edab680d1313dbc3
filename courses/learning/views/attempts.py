"""A paper: one question to a page, each answer kept as it is given, with and without JavaScript."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.assessment.forms.answers import AnswerForm
from courses.assessment.models import Attempt
from courses.assessment.queries import attempts_left, paper_of
from courses.learning import actions
from courses.learning.views.common import learner_of, way_and_step
from shared.audit.actions import NotAllowedNow


def attempt_or_404(request: HttpRequest, pk: int) -> Attempt:
    rows = Attempt.objects.visible_to(request.user).select_related("quiz__lesson__module__course", "person")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
def start(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A paper of her own, or the one that lies open: she goes on where she was, on whichever device."""
    way, step = way_and_step(request, slug, pk)
    person = learner_of(request, way.course)
    try:
        attempt = actions.start_quiz(step.lesson, person=person, by=request.user)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:lesson", slug=slug, pk=pk)
    first = next((item.number for item in paper_of(attempt) if not item.is_answered), 0)
    return (
        redirect("learning:question", pk=attempt.pk, number=first)
        if first
        else redirect("learning:attempt", pk=attempt.pk)
    )


def left_sentence(attempt: Attempt) -> str:
    """How often she can still try; nothing is left unsaid when it is not at all."""
    left = attempts_left(attempt.quiz, attempt.number)
    if left is None:
        return _("You can try again with a new paper.")
    if left == 0:
        return _("All %(number)d attempts have been used. Ask the organiser of the course.") % {
            "number": attempt.number
        }
    return ngettext("One more attempt is open to you.", "%(left)d more attempts are open to you.", left) % {
        "left": left
    }


@login_required
def question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one question; a POST keeps its answer and goes where the pressed button says."""
    attempt = attempt_or_404(request, pk)
    if not attempt.is_open:
        return HttpResponse(status=409) if "X-Autosave" in request.headers else redirect("learning:attempt", pk=pk)
    items = paper_of(attempt)
    if not 1 <= number <= len(items):
        raise Http404
    if request.method == "GET" and (refusal := actions.locked_sentence(attempt)):
        messages.error(request, refusal)
        return redirect(attempt.quiz.lesson.get_absolute_url())
    item = items[number - 1]
    form = AnswerForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        return keep(request, attempt, form, number)
    context = {"attempt": attempt, "items": items, "item": item, "form": form, "lesson": attempt.quiz.lesson}
    return render(request, "learning/question.html", context, status=422 if form.is_bound else 200)


def keep(request: HttpRequest, attempt: Attempt, form: AnswerForm, number: int) -> HttpResponse:
    is_quiet = "X-Autosave" in request.headers
    try:
        actions.keep_answer(attempt, place=number - 1, given=form.given(), by=request.user)
    except NotAllowedNow as refusal:
        if is_quiet:
            return HttpResponse(str(refusal), status=409)
        messages.error(request, str(refusal))
        return redirect("learning:attempt", pk=attempt.pk)
    if is_quiet:
        return HttpResponse(status=204)
    target = request.POST.get("go", "")
    wanted = int(target) if target.isdecimal() and len(target) < 5 else number + 1
    if 1 <= wanted <= attempt.length:
        return redirect("learning:question", pk=attempt.pk, number=wanted)
    return redirect("learning:attempt", pk=attempt.pk)


@login_required
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Before handing in: what is answered and what is not. Afterwards: the result with its feedback."""
    found = attempt_or_404(request, pk)
    items = paper_of(found)
    context = {"attempt": found, "items": items, "lesson": found.quiz.lesson, "course": found.quiz.lesson.module.course}
    if not found.is_open:
        context["right"] = sum(item.is_right for item in items)
        return render(request, "learning/result.html", {**context, "left": attempts_left(found.quiz, found.number)})
    unanswered = [item for item in items if not item.is_answered]
    return render(request, "learning/attempt.html", {**context, "unanswered": unanswered})


@login_required
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it, once; a second click arrives at the same result."""
    found = attempt_or_404(request, pk)
    learner_of(request, found.quiz.lesson.module.course)
    try:
        found = actions.hand_in_quiz(found, by=request.user)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:attempt", pk=pk)
    if found.is_passed:
        messages.success(request, _("Passed."))
    else:
        messages.info(request, _("Not passed yet. %(left)s") % {"left": left_sentence(found)})
    return redirect("learning:attempt", pk=pk)
