from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from cms.library.actions import begin_translation, pair_translation, set_translation_state
from cms.library.actions.translating import may_be_translated
from cms.library.models import WhitePaperChapterPage
from cms.library.models.translations import is_translation, language_of
from cms.pages.forms import PairForm, StateForm
from cms.pages.queries import editions_of, named_to, pairs_of
from cms.release.models import shut_pages
from shared.audit.actions import NotAllowedNow


def page_to_edit(request: HttpRequest, pk: int) -> Any:
    """For whoever may not edit it there is no such page."""
    found = get_object_or_404(Page.objects.select_related("locale"), pk=pk)
    page = found.specific
    page.locale = found.locale  # every page of these views asks for it
    if not may_be_translated(type(work_of(page))) or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page


def work_of(page: Any) -> Any:
    return page.paper if isinstance(page, WhitePaperChapterPage) else page


def languages(request: HttpRequest, pk: int) -> HttpResponse:
    """A page beside its edition in the other language, a paper with its chapters, each with its state."""
    page = work_of(page_to_edit(request, pk))
    pairs = pairs_of(page, request.user)
    forms = [StateForm(initial={"state": pair.translation.state} if pair.translation else None, auto_id=False)
             for pair in pairs]  # fmt: skip
    is_alone = is_translation(page) and all(pair.source is None for pair in pairs)
    shut = shut_pages(request.user)
    is_shut = bool(shut) and editions_of(page).filter(pk__in=shut).exists()
    context = {
        "page": page,
        "pairs": list(zip(pairs, forms, strict=True)),
        "named": named_to(request.user, pairs),
        "is_begun": any(pair.other for pair in pairs),
        "may_begin": not is_shut and not is_translation(page) and any(pair.other is None for pair in pairs),
        "pair_form": PairForm(model=type(page), language=language_of(page), user=request.user) if is_alone else None,
    }
    return render(request, "pages/editor/languages.html", context)


@require_POST
def languages_begin(request: HttpRequest, pk: int) -> HttpResponse:
    page = work_of(page_to_edit(request, pk))
    try:
        begin_translation(page, by=request.user)
        messages.success(request, _("The pages of the English edition are there. They hold the Chinese text as yet."))
    except NotAllowedNow as fault:
        messages.error(request, str(fault))
    return redirect("pages-languages", pk)


@require_POST
def languages_pair(request: HttpRequest, pk: int) -> HttpResponse:
    other = work_of(page_to_edit(request, pk))
    form = PairForm(request.POST, model=type(other), language=language_of(other), user=request.user)
    if not form.is_valid():
        messages.error(request, _("Choose a Chinese page that has no edition in this language."))
        return redirect("pages-languages", pk)
    try:
        pair_translation(other, form.cleaned_data["paper"], by=request.user)
        messages.success(request, _("Paired page by page. State for each page how far it is."))
    except NotAllowedNow as fault:
        messages.error(request, str(fault))
    return redirect("pages-languages", pk)


@require_POST
def languages_state(request: HttpRequest, pk: int) -> HttpResponse:
    page = page_to_edit(request, pk)
    form = StateForm(request.POST)
    try:
        if form.is_valid():
            set_translation_state(page, form.cleaned_data["state"], by=request.user)
    except NotAllowedNow as fault:
        messages.error(request, str(fault))
    return redirect("pages-languages", pk)
