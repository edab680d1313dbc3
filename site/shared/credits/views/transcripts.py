from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.credits.actions import issue_transcript
from shared.credits.forms import TranscriptForm
from shared.credits.models import Transcript
from shared.credits.permissions import people_with_visible_ledger
from shared.credits.views.common import attempt
from shared.documents.actions import MissingGlyphsError, TypesettingError


@login_required
@require_POST
def transcript_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a transcript for oneself or, as the training office, for somebody of the units."""
    person = get_object_or_404(people_with_visible_ledger(request.user), pk=pk)
    form = TranscriptForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("credits:person-ledger", pk=pk)
    try:
        attempt(request, issue_transcript, person, done=_("The transcript has been issued."), **form.cleaned_data)
    except (MissingGlyphsError, TypesettingError) as fault:
        messages.error(request, str(fault))
    return redirect("credits:person-ledger", pk=pk)


@login_required
def transcript_file(request: HttpRequest, pk: int) -> FileResponse:
    transcript = get_object_or_404(Transcript.objects.visible_to(request.user), pk=pk)
    name = f"{transcript.number}.pdf"
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(transcript.file.open("rb"), as_attachment=True, filename=name, headers=headers)
