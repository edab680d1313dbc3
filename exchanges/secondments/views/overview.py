"""What lies across all terms: the balance, what expires, the shared roster."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from exchanges.secondments import queries
from exchanges.secondments.exports import BALANCE_COLUMNS
from exchanges.secondments.forms import RosterForm
from exchanges.secondments.models import Secondment
from exchanges.secondments.permissions import can_see_roster, is_officer
from shared.accounts.permissions import require
from shared.regulations.queries import deadline_rule
from shared.ui.tables import asked_format, table_response

PER_PAGE = 30


@login_required
def balance(request: HttpRequest) -> HttpResponseBase:
    """Persons sent and hosted per unit and year; the sheet holds every year."""
    require(is_officer(request.user))
    terms = queries.terms_served(request.user)
    years = queries.years_of(terms)
    if fmt := asked_format(request.GET):
        name = f"secondments-balance-{timezone.localdate():%Y%m%d}"
        return table_response(name, BALANCE_COLUMNS, queries.balances(terms, years), fmt)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(y) for y in years} else years[0]
    page = Paginator(queries.balances(terms, [year]), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "secondments/balance.html", {"page": page, "years": years, "year": year})


@login_required
def expiring(request: HttpRequest) -> HttpResponse:
    """Letters, pledges and powers that end soon."""
    require(is_officer(request.user))
    days = deadline_rule("secondment.expiring", on=timezone.localdate()).amount
    page = Paginator(queries.expiring(request.user, days), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "secondments/expiring.html", {"page": page, "days": days})


@login_required
def roster(request: HttpRequest) -> HttpResponse:
    """The assistants of a cluster, by field, and whether they are free on the days asked for."""
    require(can_see_roster(request.user))
    form = RosterForm(request.GET, clusters=queries.clusters_of(request.user))
    asked = form.asked
    cluster, days = asked["cluster"], (asked["first_day"], asked["last_day"])
    found = queries.assistants_of(cluster, q=asked["q"]) if cluster else Secondment.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    entries = queries.roster(list(page), *days)
    context = {"form": form, "page": page, "entries": entries, "cluster": cluster, "days": days}
    return render(request, "secondments/roster.html", context)
