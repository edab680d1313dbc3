import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from shared.credits.forms import EARLIEST, LATEST, EventForm, TranscriptForm
from shared.credits.models import CareerEvent, Transcript
from shared.credits.permissions import is_office_of, people_with_visible_ledger
from shared.credits.queries import ledger_years, offers_closing, posting_of, rank_is_known, standings, with_addresses
from shared.directory.models import Person
from shared.directory.permissions import person_of


@login_required
def own_ledger(request: HttpRequest) -> HttpResponse:
    """A person's own ledger; an account without a person learns why there is none."""
    person = person_of(request.user)
    if person is None:
        return render(request, "credits/no_person.html", status=404)
    return show_ledger(request, person)


@login_required
def person_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    return show_ledger(request, get_object_or_404(people_with_visible_ledger(request.user), pk=pk))


def show_ledger(request: HttpRequest, person: Person) -> HttpResponse:
    year, on = asked_year(request)
    found, posting = standings(person, on), posting_of(person, on)
    years = ledger_years(person)
    context = {
        "person": person,
        "is_own": person.user_id == request.user.pk,
        "is_office": is_office_of(request.user, person),
        "year": year,
        "is_this_year": year == timezone.localdate().year,
        "standings": found,
        "posting": posting,
        "rank_is_known": rank_is_known(posting),
        "years": years,
        "shown": next(iter(with_addresses([y for y in years if y.year == year])), None),
        "offers": offers_closing(person, found) if year == timezone.localdate().year else [],
        "events": CareerEvent.objects.filter(person=person),
        "event_form": EventForm(),
        "transcripts": Transcript.objects.filter(person=person)[:10],
        "transcript_form": TranscriptForm(initial={"first_year": year, "last_year": year}),
    }
    return render(request, "credits/ledger.html", context)


def asked_year(request: HttpRequest) -> tuple[int, dt.date]:
    """The year in the address, this one by default, and the day on which its standings are asked."""
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and EARLIEST <= int(asked[:5]) <= LATEST else today.year
    return year, min(max(today, dt.date(year, 1, 1)), dt.date(year, 12, 31))
