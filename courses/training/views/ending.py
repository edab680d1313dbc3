"""The organiser ends a participation while the class runs: dismissed, or withdrawn."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from courses.training import actions, permissions
from courses.training.enums import EnrolmentState
from courses.training.forms.ending import EndingForm
from courses.training.queries import roster
from courses.training.views.common import attempt, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require


@login_required
def end_participation(request: HttpRequest, slug: str) -> HttpResponse:
    """Who, how and why; the person, her unit and the class head are told."""
    session = session_or_404(request, slug)
    require(permissions.can_organise(request.user, session), _("Only an organiser ends a participation."))
    people = roster(session).filter(state=EnrolmentState.ATTENDING).order_by("person__name_pinyin", "pk")
    form = EndingForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        enrolment, words = form.cleaned_data["enrolment"], form.words()
        enrolment.session = session
        if attempt(request, actions.end_participation, enrolment, done=_("The participation has ended."), **words):
            return redirect("training:participation-end", slug=slug)
    context = {**tabs(request, session, "desk"), "form": form, "has_people": people.exists()}
    return render(request, "training/ending.html", context)
