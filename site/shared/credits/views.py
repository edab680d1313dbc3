from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from shared.credits.models import CreditEntry
from shared.credits.permissions import people_with_visible_ledger
from shared.credits.queries import year_summary
from shared.directory.models import Person


@login_required
def own_ledger(request: HttpRequest) -> HttpResponse:
    return show_ledger(request, get_object_or_404(Person, user=request.user))


@login_required
def person_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    return show_ledger(request, get_object_or_404(people_with_visible_ledger(request.user), pk=pk))


def show_ledger(request: HttpRequest, person: Person) -> HttpResponse:
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else timezone.localdate().year
    context = {
        "person": person,
        "summary": year_summary(person, year),
        "entries": CreditEntry.objects.filter(person=person).of_year(year).select_related("policy"),
        "years": CreditEntry.objects.filter(person=person).order_by("-year").values_list("year", flat=True).distinct(),
        "is_own": person.user_id == request.user.pk,
    }
    return render(request, "credits/ledger.html", context)
