"""The page of a lecturer without an account: her personal link, a code by e-mail, one answer. Nothing else opens."""

import datetime as dt
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses.training.actions.answers import mail_code, use_code
from courses.training.forms.lecturers import AnswerForm, CodeForm
from courses.training.models import AnswerLink, TeachingInvitation
from courses.training.queries.lecturers import with_halves
from courses.training.views.lecturers import answer_context, give_answer
from shared.accounts.links import hash_of
from shared.audit.actions import NotAllowedNow
from shared.regulations.queries import deadline_rule

KEY = "answering"


def link_or_404(token: str) -> AnswerLink:
    links = AnswerLink.objects.select_related("invitation__session", "invitation__person", "invitation__agency")
    link = links.filter(token_hash=hash_of(token)).first()
    if link is None:
        raise Http404
    return link


def has_shown_code(request: HttpRequest, link: AnswerLink) -> bool:
    """The code opens this one link, in this one browser, for as long as a code lives."""
    kept = request.session.get(KEY) or {}
    return kept.get("link") == link.token_hash and timezone.now().timestamp() < kept.get("until", 0)


@never_cache
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    link = link_or_404(token)
    if not link.is_open_at(timezone.now()):
        return render(request, "training/answer_over.html", status=410)
    if not has_shown_code(request, link):
        return enter_code(request, link, token)
    invitation = with_halves(TeachingInvitation.objects.all()).get(pk=link.invitation_id)
    form = AnswerForm(request.POST or None)
    is_sound = request.method == "POST" and form.is_valid()
    if is_sound and give_answer(partial(attempt_unnamed, request), invitation, form.cleaned_data):
        return redirect("training:answer-link", token=token)
    return render(request, "training/answer.html", answer_context(invitation, form))


def attempt_unnamed(request: HttpRequest, act: Any, *args: Any, done: str, **kwargs: Any) -> Any:
    """Nobody is signed in here: the audit row names no account, the invitation names the lecturer."""
    try:
        result = act(*args, by=None, **kwargs)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, done)
    return result


def enter_code(request: HttpRequest, link: AnswerLink, token: str) -> HttpResponse:
    """Until the right code is given, the page says nothing of the invitation."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if use_code(link, form.cleaned_data["code"]):
            hours = deadline_rule("training.teaching_code", on=timezone.localdate()).amount
            until = timezone.now() + dt.timedelta(hours=hours)
            request.session.cycle_key()
            request.session[KEY] = {"link": link.token_hash, "until": until.timestamp()}
            return redirect("training:answer-link", token=token)
        form.add_error("code", _("This code is wrong, used or too old. Ask for a new one."))
    return render(request, "training/answer_code.html", {"form": form, "token": token, "has_code": link.code_hash})


@never_cache
@require_POST
def ask_for_code(request: HttpRequest, token: str) -> HttpResponse:
    link = link_or_404(token)
    if link.is_open_at(timezone.now()):
        try:
            mail_code(link)
        except NotAllowedNow as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("A code is on its way to your e-mail address."))
    return redirect("training:answer-link", token=token)
