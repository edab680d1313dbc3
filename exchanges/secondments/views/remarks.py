from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exchanges.secondments import actions, queries
from exchanges.secondments.forms import RemarkForm
from exchanges.secondments.models import PeerAsked
from shared.audit.actions import NotAllowedNow


@login_required
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague's remark, once and without her name."""
    mine = PeerAsked.objects.open_to(request.user).select_related("round__secondment__host_org__region")
    asked = get_object_or_404(mine.select_related("round__secondment__person"), pk=pk)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_remark(asked, text=form.cleaned_data["text"], by=request.user)
            messages.success(request, _("Thank you. Your remark is kept without your name."))
            return redirect("start")
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {
        "subject": asked.round,
        "secondment": asked.round.secondment,
        "form": form,
        "least": queries.least_remarks(asked.round),
    }
    return render(request, "secondments/remark.html", context, status=422 if form.is_bound else 200)
