"""What anyone sees: is this certificate genuine? And its holder: her own."""

import time

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from courses.certificates.enums import CertificateState
from courses.certificates.forms import CheckForm
from courses.certificates.models import Certificate
from courses.certificates.permissions import can_revoke_certificate
from courses.certificates.queries import check_address
from shared.jobs.actions import later

# So many unknown codes in so many seconds from one address: a person who mistypes is far from it, and whoever tries
# codes gets no further with a good one either.
GUESSES, WINDOW = 20, 600


def guesses(request: HttpRequest) -> str:
    """Where the unknown codes of this address are counted, for the ten minutes that run."""
    return f"certificates:unknown:{get_ip(request)}:{int(time.time()) // WINDOW}"


@login_required
def own_list(request: HttpRequest) -> HttpResponse:
    """My certificates, with the address under which anyone can check each."""
    person = getattr(request.user, "person", None)
    certificates = list(Certificate.objects.filter(enrolment__person=person).prefetch_related("serials"))
    rows = [(certificate, check_address(certificate)) for certificate in certificates]
    return render(request, "certificates/own_list.html", {"certificates": certificates, "rows": rows})


def check_form(request: HttpRequest) -> HttpResponse:
    """Anyone types the code from the paper; the answer stands at the same address as behind the QR code."""
    form = CheckForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("certificates:check", code=form.cleaned_data["code"])
    return render(request, "certificates/check_form.html", {"form": form})


def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is genuine; show what the paper says and no more, the name masked (A27).

    That a newer paper exists is public; which one is seen only by those who may see the certificate itself, so that
    a lost paper leads nobody to the code of the new one.
    """
    if cache.get(guesses(request), 0) >= GUESSES:
        return render(request, "certificates/wait.html", {"minutes": WINDOW // 60}, status=429)
    certificate = Certificate.objects.prefetch_related("serials").filter(code=code).first()
    if certificate is None:
        return unknown(request, code)
    mine = Certificate.objects.visible_to(request.user).filter(pk=certificate.pk).exists()
    context = {
        "certificate": certificate,
        "may_download": mine,
        "may_revoke": mine and may_revoke(request, certificate),
        "newer": Certificate.objects.filter(replaces=certificate).first() if mine else None,
    }
    answer = render(request, "certificates/check.html", context)
    answer["X-Robots-Tag"] = "noindex"  # whoever holds the paper asks; a search engine need not know it
    return answer


def unknown(request: HttpRequest, code: str) -> HttpResponse:
    cache.add(guesses(request), 0, WINDOW)
    cache.incr(guesses(request))
    return render(request, "certificates/unknown.html", {"code": code, "form": CheckForm()}, status=404)


def may_revoke(request: HttpRequest, certificate: Certificate) -> bool:
    return certificate.state == CertificateState.VALID and can_revoke_certificate(request.user, certificate)


@login_required
def download(request: HttpRequest, code: str) -> HttpResponseBase:
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), code=code)
    if certificate.file:
        answer = FileResponse(certificate.file.open(), as_attachment=True, filename=f"{certificate.number}.pdf")
        answer["Cache-Control"] = "private, no-store"
        return answer
    if not certificate.will_be_printed:
        messages.error(request, certificate.fault or _("This certificate is void: no paper is made of it any more."))
    else:
        later("certificates.render", certificate_id=certificate.pk)
        messages.info(request, _("The PDF is being made. Try again in a few seconds."))
    return redirect("certificates:check", code=code)
