import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.release.enums import ROUTE_ROLES, RouteKind, Step, Verdict
from cms.release.models import (
    Decision,
    EmergencyRelease,
    Release,
    Remark,
    Route,
    RouteItem,
    Signature,
    content_digest,
)
from cms.release.permissions import (
    Reviewed,
    has_agreed,
    is_author,
    is_turn,
    may_ask_emergency,
    may_authorise_emergency,
    may_decide,
    may_invite,
    may_mark_urgent,
    may_recall,
    may_release_now,
    may_remark,
    may_settle,
    may_sign,
    reviewed_by,
)
from cms.release.queries.files import file_faults, replaced_files
from cms.release.queries.numbers import NumberOffer, offer_of
from shared.directory.models import RoleAssignment
from shared.directory.permissions import has_role
from shared.regulations.queries import deadline_rule
from shared.ui.todos import Todo

TEXTS = ["page", "revision__user"]


def hours(code: str) -> dt.timedelta:
    return dt.timedelta(hours=deadline_rule(code, on=timezone.localdate()).amount)


def open_route_of(page: Any) -> Route | None:
    return Route.objects.open().filter(page=page.pk).first()


def emergency_of(route: Route) -> EmergencyRelease | None:
    return EmergencyRelease.objects.filter(route=route.pk).first()


def items_of(route: Route) -> list[RouteItem]:
    """With their pages and revisions; what came with the route is not asked for again."""
    return route.texts if hasattr(route, "texts") else list(route.items.select_related(*TEXTS))


def changed_items(route: Route) -> list[RouteItem]:
    """Items whose page has been edited since, or whose revision says something else than it did."""
    return [
        item
        for item in items_of(route)
        if item.revision_id != item.page.latest_revision_id
        or not item.revision.is_latest_revision()
        or content_digest(item.revision.content, without=item.page.specific_class.derived_fields) != item.digest
    ]


def problems(route: Route) -> list[str]:
    """Why this route brings nothing to the public yet, as sentences; empty: it is complete."""
    if not route.is_open:
        return [_("This route has ended: %(reason)s.") % {"reason": route.get_void_reason_display() or _("released")}]
    found = [
        _("“%(title)s” was edited after it was sent to review.") % {"title": item.page.title}
        for item in changed_items(route)
    ]
    found += file_faults(replaced_files(route))
    if route.kind == RouteKind.FOUNDING:
        return found
    if has_moved_parts(route):
        found.append(_("Its parts stand in another order, or elsewhere, than when it was sent. Send it again."))
    if any(row.verdict != Verdict.AGREE for row in route.decisions.all()):
        found.append(_("A reviewer has returned it."))
    return found + missing_steps(route)


def has_moved_parts(route: Route) -> bool:
    """A part that was added since is not on the route, and stays as it is."""
    read = [item.page_id for item in items_of(route) if item.page_id != route.page_id]
    now = Page.objects.child_of(route.page).filter(pk__in=read).order_by("path").values_list("pk", flat=True)
    return bool(read) and read != list(now)


def missing_steps(route: Route) -> list[str]:
    emergency = getattr(route, "emergency", None)
    if emergency is not None and emergency.is_authorised:
        return (
            [] if has_agreed(route, Step.SECRECY) else [_("The secrecy review is missing. No emergency replaces it.")]
        )
    agreed = {row.step for row in route.decisions.all() if row.verdict == Verdict.AGREE}
    found = [_("Missing: %(step)s.") % {"step": step.label} for step in Step if step not in agreed | {Step.SIGN}]
    signatures = list(route.signatures.all())
    found += [
        _("Not signed: %(agency)s.") % {"agency": row.agency or _("the issuer")}
        for row in signatures
        if not row.is_signed
    ]
    return found if signatures else [*found, _("No agency signs this.")]


def with_steps(rows: Any) -> Any:
    decisions = Prefetch("decisions", queryset=Decision.objects.select_related("reviewer__person"))
    signatures = Prefetch(
        "signatures", queryset=Signature.objects.select_related("agency", "signer__person", "link", "document")
    )
    return rows.select_related(
        "page__content_type", "opened_by__person", "taken_by__person", "emergency"
    ).prefetch_related(decisions, signatures, "authors")


def with_texts(rows: Any) -> Any:
    """For the page of one route: steps, and what is read."""
    items = Prefetch("items", queryset=RouteItem.objects.select_related(*TEXTS), to_attr="texts")
    return with_steps(rows).prefetch_related(items)


def asked_of(user: Any, route: Route, *, known: Reviewed | None = None) -> Step | None:
    """The step of the route that this user can take now; in an emergency secrecy review does not wait for its turn."""
    step = route.next_step
    if step == Step.SIGN and any(row.is_open and may_sign(user, row, known=known) for row in route.signatures.all()):
        return step
    if step not in (None, Step.SIGN) and may_decide(user, route, step, known=known):
        return step
    secrecy = Step.SECRECY
    return secrecy if is_turn(route, secrecy) and may_decide(user, route, secrecy, known=known) else None


def routes_waiting_for(user: Any) -> list[tuple[Route, Step]]:
    """Open routes with the step that waits for this user, the oldest first."""
    rows = list(with_steps(Route.objects.open().visible_to(user)).order_by("pk"))
    known = reviewed_by(user, *(route.digest for route in rows))
    asked = [(route, asked_of(user, route, known=known)) for route in rows]
    return [(route, step) for route, step in asked if step is not None]


def holders(role: str, paths: Iterable[str]) -> list[Any]:
    """Active users who hold the role today for one of the agencies, or for any where none is named."""
    rows = RoleAssignment.objects.valid_on().filter(role=role, user__is_active=True).select_related("user", "agency")
    wanted = list(paths)
    held = [row for row in rows if not wanted or any(path.startswith(row.agency.path) for path in wanted)]
    return list({row.user_id: row.user for row in held}.values())


def todos(user: Any) -> Iterator[Todo]:
    """What the editorial route asks of a person, for her start page."""
    if not has_role(user, *ROUTE_ROLES):
        return
    for route, step in routes_waiting_for(user):
        yield Todo(
            _("%(step)s: “%(title)s”") % {"step": step.label, "title": route.page.title},
            reverse("release:route", args=[route.pk]),
            action_label=_("Review"),
        )


def as_frozen(route: Route) -> Any:
    """The page as the route has it: its own revision, and those of its parts."""
    pages = {item.page_id: item.revision.as_object() for item in items_of(route)}
    page = pages.pop(route.page_id)
    page.frozen_parts = list(pages.values())
    return page


def returned_before(route: Route, user: Any) -> Route | None:
    """The last route of the page before this one, where it came to nothing: what its reviewers had read then.

    Whoever reads a new text may compare it with that, where the draft is open to named readers alone too.
    """
    rows = Route.objects.in_scope_of(user).filter(page=route.page_id, pk__lt=route.pk).order_by("-pk")
    earlier = rows.first()
    return earlier if earlier and earlier.voided_at and earlier.kind == RouteKind.REVIEW else None


def desk_of(user: Any) -> dict[str, Any]:
    """The lists of the review desk; each route once, under what it asks of the reader."""
    waiting = routes_waiting_for(user)
    waiting.sort(key=lambda pair: (not pair[0].is_urgent, pair[0].due_on or dt.date.max))
    mine = {route.pk for route, _step in waiting}
    rows = with_steps(Route.objects.visible_to(user))
    running = [route for route in rows.open() if route.pk not in mine]
    ended = rows.filter(kind=RouteKind.REVIEW).exclude(voided_at=None, used_at=None).order_by("-pk")[:20]
    return {"waiting": waiting, "running": running, "ended": ended}


@dataclass(frozen=True)
class Stage:
    """A step of the route as the page shows it."""

    step: Step
    mark: str  # done, now, refused or nothing
    decision: Decision | None = None


def stages_of(route: Route) -> list[Stage]:
    decided = {row.step: row for row in route.decisions.all()}
    now = route.next_step if route.is_open else None
    found = []
    for step in Step:
        row = decided.get(step)
        is_done = not route.unsigned and bool(route.signatures.all()) if step == Step.SIGN else bool(row)
        mark = (
            "refused" if row and row.verdict != Verdict.AGREE else "done" if is_done else "now" if step == now else ""
        )
        found.append(Stage(step, mark, row))
    return found


def route_view(user: Any, route: Route) -> dict[str, Any]:
    """What the page of a route shows, and what this reader can do there."""
    emergency = getattr(route, "emergency", None)
    authorises = may_authorise_emergency(user, route)
    is_complete = route.is_open and route.next_step is None
    return {
        "route": route,
        "stages": stages_of(route),
        "asked": asked_of(user, route) if route.is_open else None,
        "signatures": [asked_to_sign(user, row) for row in route.signatures.all()],
        "problems": problems(route) if route.is_open else [],
        "items": items_of(route),
        "emergency": emergency,
        "is_author": is_author(user, route),
        "invites_for": invites_for(user, route),
        "may_mark_urgent": route.is_open and may_mark_urgent(user, route),
        "may_recall": route.is_open and may_recall(user, route),
        "may_ask_emergency": route.is_open and emergency is None and may_ask_emergency(user, route),
        "may_authorise": bool(emergency and not emergency.is_authorised and route.is_open and authorises),
        "may_second": bool(emergency and emergency.is_waiting and authorises and user.pk != emergency.authorised_by_id),
        "may_release": is_complete and may_release_now(user, route),
        "release": Release.objects.filter(items__page=route.page_id, items__ended_at=None).first(),
        "has_public_version": route.page.live,
        "came_back": returned_before(route, user) is not None,
        "restrictions": restrictions(user, route),
        "remarks": remarks_of(user, route),
        "may_remark": may_remark(user, route),
    }


def remarks_of(user: Any, route: Route) -> list[tuple[Remark, bool]]:
    """What readers of the route have remarked, in its order, each with whether this reader can settle it now."""
    return [(row, not row.settled_at and may_settle(user, row)) for row in Remark.objects.of_route(route)]


def open_remarks(page: Any) -> QuerySet[Remark]:
    """What of the drafts of a page, sent so far, nobody has settled."""
    rows = Remark.objects.open().filter(item__page=page.pk)
    return rows.select_related("item__route", "by__person")


def restrictions(user: Any, route: Route) -> Any:
    """When and why secrecy review kept earlier texts of the page, in any language, for whoever reads a new one."""
    seen = Decision.objects.all() if route.is_open else Decision.objects.visible_to(user)
    same = seen.filter(route__page__translation_key=route.page.translation_key)
    rows = same.filter(verdict=Verdict.RESTRICT).exclude(route=route.pk)
    return rows.select_related("reviewer__person").order_by("pk")


def asked_to_sign(user: Any, row: Signature) -> tuple[Signature, bool, NumberOffer | None]:
    """May the user sign it, and what may she say about the document number then?"""
    is_asked = row.is_open and may_sign(user, row)
    return row, is_asked, offer_of(row) if is_asked and row.route.is_open else None


def invites_for(user: Any, route: Route) -> set[int]:
    """The signatures for which this user asks a signer without an account now: not before every review is done."""
    is_time = route.is_open and is_turn(route, Step.SIGN)
    rows = [row for row in route.signatures.all() if row.is_open] if is_time else []
    return {row.pk for row in rows if may_invite(user, row)}


def signed() -> Prefetch:
    """Signatures with what the public record says of them."""
    return Prefetch("signatures", Signature.objects.select_related("agency", "document", "link__invited_by"))


@dataclass(frozen=True)
class Entry:
    """A line of what became of a page: a version, with its route, or how one ended."""

    at: dt.datetime
    words: str
    route: Route | None = None
    is_now: bool = False

    @property
    def is_closed(self) -> bool:
        return self.route is not None and self.route.closed_at is not None


class PublicRecord:
    """Who signed the text that is shown, and what became of the page; asked only where a page shows it."""

    def __init__(self, page: Any, request: Any = None) -> None:
        self.page, self.request = page, request

    @cached_property
    def releases(self) -> list[Route]:
        """Of the page, the newest first, those that nobody may read any more included."""
        rows = Route.objects.used().filter(page=self.page.pk).select_related("emergency").prefetch_related(signed())
        return list(rows.order_by("-used_at", "-pk"))

    @property
    def versions(self) -> list[Route]:
        """What readers may read, the newest first."""
        return [route for route in self.releases if route.closed_at is None]

    @property
    def shown(self) -> list[Route]:
        """What brought exactly the text that is shown: an earlier version has its own, a draft has none."""
        if superseded := getattr(self.request, "superseded", None):
            return [route for route in self.releases if route.pk == superseded.pk]
        is_now = self.page.live and not getattr(self.request, "is_preview", False)
        return self.releases[:1] if is_now else []

    @property
    def signatures(self) -> list[Signature]:
        return [row for route in self.shown for row in route.signatures.all() if row.is_signed]

    @property
    def unsigned(self) -> list[Signature]:
        """Of a text that an emergency brought to the public before its agencies had signed."""
        return [row for route in self.shown for row in route.signatures.all() if not row.is_signed]

    @cached_property
    def entries(self) -> list[Entry]:
        """Releases and endings, the newest first; none where there was one release alone."""
        if len(self.releases) < 2:
            return []
        found = [self.entry_of(route) for route in self.releases]
        return sorted([*found, *self.endings()], key=lambda entry: entry.at, reverse=True)

    def entry_of(self, route: Route) -> Entry:
        """What was said of a version that nobody may read any more is not said again."""
        note = route.change_note if route.closed_at is None else ""
        first = _("First published.") if route is self.releases[-1] else _("Published again.")
        is_now = bool(self.page.live) and route is self.releases[0]
        return Entry(route.used_at or route.opened_at, note or first, route, is_now)

    def endings(self) -> list[Entry]:
        """How versions ended other than by a correction."""
        rows = [route.emergency for route in self.releases if hasattr(route, "emergency")]
        words = _("Taken down: the second approval did not come in time.")
        return [Entry(row.taken_down_at, words) for row in rows if row.taken_down_at]
