"""Question banks for their authors: look, write, retire, take along as a file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.assessment.actions import add_question, change_question, restore_question, retire_question
from courses.assessment.enums import Kind
from courses.assessment.exports import BANK_COLUMNS, TYPES, bank_response
from courses.assessment.forms.questions import KindForm, QuestionForm, preview_of
from courses.assessment.models import Question, QuestionBank
from courses.assessment.permissions import can_edit_bank, can_import_questions, can_see_banks
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.ui.tables import asked_format, table_response

PER_PAGE = 25


@login_required
def banks(request: HttpRequest) -> HttpResponseBase:
    """The banks an author may draw from."""
    require(can_see_banks(request.user), _("Question banks are kept by the authors of courses."))
    rows = QuestionBank.objects.visible_to(request.user).select_related("agency").annotate(size=Count("questions"))
    rows = rows.order_by("title", "pk")
    if fmt := asked_format(request.GET):
        return table_response(str(_("Question banks")), BANK_COLUMNS, rows, fmt)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessment/banks.html", {"page": page, "may_import": can_import_questions(request.user)})


def bank_or_404(request: HttpRequest, pk: int) -> QuestionBank:
    return get_object_or_404(QuestionBank.objects.visible_to(request.user).select_related("agency"), pk=pk)


def question_or_404(request: HttpRequest, pk: int) -> Question:
    rows = Question.objects.visible_to(request.user).select_related("current__written_by", "bank__agency")
    return get_object_or_404(rows, pk=pk)


def require_author(request: HttpRequest, bank: QuestionBank) -> None:
    require(
        can_edit_bank(request.user, bank),
        _("Questions of this bank are edited by the authors of %(agency)s.") % {"agency": bank.agency},
    )


@login_required
def bank(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one bank with their answers."""
    found = bank_or_404(request, pk)
    rows = found.questions.select_related("current").order_by("is_retired", "category", "name")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"bank": found, "page": page, "may_edit": can_edit_bank(request.user, found), "kinds": KindForm()}
    return render(request, "assessment/bank.html", context)


@login_required
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank as GIFT or Moodle XML; whoever may read its answers may take them along."""
    kind = request.GET.get("format", "")
    if kind not in TYPES:
        raise Http404
    return bank_response(bank_or_404(request, pk), kind)


@login_required
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: as a learner sees it, with its answers, and what it said before."""
    found = question_or_404(request, pk)
    versions = found.versions.select_related("written_by").order_by("-number")
    context = {
        "question": found,
        "bank": found.bank,
        "versions": versions,
        "preview": preview_of(found.current) if found.current else None,
        "may_edit": can_edit_bank(request.user, found.bank),
    }
    return render(request, "assessment/question.html", context)


def asked_kind(request: HttpRequest, usual: str) -> str:
    kind = request.GET.get("kind", usual)
    if kind not in Kind.values:
        raise Http404
    return kind


@login_required
def new_question(request: HttpRequest, pk: int) -> HttpResponse:
    found = bank_or_404(request, pk)
    require_author(request, found)
    form = QuestionForm(request.POST or None, kind=asked_kind(request, Kind.SINGLE))
    return written_or_form(request, form, found)


@login_required
def edit_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Saving makes a new version; another kind is asked for in the address."""
    found = question_or_404(request, pk)
    require_author(request, found.bank)
    kind = asked_kind(request, found.current.kind if found.current else Kind.SINGLE)
    form = QuestionForm(request.POST or None, kind=kind, question=found)
    return written_or_form(request, form, found.bank)


def written_or_form(request: HttpRequest, form: QuestionForm, bank: QuestionBank) -> HttpResponse:
    is_fine = form.is_bound and form.is_valid()
    if is_fine and "preview" not in request.POST:
        try:
            saved = save(form, bank, request.user)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(question)s” is saved.") % {"question": saved.name})
            return redirect("assessment:question", pk=saved.pk)
    context = {
        "form": form,
        "bank": bank,
        "question": form.question,
        "kinds": KindForm(initial={"kind": form.kind}),
        "preview": form.preview() if is_fine and "preview" in request.POST else None,
    }
    return render(request, "assessment/question_form.html", context, status=422 if form.errors else 200)


def save(form: QuestionForm, bank: QuestionBank, user: Any) -> Question:
    if form.question is None:
        return add_question(bank, written=form.written(), by=user)
    return change_question(form.question, written=form.written(), seen=form.cleaned_data["seen"], by=user)


@login_required
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    found = question_or_404(request, pk)
    require_author(request, found.bank)
    try:
        retire_question(found, by=request.user)
        messages.success(request, _("“%(question)s” is retired: no new paper has it.") % {"question": found})
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect("assessment:question", pk=pk)


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    found = question_or_404(request, pk)
    require_author(request, found.bank)
    restore_question(found, by=request.user)
    messages.success(request, _("“%(question)s” can be drawn again.") % {"question": found})
    return redirect("assessment:question", pk=pk)
