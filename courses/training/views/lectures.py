"""Drawing up a lecture that stands alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from courses.training import permissions
from courses.training.actions.lectures import draw_up_lecture
from courses.training.forms.lectures import LectureForm
from courses.training.views.common import attempt
from shared.accounts.permissions import require


@login_required
def new_lecture(request: HttpRequest) -> HttpResponse:
    require(permissions.can_plan_sessions(request.user), _("Only organisers draw up classes."))
    form = LectureForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            request,
            draw_up_lecture,
            form.lecture(),
            slot=form.slot(),
            seats=form.cleaned_data["seats"],
            internal_for=form.named(),
        )
        if made:
            messages.success(request, _("Lecture drawn up. Submit it on the desk as soon as it is ready."))
            return redirect("training:desk", slug=made.slug)
    return render(request, "training/lecture_form.html", {"form": form})
