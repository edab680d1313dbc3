"""The roster of a class, on screen, as a sheet and on paper."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from courses.training.enums import ON_THE_ROSTER
from courses.training.exports import ROSTER_COLUMNS, roster_pdf, roster_rows
from courses.training.permissions import can_see_desk
from courses.training.queries import roster as enrolments_of
from courses.training.views.common import Slice, session_or_404
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.documents.actions import MissingGlyphsError
from shared.ui.tables import asked_format, table_response


@login_required
def roster(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who takes part, with results; for the hosts of the class."""
    session = session_or_404(request, slug)
    require(can_see_desk(request.user, session), _("The roster is for the hosts of this class."))
    if fmt := asked_format(request.GET):
        return table_response(f"{session.number}-roster", ROSTER_COLUMNS, roster_rows(session), fmt)
    people = enrolments_of(session).filter(state__in=[str(state) for state in ON_THE_ROSTER])
    ordered = people.select_related("assessment").order_by("side", "person__name_pinyin", "pk")
    page = Slice(ordered, request.GET.get("page", "1"), size=200)
    context = {**tabs(request, session, "roster"), "page": page, "first": (page.number - 1) * 200, "query": ""}
    return render(request, "training/roster.html", context)


@login_required
def roster_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The official list as PDF; a character that no font has is named instead of printed as a box."""
    session = session_or_404(request, slug)
    require(can_see_desk(request.user, session), _("The roster is for the hosts of this class."))
    try:
        paper = roster_pdf(session)
    except MissingGlyphsError as missing:
        messages.error(request, str(missing))
        return redirect("training:roster", slug=slug)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{session.number}-roster.pdf") or ""
    return response
