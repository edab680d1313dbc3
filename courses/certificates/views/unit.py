"""The personnel office: what its people have earned."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from courses.certificates.forms import UnitFilterForm
from courses.certificates.permissions import can_list_unit_certificates
from courses.certificates.queries import certificates_of_units
from courses.certificates.views.session import COLUMNS
from shared.accounts.permissions import require
from shared.ui.tables import asked_format, table_response


@login_required
def unit_certificates(request: HttpRequest) -> HttpResponseBase:
    """The list with its filters; the sheet holds what the filters leave."""
    require(can_list_unit_certificates(request.user), _("The personnel office sees the certificates of its people."))
    form = UnitFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = certificates_of_units(request.user)
    if words := wanted.get("q"):
        rows = rows.filter(Q(name__icontains=words) | Q(title__icontains=words) | Q(number__icontains=words))
    if wanted.get("year"):
        rows = rows.filter(issued_on__year=wanted["year"])
    if fmt := asked_format(request.GET):
        return table_response(_("certificates"), COLUMNS, rows, fmt)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "certificates/unit.html", {"form": form, "page": page, "certificates": page.object_list})
