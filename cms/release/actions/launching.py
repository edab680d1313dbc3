"""The minute of a release: every page of it becomes public in one transaction, or none does (E8)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.actions.planning import step
from cms.release.actions.releasing import release_route
from cms.release.emails import tell_held, tell_lacking
from cms.release.enums import ReleaseState
from cms.release.models import Release, Route
from cms.release.permissions import may_release_now
from cms.release.queries import lacking, routes_of, waiting_for
from shared.audit.actions import NotAllowedNow, record

LABELS = {
    "release.launch": gettext_lazy("Release brought to the public"),
    "release.hold": gettext_lazy("Release held back"),
    "release.now": gettext_lazy("Complete route released at once"),
}


@transaction.atomic
def launch_release(release: Release) -> bool:
    """Bring a release that is due live; False when it is not due, another worker was faster, or it is held back."""
    fresh = Release.objects.select_for_update(no_key=True).due().filter(pk=release.pk).first()
    if fresh is None:
        return False
    try:
        with transaction.atomic():
            launch(fresh)
    except NotAllowedNow as refusal:
        fresh.refresh_from_db()
        step(fresh, ReleaseState.HELD, action="release.hold", by=None, reason=str(refusal), reason_in="held_reason")
        tell_held(fresh)
        return False
    return True


def launch(release: Release) -> None:
    if faults := lacking(release):
        raise NotAllowedNow(" ".join(faults))
    for route in routes_of(release):
        release_route(route, by=None)
    if release.items.waiting().exists():
        raise NotAllowedNow(_("A page of this release was changed at the very minute of its release."))
    step(release, ReleaseState.RELEASED, action="release.launch", by=None, released_at=timezone.now())


def warn_of_lacking(release: Release) -> bool:
    """Tell those behind a confirmed release once what is still missing; False when nothing is."""
    faults = lacking(release)
    if faults:
        tell_lacking(release, faults)
    return bool(faults)


@transaction.atomic
def release_now(route: Route, *, by: Any) -> Any:
    """Release a complete route whose release was called off, or that was taken out of it; returns the public page."""
    if not may_release_now(by, route):
        raise NotAllowedNow(_("A section head or an issuer of the page releases it."))
    if (planned := waiting_for(route.page)) is not None:
        raise NotAllowedNow(_("This page waits for its release: %(title)s.") % {"title": planned.title})
    page = release_route(route, by=by)
    record("release.now", page, by=by)
    return page
