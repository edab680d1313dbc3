from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Agency, RoleAssignment
from shared.documents import actions
from shared.documents.forms import SealForm
from shared.documents.models import SEAL_ROLES, Seal
from shared.documents.permissions import can_keep_seals


@login_required
def seals(request: HttpRequest) -> HttpResponse:
    """The seals and signatures of one's agencies, and a new one."""
    require(can_keep_seals(request.user))
    form = SealForm(request.POST or None, request.FILES or None, agencies=agencies_of(request.user))
    if request.method == "POST" and form.is_valid():
        actions.add_seal(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved. Documents use it from its first day on."))
        return redirect("seals:list")
    rows = Seal.objects.visible_to(request.user).select_related("agency")
    return render(request, "documents/seals.html", {"rows": rows, "form": form})


def agencies_of(user: Any) -> Any:
    """The agencies whose seals this person keeps."""
    held = RoleAssignment.objects.valid_on().filter(user=user, role__in=SEAL_ROLES)
    return Agency.objects.filter(pk__in=held.values("agency"))


@login_required
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture itself, only to those who keep it."""
    seal = get_object_or_404(Seal.objects.visible_to(request.user), pk=pk)
    kind = "image/svg+xml" if seal.image.name.endswith(".svg") else "image/png"
    response = FileResponse(seal.image.open(), content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    seal = get_object_or_404(Seal.objects.visible_to(request.user).select_related("agency"), pk=pk)
    try:
        actions.end_seal(seal, by=request.user)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is no longer used from tomorrow on."))
    return redirect("seals:list")
