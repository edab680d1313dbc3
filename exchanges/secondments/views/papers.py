"""The file of a term: what is in it, what a paper says, and the files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from exchanges.secondments import actions, queries
from exchanges.secondments.enums import Looked
from exchanges.secondments.forms import PaperForm
from exchanges.secondments.models import FiledPaper, Secondment
from exchanges.secondments.permissions import act_for_side, is_officer
from exchanges.secondments.permissions.papers import can_bring_papers, is_confidential, side_bringing
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.jobs.actions import later

PARTS = ["secondment__person", "secondment__home_org", "secondment__host_org", "given_by", "given_for"]


@login_required
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """The whole file of a term, earlier and void papers too; the officers of both units add to it."""
    visible = Secondment.objects.visible_to(request.user).with_parties().prefetch_related(queries.pending_changes())
    secondment = get_object_or_404(visible, number=number)
    may_bring = can_bring_papers(request.user, secondment)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(*given, papers=queries.may_bring(request.user, secondment)) if may_bring else None
    if request.method == "POST":
        require(may_bring, _("Papers are put into the file by the officers of both units."))
    if form and form.is_bound and form.is_valid() and filed(request, secondment, form.cleaned_data):
        return redirect("secondments:papers", secondment.number)
    context = {
        "secondment": secondment,
        "folder": queries.folder(secondment),
        "form": form,
        "is_officer": is_officer(request.user),
    }
    return render(request, "secondments/papers.html", context, status=422 if form and form.is_bound else 200)


def filed(request: HttpRequest, secondment: Secondment, facts: dict[str, Any]) -> bool:
    side = side_bringing(request.user, secondment, facts["paper"])
    act_for_side(request.user, secondment, side)
    try:
        row = actions.file_paper(secondment, side=side, by=request.user, **facts)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("In the file: %(paper)s.") % {"paper": row})
    return True


def paper_or_404(request: HttpRequest, number: str, pk: int) -> FiledPaper:
    """A paper that the reader may see; that she reads an appraisal is kept and shown to the person."""
    visible = FiledPaper.objects.visible_to(request.user).select_related(*PARTS)
    row = get_object_or_404(visible, secondment__number=number, pk=pk)
    if is_confidential(request.user, row):
        actions.note_access([row.secondment], what=Looked.APPRAISALS, by=request.user)
    return row


@login_required
def paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One paper: the text that was signed or issued, who gave it and when, and its digest."""
    row = paper_or_404(request, number, pk)
    context = {"paper": row, "secondment": row.secondment, "is_officer": is_officer(request.user)}
    return render(request, "secondments/paper.html", context)


@login_required
def paper_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """The file of a paper, never shown inside a page; a letter that has none yet is being made."""
    row = paper_or_404(request, number, pk)
    if not row.file:
        if row.number:
            later("secondments.typeset_paper", paper_id=row.pk)
            messages.info(request, _("The PDF is being made. Try again in a few seconds."))
        return redirect(row)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name, headers=headers)
