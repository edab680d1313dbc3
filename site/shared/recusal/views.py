from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.audit.queries import history_of
from shared.directory.models import Person
from shared.directory.permissions import person_of
from shared.recusal import actions
from shared.recusal.forms import DeclarationForm, EndForm
from shared.recusal.models import Check, Declaration
from shared.recusal.permissions import can_keep_declaration
from shared.recusal.queries import open_hints, told

PER_PAGE = 50


def own_person(request: HttpRequest) -> Person:
    person = person_of(request.user)
    require(person is not None, _("Your account belongs to nobody in the directory. Ask your personnel office."))
    assert person is not None  # noqa: S101  require() has refused otherwise
    return person


@login_required
def declarations(request: HttpRequest) -> HttpResponse:
    """What I have declared of myself, and a form for more."""
    person = own_person(request)
    form = DeclarationForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        actions.declare(person, by=request.user, **form.cleaned_data)
        messages.success(request, _("Declared. It is looked at before you are asked to take part in a matter."))
        return redirect("recusal:declarations")
    mine = Declaration.objects.standing().filter(person=person).select_related("other_agency", "other_person")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "recusal/declarations.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )


@login_required
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    """One declaration in full. Whoever reads another person's stands on record, which she sees here."""
    rows = Declaration.objects.visible_to(request.user).select_related("person", "other_agency", "other_person")
    row = get_object_or_404(rows, pk=pk)
    is_own = can_keep_declaration(request.user, row)
    actions.read_declaration(row, by=request.user)
    context = {
        "row": row,
        "is_own": is_own,
        "may_change": is_own and row.replaced_at is None and row.subject_id is None,
        "end_form": EndForm() if is_own and row.replaced_at is None and row.valid_to is None else None,
        "history": history_of(row) if is_own else [],
    }
    return render(request, "recusal/declaration.html", context)


def own_declaration(request: HttpRequest, pk: int) -> Declaration:
    row = get_object_or_404(Declaration.objects.visible_to(request.user).select_related("person"), pk=pk)
    require(can_keep_declaration(request.user, row), _("A declaration is changed by the person alone."))
    return row


@login_required
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_declaration(request, pk)
    form = DeclarationForm(request.POST or None, person=row.person, initial=DeclarationForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.amend(row, by=request.user, **form.cleaned_data)
            messages.success(request, _("Amended. The old wording is kept."))
            return redirect("recusal:declaration", pk=row.pk)
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    return render(request, "recusal/amend.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_declaration(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_declaration(row, by=request.user, **form.cleaned_data)
            messages.success(request, _("The end is on record. It counts on for as long as its rule says."))
        except NotAllowedNow as refusal:
            messages.error(request, str(refusal))
    elif request.method == "POST":
        messages.error(request, _("Give the last day."))
    return redirect("recusal:declaration", pk=row.pk)


@login_required
@require_GET
def people_declarations(request: HttpRequest) -> HttpResponse:
    """What the people in my charge have declared; family relations show their kind alone until they are opened."""
    rows: Any = Declaration.objects.visible_to(request.user).standing().exclude(person__user=request.user)
    rows = rows.select_related("person", "other_agency", "other_person").order_by("person__name_pinyin", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "recusal/people.html", {"page": page})


@login_required
@require_GET
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """A check as it was kept: the facts it saw, what followed, who waived what."""
    rows = Check.objects.visible_to(request.user).select_related("person", "asked_by", "agency")
    row = told([get_object_or_404(rows.prefetch_related("findings"), pk=pk)])[0]
    return render(request, "recusal/check.html", {"row": row, "open_hints": open_hints(row)})
