"""Templates of a training office: designed on a page, looked at as PDF, kept in versions."""

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.certificates import actions
from courses.certificates.enums import Layout, PaperLanguage
from courses.certificates.forms import TemplateForm, VersionForm
from courses.certificates.models import CertificateTemplate, TemplateVersion
from courses.certificates.permissions import can_design_templates
from courses.certificates.queries import design_data
from shared.accounts.permissions import require
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, RoleAssignment
from shared.documents.actions import MissingGlyphsError, typeset

STANDARD = Path(__file__).parents[1] / "data" / "standard.txt"


@login_required
def template_list(request: HttpRequest) -> HttpResponse:
    require(can_design_templates(request.user))
    rows = CertificateTemplate.objects.visible_to(request.user).select_related("agency").prefetch_related("versions")
    return render(request, "certificates/templates.html", {"rows": rows})


@login_required
def new_template(request: HttpRequest) -> HttpResponse:
    require(can_design_templates(request.user))
    headline, _end, body = STANDARD.read_text(encoding="utf-8").partition("\n")
    first = TemplateVersion(language=PaperLanguage.CHINESE, headline=headline, body=body.strip(), layout=Layout.FRAMED)
    return design(request, CertificateTemplate(), first)


@login_required
def edit_template(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(CertificateTemplate.objects.visible_to(request.user), pk=pk)
    return design(request, template, template.current or TemplateVersion())


def design(request: HttpRequest, template: CertificateTemplate, version: TemplateVersion) -> HttpResponse:
    """Each save is a new version; nothing that was issued changes."""
    form = TemplateForm(request.POST or None, instance=template, agencies=agencies_of(request.user, template))
    look = VersionForm(request.POST or None, request.FILES or None, instance=version)
    if request.method == "POST" and form.is_valid() and look.is_valid():
        saved = actions.save_template(form.save(commit=False), version=look.save(commit=False), by=request.user)
        messages.success(
            request, _("Saved as version %(number)s.") % {"number": saved.current and saved.current.number}
        )
        return redirect("certificates:template", pk=saved.pk)
    versions = template.versions.select_related("made_by") if template.pk else []
    context = {"template": template, "form": form, "look": look, "versions": versions}
    return render(request, "certificates/template.html", context)


def agencies_of(user: Any, template: CertificateTemplate) -> Any:
    held = RoleAssignment.objects.valid_on().filter(user=user, role=RoleCode.TRAINING_PLANNER)
    own = Agency.objects.filter(pk__in=held.values("agency"))
    return own | Agency.objects.filter(pk=template.agency_id) if template.pk else own


@login_required
def preview(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version as PDF, with an invented name, marked as a sample."""
    versions = TemplateVersion.objects.visible_to(request.user).select_related("template__agency")
    version = get_object_or_404(versions, template=pk, number=number)
    try:
        pdf = typeset("certificates/certificate", sample(version), lang=version.language)
    except MissingGlyphsError as error:
        messages.error(request, str(error))
        return redirect("certificates:template", pk=pk)
    return HttpResponse(pdf, content_type="application/pdf")


def sample(version: TemplateVersion) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    url = f"{settings.BASE_URL}/certificates/check/"
    agency = version.template.agency
    facts: dict[str, Any] = {
        "number": "TT-0000-000-001",
        "code": "2345-6789-ABCD-EFGH" if version.shows_code else "",
        "name": _("Lin Xiao (sample)"),
        "title": _("Sample class"),
        "starts_on": today,
        "ends_on": today,
        "hours": "22",
        "days": "3",
        "hosts": [{"name": agency.name, "serial": f"{agency.code}〔0000〕1号", "side": agency.side}],
        "issued_on": today,
        "valid_until": "",
        "check_url": url,
        "qr": segno.make(url, error="m").svg_inline(border=0).encode(),
        "watermark": _("Sample"),
    }
    return facts | design_data(version, facts)
