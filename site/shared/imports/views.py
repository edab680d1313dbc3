from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.imports.actions import request_take_over, upload_sheet
from shared.imports.enums import FaultAction, Outcome
from shared.imports.exports import write_report
from shared.imports.faults import fault_label
from shared.imports.forms import TakeOverForm, UploadForm
from shared.imports.importers import IMPORTERS, importers_for
from shared.imports.models import ImportRun
from shared.imports.permissions import can_import, can_take_over
from shared.imports.sheets import SheetError

PER_PAGE = 50


@login_required
def kinds(request: HttpRequest) -> HttpResponse:
    """Which sheets she may import, and what she has uploaded so far."""
    mine = importers_for(request.user)
    require(bool(mine), _("Sheets are imported by personnel officers, organisers and system administrators."))
    runs = Paginator(ImportRun.objects.visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    labels = {kind: importer.label for kind, importer in IMPORTERS.items()}
    for run in runs:
        run.kind_label = labels.get(run.kind, run.kind)
    return render(request, "imports/kinds.html", {"importers": mine, "page": runs})


@login_required
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in IMPORTERS:
        raise Http404
    require(can_import(request.user, kind))
    form = UploadForm(request.POST or None, request.FILES or None, importer=IMPORTERS[kind])
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            run = upload_sheet(IMPORTERS[kind], sheet.read(), file_name=sheet.name, by=request.user)
            return redirect("imports:run", pk=run.pk)
        except SheetError as error:
            form.add_error("sheet", str(error))
    status = 422 if form.is_bound else 200
    return render(request, "imports/upload.html", {"importer": IMPORTERS[kind], "form": form}, status=status)


@login_required
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: what is wrong and what would change. Afterwards: what has been done."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    return render(request, "imports/run.html", run_context(request, run, TakeOverForm()))


def run_context(request: HttpRequest, run: ImportRun, form: TakeOverForm) -> dict[str, Any]:
    show = request.GET.get("show", "faults" if run.refused or run.repaired else "rows")
    only = request.GET.get("only", "")
    choices = FaultAction.choices if show == "faults" else Outcome.choices
    if show == "rows":
        listed: Any = run.rows.filter(outcome=only) if only in Outcome.values else run.rows.all()
    else:
        listed = run.faults.filter(action=only) if only in FaultAction.values else run.faults.all()
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    for item in page:
        item.fault_label = fault_label(getattr(item, "fault", ""))
    return {
        "run": run,
        "importer": IMPORTERS.get(run.kind),
        "form": form,
        "page": page,
        "show": "rows" if show == "rows" else "faults",
        "only": only,
        "choices": choices,
        "can_take_over": run.state == "checked" and can_take_over(request.user, run),
    }


@login_required
def run_report(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-report.csv"'
    faults = list(run.faults.all())
    write_report(response, faults, with_sheet=len({fault.sheet for fault in faults}) > 1)
    return response


@login_required
@require_POST
def run_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    require(can_take_over(request.user, run))
    form = TakeOverForm(request.POST)
    if not form.is_valid():
        return render(request, "imports/run.html", run_context(request, run, form), status=422)
    try:
        run = request_take_over(run, only=form.only, by=request.user)
        if not run.is_under_way:
            messages.success(request, _("The sheet has been taken over."))
    except (NotAllowedNow, SheetError) as error:
        messages.error(request, str(error))
    return redirect("imports:run", pk=run.pk)
