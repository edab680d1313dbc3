"""People without an account behind their personal links: signers, and those who read ahead of the day."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cms.release.actions import mail_code, mail_preview_code, note_visit, open_link, open_preview, sign_by_link
from cms.release.enums import SignatureState
from cms.release.forms import AnswerForm, CodeForm
from cms.release.models import PreviewPass, SigningLink
from cms.release.queries import PREVIEW, SIGNING, Part, is_opened, offer_of, parts_of
from cms.release.views.common import attempt, said, shown
from shared.accounts.links import hash_of
from shared.audit.actions import NotAllowedNow


def link_or_410(token: str) -> SigningLink | None:
    rows = SigningLink.objects.select_related("signature__route__page", "signature__agency")
    link = rows.filter(token_hash=hash_of(token)).first()
    if link is None:
        raise Http404
    return link if SigningLink.objects.usable().filter(pk=link.pk).exists() else None


def signing_key(link: SigningLink) -> str:
    return f"{SIGNING}{link.pk}"


def is_signing(request: HttpRequest, link: SigningLink) -> bool:
    return is_opened(link, request.session.get(signing_key(link)))


@never_cache
def sign_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a signer without an account: a code first, then the text and a signature."""
    link = link_or_410(token)
    if link is None:
        return render(request, "release/sign_over.html", status=410)
    return sign_answer(request, link, token) if is_signing(request, link) else sign_door(request, link, token)


def sign_door(request: HttpRequest, link: SigningLink, token: str) -> HttpResponse:
    is_asked = request.method == "POST" and "code" in request.POST
    form = CodeForm(request.POST if is_asked else None)
    if form.is_valid():
        if mark := open_link(link, form.cleaned_data["code"]):
            request.session[signing_key(link)] = mark
            return redirect("release:sign-link", token=token)
        form.add_error("code", _("This code is wrong, used or too old. Ask for a new one."))
    elif request.method == "POST" and not is_asked:
        messages.error(request, _("The time of your code is over. Ask for a new one."))
    return render(request, "release/sign_code.html", {"link": link, "form": form, "token": token})


def sign_answer(request: HttpRequest, link: SigningLink, token: str) -> HttpResponse:
    form = AnswerForm(request.POST or None, offer=offer_of(link.signature))
    if request.method == "POST" and form.is_valid():
        verdict = SignatureState.REFUSED if "refuse" in request.POST else SignatureState.SIGNED
        mark = request.session[signing_key(link)]
        try:
            number = said(request, "number")
            signed = sign_by_link(link, mark, verdict=verdict, comment=said(request), number=number)
            return render(request, "release/sign_done.html", {"signature": signed})
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
    context = {"link": link, "route": link.signature.route, "form": form, "token": token}
    return render(request, "release/sign_link.html", context)


@never_cache
@require_POST
def sign_code(request: HttpRequest, token: str) -> HttpResponse:
    link = link_or_410(token)
    if link is not None:
        attempt(request, lambda: mail_code(link), _("A code is on its way to your e-mail address."))
    return redirect("release:sign-link", token=token)


@never_cache
def sign_text(request: HttpRequest, token: str) -> HttpResponse:
    link = link_or_410(token)
    if link is None:
        return render(request, "release/sign_over.html", status=410)
    if not is_signing(request, link):
        return redirect("release:sign-link", token=token)
    return shown(request, link.signature.route)


def pass_or_404(token: str) -> PreviewPass:
    rows = PreviewPass.objects.select_related("release__agency")
    kept = rows.filter(token_hash=hash_of(token)).first()
    if kept is None:
        raise Http404
    return kept


def is_over(kept: PreviewPass) -> bool:
    return not PreviewPass.objects.usable().filter(pk=kept.pk).exists()


def opened_key(kept: PreviewPass) -> str:
    return f"{PREVIEW}{kept.pk}"


@never_cache
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The door of somebody who reads ahead: a code the first time in this browser, then the pages of the release."""
    kept = pass_or_404(token)
    if is_over(kept):
        return render(request, "release/preview_over.html", {"release": kept.release}, status=410)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if open_preview(kept, form.cleaned_data["code"]):
            request.session[opened_key(kept)] = True
            return redirect("release:preview", token=token)
        form.add_error("code", _("This code is wrong, used or too old. Ask for a new one."))
    is_open = request.session.get(opened_key(kept), False)
    parts = parts_of(kept.release) if is_open else []
    context: dict[str, Any] = {"pass": kept, "release": kept.release, "token": token, "form": form, "parts": parts}
    return render(request, "release/preview.html" if is_open else "release/preview_code.html", context)


@never_cache
@require_POST
def preview_code(request: HttpRequest, token: str) -> HttpResponse:
    kept = pass_or_404(token)
    if not is_over(kept):
        attempt(request, lambda: mail_preview_code(kept), _("A code is on its way to your e-mail address."))
    return redirect("release:preview", token=token)


@never_cache
def preview_page(request: HttpRequest, token: str, page: int) -> HttpResponse:
    """One page as its complete route has it; the reading is written down before anything is shown."""
    kept = pass_or_404(token)
    if is_over(kept) or not request.session.get(opened_key(kept)):
        return redirect("release:preview", token=token)
    part: Part | None = next((one for one in parts_of(kept.release) if one.item.page_id == page), None)
    if part is None or part.route is None or not part.may_be_read:
        raise Http404
    note_visit(kept, part.item.page)
    request.read_ahead = kept  # type: ignore[attr-defined]  # read by the template of the page
    response = shown(request, part.route)
    response["X-Robots-Tag"] = "noindex"
    return response
