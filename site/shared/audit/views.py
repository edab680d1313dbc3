from collections.abc import Iterator
from itertools import batched
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shared.accounts.models import User
from shared.accounts.permissions import require
from shared.audit.actions import record
from shared.audit.exports import csv_lines
from shared.audit.forms import AuditFilterForm
from shared.audit.permissions import can_read_audit_log
from shared.audit.queries import Entry, audit_rows, told

PER_PAGE = 50
AT_ONCE = 500


@login_required
@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    """Every act on the platform, for the audit administrator."""
    require(can_read_audit_log(request.user))
    form = AuditFilterForm(request.GET)
    page = Paginator(audit_rows(**chosen(form)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/log.html", {"form": form, "page": page, "entries": told(page.object_list)})


@login_required
@require_GET
def audit_export(request: HttpRequest) -> HttpResponse:
    """The same list, with the same filters, as CSV. Taking it is an act of its own."""
    require(can_read_audit_log(request.user))
    form = AuditFilterForm(request.GET)
    filters = chosen(form)
    reader = cast(User, request.user)
    record("audit.export", reader, by=reader, filters={k: str(v) for k, v in filters.items() if v})
    name = f"audit-{timezone.localdate():%Y%m%d}.csv"
    response = HttpResponse("".join(csv_lines(entries(filters))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def chosen(form: AuditFilterForm) -> dict[str, Any]:
    """The filters that make sense; a faulty one shows its error and filters nothing."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def entries(filters: dict[str, Any]) -> Iterator[Entry]:
    for rows in batched(audit_rows(**filters).iterator(AT_ONCE), AT_ONCE, strict=False):
        yield from told(rows)
