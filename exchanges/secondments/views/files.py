"""What is taken along: a person's file, and the statistics of a year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from exchanges.secondments import actions
from exchanges.secondments.enums import Looked
from exchanges.secondments.exports import file_data, file_pdf, statistics_book
from exchanges.secondments.models import Secondment
from exchanges.secondments.permissions import can_see_appraisals, is_officer
from shared.accounts.permissions import require
from shared.directory.models import Person
from shared.documents.actions import MissingGlyphsError
from shared.ui.tables import CONTENT_TYPES, XLSX

KEPT = {"pdf": Looked.FILE_PDF, "json": Looked.FILE_JSON}


def terms_of(user: Any, person: Person) -> "QuerySet[Secondment]":
    """The person's terms that the user may see, the first one first; without them she has no file for him."""
    visible = Secondment.objects.visible_to(user).filter(person=person).with_parties()
    rounds = ["appraisal_rounds__parts", "appraisal_rounds__remarks"]
    parts = ["term_changes__asked_by_agency", "appraisals__by_agency", "return_report", *rounds]
    return visible.prefetch_related(*parts).order_by("starts_on")


@login_required
def personnel_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The file of one person, as PDF or as data; taking it is kept and shown to her."""
    person = get_object_or_404(Person.objects.select_related("user"), pk=pk)
    terms = [term for term in terms_of(request.user, person) if can_see_appraisals(request.user, term)]
    if form not in KEPT or not terms:
        raise Http404
    data = file_data(person, terms, by=request.user)
    try:
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False}) if form == "json" else pdf(data)
    except MissingGlyphsError as missing:
        messages.error(request, str(missing))
        return redirect(terms[-1])
    actions.note_access(terms, what=KEPT[form], by=request.user)
    return named(response, f"{person.name}-{timezone.localdate():%Y%m%d}.{form}")


def pdf(data: dict[str, Any]) -> HttpResponse:
    return HttpResponse(file_pdf(data), content_type="application/pdf")


def named(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def statistics(request: HttpRequest, year: int) -> HttpResponse:
    """The figures of a year with charts, for the political departments of both sides."""
    require(is_officer(request.user))
    if not 1990 <= year <= timezone.localdate().year:
        raise Http404
    book = HttpResponse(statistics_book(request.user, year), content_type=CONTENT_TYPES[XLSX])
    return named(book, f"secondments-{year}.xlsx")
