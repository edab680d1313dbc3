"""The certificates of one class: choose, issue, watch, download all, revoke, issue anew."""

import tempfile
import zipfile
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from courses.certificates import actions
from courses.certificates.actions import AT_ONCE
from courses.certificates.enums import CertificateState
from courses.certificates.forms import ChoiceForm, RevokeForm
from courses.certificates.models import Certificate
from courses.certificates.permissions import can_issue_certificates, can_revoke_certificate
from courses.certificates.queries import (
    choice_of,
    joined_of,
    progress_of,
    templates_for,
    unprintable_names,
    waiting_for_certificate,
)
from courses.training.models import Session
from courses.training.views.tabs import tabs
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.jobs.actions import later
from shared.ui.tables import Column, asked_format, table_response

COLUMNS = [
    Column(gettext_lazy("Number"), "number"),
    Column(gettext_lazy("Name"), "name"),
    Column(gettext_lazy("Unit"), lambda c: c.enrolment.agency.name),
    Column(gettext_lazy("Session"), "title"),
    Column(gettext_lazy("Hours"), "hours"),
    Column(gettext_lazy("Issued on"), "issued_on"),
    Column(gettext_lazy("State"), lambda c: c.get_state_display()),
    Column(gettext_lazy("Serial numbers"), lambda c: "；".join(s.number for s in c.serials.all())),
    Column(gettext_lazy("Check code"), "code"),
]


def organised(request: HttpRequest, slug: str) -> Session:
    session = get_object_or_404(Session.objects.visible_to(request.user).with_hosts(), slug=slug)
    require(can_issue_certificates(request.user, session))
    return session


@login_required
def session_certificates(request: HttpRequest, slug: str) -> HttpResponseBase:
    session = organised(request, slug)
    rows = Certificate.objects.filter(enrolment__session=session).select_related("enrolment__agency")
    rows = rows.prefetch_related("serials").order_by("number")
    if wanted := asked_format(request.GET):
        return table_response(f"{session.number}-{_('certificates')}", COLUMNS, rows, wanted)
    waiting = waiting_for_certificate(session)
    context = {
        **tabs(request, session, "certificates"),
        "tab_title": _("Certificates"),
        "certificates": rows,
        "waiting": waiting,
        "progress": progress_of(session),
        "joined": joined_of(session),
        "unprintable": unprintable_names(waiting),
        "form": ChoiceForm(instance=choice_of(session), offered=templates_for(session)),
    }
    return render(request, "certificates/session.html", context)


@login_required
@require_POST
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    session = organised(request, slug)
    form = ChoiceForm(request.POST, instance=choice_of(session), offered=templates_for(session))
    if form.is_valid():
        actions.choose_certificates(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved. Certificates issued from now on follow it."))
    else:
        messages.error(request, _("Not saved: look at the template and the last day."))
    return redirect("certificates:session", slug=slug)


@login_required
@require_POST
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """A small class at once; a large one in the background, with its progress on the page."""
    session = organised(request, slug)
    if waiting_for_certificate(session).count() > AT_ONCE:
        later("certificates.issue", session_id=session.pk, user_id=int(request.user.pk or 0))
        messages.info(request, _("The certificates are being issued. This page shows how far they are."))
        return redirect("certificates:session", slug=slug)
    issued = actions.issue_certificates(session, by=request.user)
    text = ngettext("%(count)d certificate issued.", "%(count)d certificates issued.", len(issued))
    messages.success(request, text % {"count": len(issued)})
    return redirect("certificates:session", slug=slug)


@login_required
def download_all(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All printed certificates of a class in one ZIP; it grows on disk, not in memory."""
    session = organised(request, slug)
    rows = Certificate.objects.filter(enrolment__session=session, state=CertificateState.VALID).exclude(file="")
    archive = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as bundle:
        for certificate in rows.order_by("number"):
            with certificate.file.open() as file:
                bundle.writestr(f"{certificate.number}.pdf", file.read())
    archive.seek(0)
    name = f"{session.number}-{_('certificates')}.zip"
    answer = FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def make_joined(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the one PDF of the class made, or made anew after a change."""
    session = organised(request, slug)
    try:
        actions.ask_for_joined(session, by=request.user)
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.info(request, _("The PDF of all certificates is being made. Look again in a few seconds."))
    return redirect("certificates:session", slug=slug)


@login_required
def download_joined(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All valid certificates of a class in one PDF, never one that holds a certificate that is void by now."""
    session = organised(request, slug)
    joined = joined_of(session)
    if joined.row is None or not joined.is_current:
        messages.error(request, _("There is no PDF of the certificates as they are now: have it made first."))
        return redirect("certificates:session", slug=slug)
    name = f"{session.number}-{_('certificates')}.pdf"
    answer = FileResponse(joined.row.file.open(), as_attachment=True, filename=name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Void for good."""
    done = gettext_lazy("The certificate is revoked. The public check page says so from now on.")
    return end(request, code, actions.revoke_certificate, "certificates/revoke.html", done)


@login_required
def reissue(request: HttpRequest, code: str) -> HttpResponse:
    """Void, and a new one in its place."""
    done = gettext_lazy("A new certificate is issued; the old one is void from now on.")
    return end(request, code, actions.reissue_certificate, "certificates/reissue.html", done)


def end(request: HttpRequest, code: str, act: Callable[..., Any], page: str, done: str | Promise) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), code=code)
    require(can_revoke_certificate(request.user, certificate))
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            left = act(certificate, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowedNow as refusal:
            messages.error(request, str(refusal))
            left = certificate
        else:
            messages.success(request, str(done))
        return redirect("certificates:check", code=left.code)
    return render(request, page, {"certificate": certificate, "form": form})
