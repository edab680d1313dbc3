from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchanges.secondments import actions, queries
from exchanges.secondments.forms import ApplicationForm, EndorseForm, ReasonForm, ask_for_papers, take_papers
from exchanges.secondments.models import Application, Post
from exchanges.secondments.permissions import can_decide_application
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Posting
from shared.directory.permissions import person_of


@login_required
def application_list(request: HttpRequest) -> HttpResponse:
    """My own applications, and those of my unit's people that wait for an answer."""
    seen = Application.objects.visible_to(request.user).select_related("person", "post__host_agency", "home_org")
    context = {
        "own": seen.filter(person__user=request.user).select_related("secondment"),
        "waiting": seen.to_decide(request.user),
        "decided": seen.exclude(person__user=request.user).exclude(decided_on=None)[:20],
    }
    return render(request, "secondments/application_list.html", context)


@login_required
def post_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one's own unit to be put forward."""
    visible = Post.objects.visible_to(request.user).filter(Post.objects.open_to(request.user))
    post = get_object_or_404(visible.select_related("host_agency"), pk=pk)
    person = person_of(request.user)
    posting = Posting.objects.valid_on().filter(person=person).select_related("agency").first()
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and person and posting:
        try:
            facts: dict[str, Any] = {"person": person, "home_org": posting.agency, "by": request.user}
            actions.apply_for_post(post, **form.cleaned_data, **facts)
            messages.success(request, _("Your unit has your application and answers it."))
            return redirect("secondments:applications")
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {"post": post, "form": form, "standing": queries.own_standing(post, person)}
    return render(request, "secondments/post_apply.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(Application.objects.filter(person=person_of(request.user)), pk=pk)
    try:
        actions.withdraw_application(application, by=request.user)
        messages.success(request, _("Your application is withdrawn."))
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect("secondments:applications")


def answer_form(request: HttpRequest, application: Application, *, is_yes: bool) -> EndorseForm | ReasonForm:
    """The refusal's reason, or the endorsement with its papers."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if not is_yes:
        return ReasonForm(*given)
    form, post = EndorseForm(*given), application.post
    ask_for_papers(form, queries.papers_to_nominate(post.kind, post.host_agency, on=timezone.localdate()))
    return form


@login_required
def application_decide(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """The unit recommends the applicant or says why not."""
    seen = Application.objects.visible_to(request.user)
    application = get_object_or_404(seen.select_related("post__host_agency__region", "person", "home_org"), pk=pk)
    require(can_decide_application(request.user, application))
    is_yes = answer == "endorse"
    form = answer_form(request, application, is_yes=is_yes)
    if request.method == "POST" and form.is_valid():
        try:
            papers: dict[str, Any] = {"papers": take_papers(form)} if is_yes else {}
            take = actions.endorse_application if is_yes else actions.refuse_application
            take(application, by=request.user, **papers, **form.cleaned_data)
            messages.success(request, _("The applicant has been told."))
            return redirect("secondments:applications")
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    found = queries.own_standing(application.post, application.person)
    context = {"application": application, "form": form, "is_yes": is_yes, "standing": found}
    return render(request, "secondments/application_decide.html", context, status=422 if form.is_bound else 200)
