from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.certificates.actions import issue_certificates, revoke_certificate
from courses.certificates.enums import CertificateState
from courses.certificates.forms import CheckForm, RevokeForm
from courses.certificates.models import Certificate
from courses.certificates.permissions import can_issue_certificates, can_revoke_certificate
from courses.training.enums import EnrolmentState
from courses.training.models import Session
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.jobs.actions import later


@login_required
def own_list(request: HttpRequest) -> HttpResponse:
    person = getattr(request.user, "person", None)
    certificates = Certificate.objects.filter(enrolment__person=person).prefetch_related("serials")
    return render(request, "certificates/own_list.html", {"certificates": certificates})


def check_form(request: HttpRequest) -> HttpResponse:
    """Anyone types the code from the paper; the answer stands at the same address as behind the QR code."""
    form = CheckForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("certificates:check", code=form.cleaned_data["code"])
    return render(request, "certificates/check_form.html", {"form": form})


def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is genuine; show what the paper says and no more, the name masked (A27)."""
    certificate = Certificate.objects.prefetch_related("serials").filter(code=code).first()
    if certificate is None:
        return render(request, "certificates/unknown.html", {"code": code, "form": CheckForm()}, status=404)
    mine = Certificate.objects.visible_to(request.user).filter(pk=certificate.pk).exists()
    context = {
        "certificate": certificate,
        "may_download": mine,
        "may_revoke": mine and may_revoke(request, certificate),
    }
    return render(request, "certificates/check.html", context)


def may_revoke(request: HttpRequest, certificate: Certificate) -> bool:
    return certificate.state == CertificateState.VALID and can_revoke_certificate(request.user, certificate)


@login_required
def download(request: HttpRequest, code: str) -> HttpResponseBase:
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), code=code)
    if not certificate.file:
        later("certificates.render", certificate_id=certificate.pk)
        messages.info(request, _("The PDF is being made. Try again in a few seconds."))
        return redirect("certificates:check", code=code)
    return FileResponse(certificate.file.open(), as_attachment=True, filename=f"{certificate.number}.pdf")


@login_required
def session_certificates(request: HttpRequest, slug: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    require(can_issue_certificates(request.user, session))
    valid = Q(certificates__state=CertificateState.VALID)
    waiting = session.enrolments.filter(state=EnrolmentState.COMPLETED).annotate(
        valid=Count("certificates", filter=valid)
    )
    context = {
        "session": session,
        "certificates": Certificate.objects.filter(enrolment__session=session).prefetch_related("serials"),
        "waiting": waiting.filter(valid=0).select_related("person", "agency"),
    }
    return render(request, "certificates/session.html", context)


@login_required
@require_POST
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    require(can_issue_certificates(request.user, session))
    issued = issue_certificates(session, by=request.user)
    text = ngettext("%(count)d certificate issued.", "%(count)d certificates issued.", len(issued))
    messages.success(request, text % {"count": len(issued)})
    return redirect("certificates:session", slug=slug)


@login_required
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), code=code)
    require(can_revoke_certificate(request.user, certificate))
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke_certificate(certificate, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowedNow as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The certificate is revoked. The public check page says so from now on."))
        return redirect("certificates:check", code=code)
    return render(request, "certificates/revoke.html", {"certificate": certificate, "form": form})
