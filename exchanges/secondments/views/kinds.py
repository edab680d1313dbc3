from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from exchanges.secondments import queries
from exchanges.secondments.forms import PlaceForm
from exchanges.secondments.models import region_of
from exchanges.secondments.permissions import is_officer
from shared.accounts.permissions import require


@login_required
def kinds(request: HttpRequest) -> HttpResponse:
    """What each kind asks where the officer works, or in the place she chooses."""
    require(is_officer(request.user))
    agency = queries.desk_agency(request.user)
    own = region_of(agency) if agency else ""
    form = PlaceForm(request.GET, regions=queries.regions_with_rules([own]), own=own)
    context = {"form": form, "cards": queries.kind_cards(jurisdiction=form.place)}
    return render(request, "secondments/kinds.html", context)
