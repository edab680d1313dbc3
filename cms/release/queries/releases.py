"""Releases as their desk, the clock and the public calendar see them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.release.enums import PLANNED, PROOFS, ReleaseState, Step
from cms.release.followers import not_ready
from cms.release.models import Audience, PreviewVisit, Release, ReleaseItem, Route, gated_models, shut_pages
from cms.release.permissions import may_clear_words, may_confirm, may_manage
from cms.release.queries.routes import problems, with_steps
from shared.directory.enums import RoleCode
from shared.directory.permissions import has_role
from shared.notices.calendars import CalendarEvent
from shared.ui.todos import Todo


def waiting_for(page: Any) -> Release | None:
    """The release that this page waits for."""
    item = ReleaseItem.objects.waiting().filter(page=page.pk).select_related("release").first()
    return item.release if item else None


def routes_of(release: Release) -> list[Route]:
    """The open routes of its pages, in the order of the release."""
    pages = list(release.items.waiting().values_list("page", flat=True))
    found = {route.page_id: route for route in with_steps(Route.objects.open().filter(page__in=pages))}
    return [found[page] for page in pages if page in found]


def lacking(release: Release) -> list[str]:
    """Why nothing of this release could become public now, as sentences; empty: it could.

    Of a draft that is open to named readers alone they say no more than that it is not complete: many read them.
    """
    items = list(release.items.waiting().select_related("page"))
    if not items:
        return [_("There is nothing in this release.")]
    routes = routes_of(release)
    by_page = {route.page_id: route for route in routes}
    unready = not_ready(routes)
    limited = limited_among(items)
    found = []
    for item in items:
        route = by_page.get(item.page_id)
        faults = [*problems(route), *unready.get(route.pk, [])] if route else [_("It is on no editorial route.")]
        if faults and item.page_id in limited:
            found.append(_("A draft that is open to named readers alone is not complete yet."))
        elif faults:
            found.append(
                _("“%(title)s”: %(faults)s")
                % {"title": item.page.get_admin_display_title(), "faults": " ".join(faults)}
            )
    return found


@dataclass(frozen=True)
class Part:
    """A page of a release with where it stands."""

    item: ReleaseItem
    route: Route | None
    unready: list[str]
    is_limited: bool = False

    @property
    def stands_at(self) -> Step | None:
        return self.route.next_step if self.route else None

    @property
    def is_complete(self) -> bool:
        return bool(self.item.route_id) or (self.route is not None and not self.stands_at and not self.unready)

    @property
    def may_be_read(self) -> bool:
        """By those who read ahead: every review is done, secrecy with them, and all agencies have signed. They are on
        no list of readers: a draft that has one is not shown before it is lifted."""
        return not self.is_limited and self.route is not None and self.stands_at in (None, *PROOFS)


def parts_of(release: Release) -> list[Part]:
    routes = {route.page_id: route for route in routes_of(release)} if release.is_planned else {}
    unready = not_ready(list(routes.values())) if routes else {}
    items = list(release.items.select_related("page", "route", "added_by__person"))
    limited, found = limited_among(items), []
    for item in items:
        route = routes.get(item.page_id)
        found.append(Part(item, route, unready.get(route.pk, []) if route else [], item.page_id in limited))
    return found


def limited_among(items: Iterable[ReleaseItem]) -> set[int]:
    """Pages of a release whose draft is open to named readers alone."""
    pages = [item.page_id for item in items if not item.route_id]
    return set(Audience.objects.filter(page__in=pages).values_list("page", flat=True)) if pages else set()


def release_desk(user: Any) -> dict[str, Any]:
    """Lists for those who plan: what is to come, what has ended lately."""
    rows = Release.objects.visible_to(user).select_related("agency").prefetch_related("items")
    return {"planned": rows.planned(), "ended": rows.exclude(pk__in=rows.planned()).order_by("-planned_at")[:20]}


def words_to_clear(user: Any) -> Iterator[Todo]:
    """Releases whose words wait for a secrecy officer before the calendar shows them."""
    if not has_role(user, RoleCode.SECRECY_OFFICER):
        return
    rows = Release.objects.visible_to(user).public().exclude(made_by=user).order_by("planned_at")
    for row in (
        rows.filter(planned_at__gt=timezone.now())
        .select_related("agency")
        .prefetch_related("date_changes", "preview_passes")
    ):
        if row.uncleared_words and may_clear_words(user, row):
            yield Todo(
                _("Clear the words of a release: %(title)s") % {"title": row.title},
                reverse("release:release", args=[row.pk]),
                due=timezone.localtime(row.planned_at).date(),
                action_label=_("Review"),
            )


def release_view(user: Any, release: Release) -> dict[str, Any]:
    """What the page of a release shows, and what this reader can do there."""
    confirms, planned = may_confirm(user, release), release.is_planned
    uncleared = release.uncleared_words if release.is_listed else []
    parts = parts_of(release)
    visits = PreviewVisit.objects.select_related("page").order_by("-pk")
    passes = release.preview_passes.select_related("given_by__person").prefetch_related(Prefetch("visits", visits))
    return {
        "release": release,
        "parts": parts,
        "shut": shut_pages(user),
        "complete": sum(part.is_complete for part in parts),
        "changes": release.date_changes.select_related("by__person"),
        "passes": passes if confirms else [],
        "may_manage": planned and may_manage(user, release),
        "may_confirm": planned and confirms,
        "uncleared": uncleared,
        "seal": release.seal_of_words if uncleared and may_clear_words(user, release) else "",
        "may_see_readers": confirms,
        "can_be_confirmed": release.state == ReleaseState.PROVISIONAL and bool(parts),
        "is_held": release.state == ReleaseState.HELD,
    }


def pages_to_add(user: Any, release: Release) -> list[tuple[int, str]]:
    """Pages with something new that the user sees on a route or has drafted; those that wait already left out."""
    taken = ReleaseItem.objects.waiting().values("page")
    routes = Route.objects.open().visible_to(user).exclude(page__in=taken).select_related("page")
    found = {route.page_id: route.page.get_admin_display_title() for route in routes}
    drafted = Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user.pk).exclude(pk__in=taken)
    drafted = drafted.exclude(pk__in=shut_pages(user))
    for page in drafted.select_related("content_type").order_by("-latest_revision_created_at")[:100]:
        model = page.specific_class
        if model in gated_models() and model.is_released_alone:
            found.setdefault(page.pk, page.get_admin_display_title())
    return sorted(found.items(), key=lambda pair: pair[1])


def releases_within_a_day() -> Any:
    now = timezone.now()
    return Release.objects.filter(
        state=ReleaseState.CONFIRMED, planned_at__gt=now, planned_at__lte=now + dt.timedelta(hours=24)
    )


def calendar_of(year: int | None = None) -> dict[str, Any]:
    """The public release calendar: to come in order of time, then what was, the newest first."""
    rows = Release.objects.public().select_related("agency")
    planned = rows.planned()
    past = rows.exclude(state__in=PLANNED).order_by("-planned_at", "-pk")
    years = sorted({moment.year for moment in past.datetimes("planned_at", "year")}, reverse=True)
    return {
        "planned": planned,
        "past": past.filter(planned_at__year=year) if year else past,
        "years": years,
        "year": year,
    }


def public_release(pk: int) -> dict[str, Any] | None:
    """One entry of the calendar; its pages only once they are public, and then who had read them before."""
    release = Release.objects.public().select_related("agency").filter(pk=pk).first()
    if release is None:
        return None
    is_out = release.state == ReleaseState.RELEASED
    items = release.items.filter(route__isnull=False, page__live=True).select_related("page") if is_out else []
    return {
        "release": release,
        "pages": [item.page for item in items],
        "changes": release.date_changes.all(),
        "readers": release.preview_passes.all() if is_out else [],
    }


def calendar_events(rows: Iterable[Release]) -> list[CalendarEvent]:
    return [
        CalendarEvent(
            uid=f"release-{row.pk}",
            summary=row.shown_title,
            starts=row.planned_at,
            ends=row.planned_at + dt.timedelta(minutes=15),
            url=reverse("release:calendar-entry", args=[row.pk]),
            description=row.shown_cancel_reason or row.shown_summary,
            is_cancelled=row.state == ReleaseState.CANCELLED,
            is_tentative=row.state in {ReleaseState.PROVISIONAL, ReleaseState.HELD},
            sequence=row.sequence,
        )
        for row in rows
    ]
