"""The route of one page: what is read, who decided what, and the one step that waits."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cms.release.actions import (
    approve_emergency_afterwards,
    ask_for_emergency,
    ask_superior,
    authorise_emergency,
    decide,
    invite_signer,
    mark_urgent,
    recall,
    refuse_to_sign,
    release_now,
    remark,
    settle_remark,
    sign,
    take_step,
)
from cms.release.enums import ROUTE_ROLES, Verdict
from cms.release.forms import InviteForm
from cms.release.models import Remark, Route, Signature
from cms.release.permissions import may_invite, may_remark
from cms.release.queries import (
    asked_of,
    comparison_of,
    desk_of,
    emergency_of,
    remarks_of,
    returned_before,
    route_view,
    with_texts,
)
from cms.release.views.common import attempt, said, shown
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.permissions import has_role


def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, what is on its way, what has ended lately."""
    require(has_role(request.user, *ROUTE_ROLES))
    return render(request, "release/desk.html", desk_of(request.user))


def route_or_404(request: HttpRequest, pk: int) -> Route:
    return get_object_or_404(with_texts(Route.objects.visible_to(request.user)), pk=pk)


@never_cache
def route(request: HttpRequest, pk: int) -> HttpResponse:
    found = route_or_404(request, pk)
    return render(request, "release/route.html", route_view(request.user, found))


@require_POST
def route_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Everything that is done to a route as a whole; the action judges who may."""
    found, user = route_or_404(request, pk), request.user
    step = shown_step(request, found)
    verbs: dict[str, tuple[Callable[..., Any], str]] = {
        "agree": (lambda: settle(found, step, Verdict.AGREE, said(request), user), _("Agreed.")),
        "return": (lambda: settle(found, step, Verdict.RETURN, said(request), user), _("Returned to the editors.")),
        "restrict": (
            lambda: settle(found, step, Verdict.RESTRICT, said(request), user),
            _("Kept from the public; the editors have your reason."),
        ),
        "take": (lambda: take_step(found, by=user), _("Others see now that you are at it.")),
        "superior": (lambda: ask_superior(found, by=user), _("Noted; the time for your answer is longer now.")),
        "urgent": (lambda: mark_urgent(found, by=user), _("Marked as urgent.")),
        "recall": (lambda: recall(found, by=user), _("Recalled. The page can be edited again.")),
        "emergency": (lambda: ask_for_emergency(found, reason=said(request, "reason"), by=user), _("Asked for.")),
        "authorise": (lambda: authorise_emergency(or_404(emergency_of(found)), by=user), _("The page is public.")),
        "release": (lambda: release_now(found, by=user), _("The page is public.")),
        "second": (lambda: approve_emergency_afterwards(or_404(emergency_of(found)), by=user), _("Approved.")),
    }
    if verb not in verbs:
        raise Http404
    attempt(request, *verbs[verb])
    return onward(request, pk)


def onward(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the route, or to the desk where its draft was open for the step alone that is done now."""
    is_seen = Route.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect("release:route", pk) if is_seen else redirect("release:desk")


def shown_step(request: HttpRequest, found: Route) -> str:
    """The step that waits, if it is the one whose button was pressed: a form sent twice decides no second step."""
    step = asked_of(request.user, found)
    return step if step is not None and request.POST.get("step") == step else ""


def settle(found: Route, step: str, verdict: str, comment: str, user: Any) -> None:
    if not step:
        raise NotAllowedNow(_("No step of this route waits for you: somebody was faster, or it is not your turn."))
    decide(found, step=step, verdict=verdict, comment=comment, by=user)


def or_404[T](found: T | None) -> T:
    if found is None:
        raise Http404
    return found


def signature_or_404(request: HttpRequest, pk: int, signature: int) -> Signature:
    rows = Signature.objects.visible_to(request.user).select_related("route__page", "agency")
    return get_object_or_404(rows, pk=signature, route=pk)


@require_POST
def signature_step(request: HttpRequest, pk: int, signature: int, verb: str) -> HttpResponse:
    row = signature_or_404(request, pk, signature)
    if verb == "sign":
        attempt(request, lambda: sign(row, by=request.user, number=said(request, "number")), _("Signed."))
    elif verb == "refuse":
        act = lambda: refuse_to_sign(row, comment=said(request), by=request.user)  # noqa: E731
        attempt(request, act, _("Not signed; the editors have your reason."))
    else:
        raise Http404
    return onward(request, pk)


def signer_invite(request: HttpRequest, pk: int, signature: int) -> HttpResponse:
    """Ask somebody without an account to sign for an agency."""
    row = signature_or_404(request, pk, signature)
    require(may_invite(request.user, row))
    form = InviteForm(request.POST or None)
    if form.is_valid():
        kept = form.cleaned_data
        if attempt(request, lambda: invite_signer(row, **kept, by=request.user), _("The link is on its way.")):
            return redirect("release:route", pk)
    return render(request, "release/invite.html", {"form": form, "signature": row, "route": row.route})


@never_cache
def route_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it was sent to review, with what its readers have remarked and where."""
    found = route_or_404(request, pk)
    request.reading = {  # type: ignore[attr-defined]  # read by the base of all pages
        "route": found,
        "remarks": remarks_of(request.user, found),
        "may_remark": found.is_open and may_remark(request.user, found),
    }
    return shown(request, found)


@require_POST
def remark_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = route_or_404(request, pk)
    quote = request.POST.get("quote", "")[:300]
    attempt(request, lambda: remark(found, quote=quote, text=said(request, "text"), by=request.user), _("Remarked."))
    return redirect(f"{reverse('release:route-text', args=[pk])}#remarks")


@require_POST
def remark_settle(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    rows = Remark.objects.visible_to(request.user).select_related("item__route", "item__page")
    found = get_object_or_404(rows, pk=remark, item__route=pk)
    answer = said(request, "answer")[:600]
    attempt(request, lambda: settle_remark(found, answer=answer, by=request.user), _("Settled."))
    return redirect(f"{reverse('release:route', args=[pk])}#remarks")


@never_cache
def route_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs from the version that is public, or from the one that was returned before (E16)."""
    found = route_or_404(request, pk)
    earlier = returned_before(found, request.user) if request.GET.get("since") == "returned" else None
    context = {
        "route": found,
        "earlier": earlier,
        "changes": comparison_of(found, request, earlier=earlier),
        "remarks": remarks_of(request.user, earlier) if earlier else [],
    }
    return render(request, "release/changes.html", context)


def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A superseded version of a page that is public, with the note of what replaced it; none that was withdrawn."""
    found = get_object_or_404(Route.objects.readable().select_related("page"), pk=pk, page__live=True)
    if found.page.live_revision_id in {item.revision_id for item in found.items.all()}:
        return redirect(found.page.url)
    request.superseded = found  # type: ignore[attr-defined]  # read by the template of the page
    response = shown(request, found)
    response["X-Robots-Tag"] = "noindex"
    return response
