"""The dates of a page, beside its draft: looking again, and the term of disclosure."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.library.actions import clear_look_again, looked_again, set_formed_on, set_look_again
from cms.library.forms import FormedForm, LookDateForm, LookedForm
from cms.library.permissions import can_keep_dates, must_disclose
from cms.library.queries import dates_of
from cms.library.views.editor import reviewed_page
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow


def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """Both dates with their history, and the forms to keep them."""
    page = reviewed_page(request, pk)
    kept = dates_of(page)
    forms = {
        "look": LookDateForm(initial={"due_on": kept["look"].due_on if kept["look"] else None}, auto_id="look_%s"),
        "looked": LookedForm(initial={"next_on": kept["next_on"]}, auto_id="looked_%s"),
        "formed": FormedForm(
            initial={"formed_on": kept["term"].formed_on if kept["term"] else None}, auto_id="formed_%s"
        ),
    }
    may = {"may_keep": can_keep_dates(request.user, page), "must_disclose": must_disclose(page)}
    today = timezone.localdate()
    return render(request, "library/editor/dates.html", {"page": page, "forms": forms, "today": today, **kept, **may})


@require_POST
def dates_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """What is wrong with a date is said on the page of the dates."""
    page = reviewed_page(request, pk)
    require(can_keep_dates(request.user, page))
    verbs: dict[str, tuple[Any, Callable[..., Any]]] = {
        "look": (LookDateForm, lambda said: set_look_again(page, due_on=said["due_on"], by=request.user)),
        "clear": (None, lambda said: clear_look_again(page, by=request.user)),
        "looked": (LookedForm, lambda said: looked_again(page, **said, by=request.user)),
        "formed": (FormedForm, lambda said: set_formed_on(page, said["formed_on"], by=request.user)),
    }
    if verb not in verbs:
        raise Http404
    kind, act = verbs[verb]
    form = kind(request.POST) if kind else None
    if form is not None and not form.is_valid():
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
        return redirect("library-dates", pk)
    try:
        act(form.cleaned_data if form else {})
        messages.success(request, _("Kept."))
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect("library-dates", pk)
