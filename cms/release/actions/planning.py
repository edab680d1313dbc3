"""Planning a release: its minute, its pages, and every change of them on record (E8, E9)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.actions.wording import ask_for_clearing, check_words
from cms.release.emails import tell_cancelled, tell_date_changed
from cms.release.enums import PLANNED, RELEASE_TRANSITIONS, ReleaseState
from cms.release.followers import tell_scheduled
from cms.release.models import DateChange, Release, ReleaseItem
from cms.release.permissions import may_confirm, may_manage, may_plan
from cms.release.queries import open_route_of, routes_of
from shared.audit.actions import NotAllowedNow, move_state, record

LABELS = {
    "release.plan": gettext_lazy("Release planned"),
    "release.reword": gettext_lazy("Words of a release changed"),
    "release.move": gettext_lazy("Date of a release changed"),
    "release.confirm": gettext_lazy("Release confirmed"),
    "release.cancel": gettext_lazy("Release cancelled"),
    "release.page.add": gettext_lazy("Page put into a release"),
    "release.page.remove": gettext_lazy("Page taken out of a release"),
}


class ChangedMeanwhileError(NotAllowedNow):
    """What the form showed is not what stands there now."""


@transaction.atomic
def plan_release(*, agency: Any, planned_at: dt.datetime, by: Any, **words: Any) -> Release:
    """A provisional release; `words` are title, summary, contact and is_listed."""
    if not may_plan(by, agency):
        raise NotAllowedNow(_("An editor, section head or issuer of the lead agency plans a release."))
    require_ahead(planned_at)
    check_words(words["title"], words.get("summary", ""))
    paths = f"|{agency.path}" if agency else ""
    release = Release.objects.create(agency=agency, agencies=paths, planned_at=planned_at, made_by=by, **words)
    record("release.plan", release, by=by, planned_at=planned_at.isoformat())
    ask_for_clearing(release)
    return release


def require_ahead(moment: dt.datetime) -> None:
    if moment <= timezone.now():
        raise NotAllowedNow(_("This minute has passed. Choose one that is still to come."))


def require_manager(release: Release, user: Any) -> Release:
    """The release as it is now, held until the end of the transaction."""
    fresh = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if not may_manage(user, fresh):
        raise NotAllowedNow(_("An editor, section head or issuer of the lead agency plans a release."))
    if not fresh.is_planned:
        raise NotAllowedNow(_("This release has ended: %(state)s.") % {"state": fresh.get_state_display()})
    return fresh


def require_confirmer(release: Release, user: Any) -> None:
    """One page that is not ready holds a confirmed release back as a whole: who confirms it answers for its pages."""
    if release.state == ReleaseState.CONFIRMED and not may_confirm(user, release):
        raise NotAllowedNow(_("A section head or an issuer of the lead agency changes a confirmed release."))


@transaction.atomic
def reword_release(release: Release, *, by: Any, seen: str = "", **words: Any) -> Release:
    """Change title, summary, contact or whether the calendar lists it.

    `seen` is the sequence that the form was opened with: what somebody else has saved since is not undone unseen.
    """
    require_manager(release, by)
    check_words(*(words[name] for name in ("title", "summary") if name in words))
    rows = Release.objects.filter(pk=release.pk, **({"sequence": seen} if seen.isdecimal() else {}))
    if not rows.update(**words, sequence=F("sequence") + 1, changed_at=timezone.now()):
        raise ChangedMeanwhileError(
            _("Somebody has changed this release since you opened the page. Look at it, then save yours once more.")
        )
    release.refresh_from_db()
    record("release.reword", release, by=by, title=release.title)
    ask_for_clearing(release)
    return release


@transaction.atomic
def move_release(release: Release, *, to: dt.datetime, reason: str, by: Any) -> Release:
    """Another minute, with a reason that the calendar shows. One that was held back has to be confirmed again."""
    fresh = require_manager(release, by)
    if fresh.state != ReleaseState.PROVISIONAL and not may_confirm(by, fresh):
        raise NotAllowedNow(_("A section head or an issuer of the lead agency moves a confirmed release."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why the date changes: readers see it in the calendar."))
    check_words(reason)
    require_ahead(to)
    if to == fresh.planned_at:
        raise NotAllowedNow(_("It is planned for this minute already."))
    state = ReleaseState.CONFIRMED if fresh.state == ReleaseState.CONFIRMED else ReleaseState.PROVISIONAL
    kept = {"planned_at": to, "state": state, "held_reason": "", "changed_at": timezone.now()}
    Release.objects.filter(pk=fresh.pk).update(**kept, sequence=F("sequence") + 1)
    change = DateChange.objects.create(release=fresh, was_at=fresh.planned_at, now_at=to, reason=reason.strip(), by=by)
    record("release.move", fresh, by=by, was=change.was_at.isoformat(), now=to.isoformat(), reason=change.reason)
    release.refresh_from_db()
    tell_date_changed(change)
    ask_for_clearing(release)
    schedule_complete(release, by=by)
    return release


@transaction.atomic
def confirm_release(release: Release, *, by: Any, seen: str = "") -> Release:
    """From now on the clock brings it live; `seen` is the minute that the page showed, where one did."""
    fresh = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if not may_confirm(by, fresh):
        raise NotAllowedNow(_("A section head or an issuer of the lead agency confirms a release."))
    if seen not in {"", fresh.planned_at.isoformat()}:
        raise NotAllowedNow(_("The minute has been changed since you opened the page. Look at it again."))
    require_ahead(fresh.planned_at)
    if not fresh.items.exists():
        raise NotAllowedNow(_("There is nothing in this release yet. Put a page into it first."))
    step(fresh, ReleaseState.CONFIRMED, action="release.confirm", by=by, confirmed_by=by)
    schedule_complete(fresh, by=by)
    return fresh


@transaction.atomic
def cancel_release(release: Release, *, reason: str, by: Any) -> Release:
    """Call it off with a public reason; its pages are free for another release."""
    fresh = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if not may_confirm(by, fresh):
        raise NotAllowedNow(_("A section head or an issuer of the lead agency cancels a release."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why it is cancelled: readers see it in the calendar."))
    check_words(reason)
    step(fresh, ReleaseState.CANCELLED, action="release.cancel", by=by, reason=reason, reason_in="cancel_reason")
    tell_cancelled(fresh)
    ask_for_clearing(fresh)
    fresh.items.waiting().update(ended_at=timezone.now())
    return fresh


def step(release: Release, to: str, *, action: str, by: Any, **kept: Any) -> Release:
    """Move the release and let calendars know that it changed."""
    kept |= {"sequence": release.sequence + 1, "changed_at": timezone.now()}
    return move_state(release, to, transitions=RELEASE_TRANSITIONS, action=action, by=by, **kept)


@transaction.atomic
def add_page(release: Release, page: Any, *, by: Any) -> ReleaseItem:
    """Put a page with something new into the release. It still takes the whole editorial route."""
    fresh = require_manager(release, by)
    require_confirmer(fresh, by)
    page = releasable(page.specific, by)
    try:
        with transaction.atomic():
            item = ReleaseItem.objects.create(release=fresh, page_id=page.pk, added_by=by)
    except IntegrityError as error:
        raise NotAllowedNow(_("This page waits for another release already.")) from error
    paths = sorted({*fresh.paths(), *page.agency_paths()}) if fresh.agencies else []
    Release.objects.filter(pk=fresh.pk, state__in=PLANNED).update(agencies="".join(f"|{path}" for path in paths))
    record("release.page.add", fresh, by=by, page=page.pk, title=page.title)
    route = open_route_of(page)
    if route is not None and route.next_step is None:
        tell_scheduled(route, planned_at=fresh.planned_at, by=by)
    return item


def releasable(page: Any, user: Any) -> Any:
    """The page, if it goes live by itself, the user edits it and it has something new."""
    if not getattr(page, "is_released_alone", False):
        raise NotAllowedNow(_("“%(title)s” is not released by itself.") % {"title": page.title})
    if not page.is_in_scope_of(user):
        raise NotAllowedNow(_("You do not edit this page: “%(title)s”.") % {"title": page.title})
    if page.live and not page.has_unpublished_changes:
        raise NotAllowedNow(
            _("“%(title)s” is public as it stands: there is nothing to release.") % {"title": page.title}
        )
    return page


@transaction.atomic
def remove_page(item: ReleaseItem, *, by: Any) -> None:
    """Take a page out again; a confirmed release without any goes back to provisional by hand or is cancelled."""
    fresh = require_manager(item.release, by)
    require_confirmer(fresh, by)
    if fresh.state == ReleaseState.CONFIRMED and fresh.items.count() == 1:
        raise NotAllowedNow(_("It is the only page of a confirmed release. Cancel the release instead."))
    title = item.page.title
    ReleaseItem.objects.filter(pk=item.pk, ended_at=None).delete()
    record("release.page.remove", fresh, by=by, page=item.page_id, title=title)


def schedule_complete(release: Release, *, by: Any) -> None:
    """What is made ahead, such as a PDF with its day, follows the minute of the release."""
    for route in routes_of(release):
        if route.next_step is None:
            tell_scheduled(route, planned_at=release.planned_at, by=by)
