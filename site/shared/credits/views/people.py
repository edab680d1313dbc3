"""The training office's pages: who lacks what, career events, the year for the personnel file."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.accounts.permissions import require
from shared.credits.actions import enter_event, record_export, remove_event
from shared.credits.exports import PEOPLE, people_rows, year_json, year_records, year_xlsx
from shared.credits.forms import EventForm, PeopleFilter, YearEndForm
from shared.credits.models import CareerEvent
from shared.credits.permissions import is_office_of, is_training_office, people_of_office
from shared.credits.queries import (
    people_chosen,
    people_in_order,
    people_in_scope,
    people_matching,
    postings_on,
    rows_of_people,
)
from shared.credits.views.common import attempt
from shared.directory.models import Person
from shared.ui.tables import CONTENT_TYPES, XLSX, asked_format, table_response

PER_PAGE = 25


def end_of(year: int | None) -> dt.date:
    """The day on which the standings of a year are asked: today, or the last day of a past year."""
    today = timezone.localdate()
    return today if year is None else min(max(today, dt.date(year, 1, 1)), dt.date(year, 12, 31))


@login_required
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody of the units by name, with what each lacks; never in the order of hours (H7)."""
    require(is_training_office(request.user), _("This page is for training offices."))
    form = PeopleFilter(request.GET, user=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    on = end_of(wanted.get("year"))
    found = people_in_scope(request.user, wanted.get("unit")) if form.is_valid() else Person.objects.none()
    code = wanted.get("requirement") or ""
    keys = chosen_keys(people_matching(found, wanted.get("q") or ""), on, code, wanted.get("status") or "")
    if form.is_valid() and (fmt := asked_format(request.GET)):
        rows = rows_of_people(people_in_order(keys), on=on, code=code)
        return table_response(_("Hours of the units"), PEOPLE, people_rows(rows, on), fmt)
    context = {"form": form, "page": page_of(request, keys, on, code), "on": on, "year": on.year}
    return render(request, "credits/people.html", context, status=200 if form.is_valid() else 422)


def chosen_keys(people: QuerySet[Person], on: dt.date, code: str, status: str) -> Sequence[int]:
    """Everybody, or those chosen by what they lack; nobody's entries are fetched for the choice."""
    if code or status:
        return people_chosen(people, on=on, code=code, status=status)
    return list(people.values_list("pk", flat=True))


def page_of(request: HttpRequest, keys: Sequence[int], on: dt.date, code: str) -> Any:
    page: Any = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    postings = postings_on(list(page.object_list), on)
    rows = rows_of_people(people_in_order(page.object_list), on=on, code=code)
    page.object_list = [(person, postings.get(person.pk), standings) for person, standings in rows]
    return page


@login_required
@require_POST
def event_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a promotion or first appointment of somebody of the units."""
    person = get_object_or_404(people_of_office(request.user), pk=pk)
    require(is_office_of(request.user, person))
    form = EventForm(request.POST)
    if form.is_valid():
        attempt(request, enter_event, person, done=_("The event has been entered."), **form.cleaned_data)
        return redirect("credits:person-ledger", pk=pk)
    return render(request, "credits/event.html", {"person": person, "form": form}, status=422)


@login_required
@require_POST
def event_remove(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(CareerEvent.objects.visible_to(request.user).select_related("person"), pk=pk)
    require(is_office_of(request.user, event.person))
    attempt(request, remove_event, event, done=_("The event has been removed."))
    return redirect("credits:person-ledger", pk=event.person_id)


@login_required
def year_end(request: HttpRequest) -> HttpResponseBase:
    """The year of everybody in scope as a file for the personnel files."""
    require(is_training_office(request.user), _("This page is for training offices."))
    form = YearEndForm(request.GET or None, user=request.user, initial={"year": timezone.localdate().year})
    if not form.is_bound or not form.is_valid():
        return render(request, "credits/year_end.html", {"form": form}, status=422 if form.is_bound else 200)
    year, unit, fmt = form.cleaned_data["year"], form.cleaned_data["unit"], form.cleaned_data["format"]
    record_export(request.user, year=year, unit=unit, fmt=fmt, by=request.user)
    found = people_in_scope(request.user, unit).select_related("user")
    return year_file(year_records(found.iterator(chunk_size=400), year), year, str(unit or ""), fmt)


def year_file(records: Any, year: int, unit: str, fmt: str) -> HttpResponseBase:
    response: HttpResponseBase
    if fmt == XLSX:
        response = FileResponse(year_xlsx(records))
        response["Content-Type"] = CONTENT_TYPES[XLSX]
    else:
        response = StreamingHttpResponse(year_json(records, year=year, unit=unit), content_type="application/json")
    name = _("Training of %(year)s %(unit)s") % {"year": year, "unit": unit}
    response["Content-Disposition"] = content_disposition_header(True, f"{name.strip()}.{fmt}")
    response["Cache-Control"] = "private, no-store"
    return response
