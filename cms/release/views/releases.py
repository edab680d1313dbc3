"""The desk of those who plan releases, and the public release calendar."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.release.actions import (
    ChangedMeanwhileError,
    add_page,
    cancel_release,
    clear_words,
    confirm_release,
    give_preview,
    move_release,
    plan_release,
    remove_page,
    reword_release,
    withdraw_preview,
)
from cms.release.enums import PLANNERS, ROUTE_ROLES
from cms.release.forms import MoveForm, PageForm, PreviewForm, ReleaseForm, ReleaseWordsForm
from cms.release.models import PreviewPass, Release, ReleaseItem
from cms.release.permissions import may_confirm, may_manage
from cms.release.queries import calendar_events, calendar_of, public_release, release_desk, release_view
from cms.release.views.common import attempt, said
from shared.accounts.permissions import require
from shared.audit.actions import NotAllowedNow
from shared.directory.permissions import has_role
from shared.notices.calendars import calendar_bytes


def releases(request: HttpRequest) -> HttpResponse:
    """What is planned, and what has been released or called off lately."""
    require(has_role(request.user, *ROUTE_ROLES))
    context = {**release_desk(request.user), "may_plan": has_role(request.user, *PLANNERS)}
    return render(request, "release/releases.html", context)


def release_or_404(request: HttpRequest, pk: int) -> Release:
    return get_object_or_404(Release.objects.visible_to(request.user).select_related("agency"), pk=pk)


def release(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "release/release.html", release_view(request.user, release_or_404(request, pk)))


def tried(request: HttpRequest, form: Any, act: Any, done: str) -> Any:
    """What the action gives back; a refusal stands above the form, which keeps what was typed."""
    try:
        found = act()
    except NotAllowedNow as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, done)
    return found


def release_new(request: HttpRequest) -> HttpResponse:
    require(has_role(request.user, *PLANNERS))
    form = ReleaseForm(request.POST or None, user=request.user)
    if form.is_valid():
        made = tried(request, form, lambda: plan_release(**form.cleaned_data, by=request.user), _("Planned."))
        if made is not None:
            return redirect("release:release", made.pk)
    return render(request, "release/release_form.html", {"form": form})


def release_words(request: HttpRequest, pk: int) -> HttpResponse:
    found = release_or_404(request, pk)
    require(may_manage(request.user, found))
    form = ReleaseWordsForm(request.POST or None, instance=found)
    if form.is_valid() and tried(request, form, lambda: reworded(found, form, by=request.user), _("Saved.")):
        return redirect("release:release", pk)
    return render(request, "release/release_form.html", {"form": form, "release": found})


def reworded(found: Release, form: ReleaseWordsForm, *, by: Any) -> Release:
    try:
        return reword_release(found, by=by, **form.cleaned_data)
    except ChangedMeanwhileError:
        form.look_again()
        raise


def release_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = release_or_404(request, pk)
    require(may_manage(request.user, found))
    form = MoveForm(request.POST or None, initial={"to": found.planned_at})
    if form.is_valid() and tried(
        request, form, lambda: move_release(found, **form.cleaned_data, by=request.user), _("The date is changed.")
    ):
        return redirect("release:release", pk)
    return render(request, "release/release_move.html", {"form": form, "release": found})


def release_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a page for the release."""
    found = release_or_404(request, pk)
    require(may_manage(request.user, found))
    form = PageForm(request.POST or None, user=request.user, release=found)
    if form.is_valid() and tried(
        request, form, lambda: add_page(found, form.cleaned_data["page"], by=request.user), _("The page is in it now.")
    ):
        return redirect("release:release", pk)
    return render(request, "release/release_add.html", {"form": form, "release": found})


def release_reader(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a named person read ahead of the day."""
    found = release_or_404(request, pk)
    require(may_confirm(request.user, found))
    form = PreviewForm(request.POST or None)
    if form.is_valid() and tried(
        request, form, lambda: give_preview(found, **form.cleaned_data, by=request.user), _("The link is on its way.")
    ):
        return redirect("release:release", pk)
    return render(request, "release/release_reader.html", {"form": form, "release": found})


@require_POST
def release_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm or cancel; the action judges who may."""
    found, user = release_or_404(request, pk), request.user
    verbs: dict[str, tuple[Any, str]] = {
        "confirm": (
            lambda: confirm_release(found, seen=request.POST.get("minute", ""), by=user),
            _("Confirmed. The clock brings it live."),
        ),
        "clear": (lambda: clear_words(found, seen=request.POST.get("seen", ""), by=user), _("Cleared.")),
        "cancel": (lambda: cancel_release(found, reason=said(request, "reason"), by=user), _("Cancelled.")),
    }
    if verb not in verbs:
        raise Http404
    attempt(request, *verbs[verb])
    return redirect("release:release", pk)


@require_POST
def release_remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    found = release_or_404(request, pk)
    row = get_object_or_404(ReleaseItem.objects.waiting().select_related("page", "release"), pk=item, release=found)
    attempt(request, lambda: remove_page(row, by=request.user), _("The page is out of it."))
    return redirect("release:release", pk)


@require_POST
def reader_withdraw(request: HttpRequest, pk: int, reader: int) -> HttpResponse:
    row = get_object_or_404(
        PreviewPass.objects.select_related("release"), pk=reader, release=release_or_404(request, pk)
    )
    attempt(request, lambda: withdraw_preview(row, by=request.user), _("The preview has ended."))
    return redirect("release:release", pk)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is to be published when, for everybody."""
    year = request.GET.get("year", "")
    is_year = year.isascii() and year.isdigit() and len(year) == 4 and dt.MINYEAR < int(year) < dt.MAXYEAR
    context = calendar_of(int(year) if is_year else None)
    return render(request, "release/calendar.html", context)


@require_safe
def calendar_entry(request: HttpRequest, pk: int) -> HttpResponse:
    found = public_release(pk)
    if found is None:
        raise Http404
    return render(request, "release/calendar_entry.html", found)


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The calendar for calendars (RFC 5545): moved and cancelled dates replace the ones before."""
    rows = list(Release.objects.public().select_related("agency").prefetch_related("date_changes"))
    stamp = max((row.changed_at for row in rows), default=None)
    body = calendar_bytes(_("Release calendar"), calendar_events(rows), stamp=stamp) if stamp else b""
    if not body:
        raise Http404
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
