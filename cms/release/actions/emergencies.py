"""Emergency release (E6): a reason, two people, secrecy cleared; a third approves within a day, or it goes down."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.actions.releasing import release_route
from cms.release.emails import tell_of_emergency, tell_taken_down
from cms.release.models import EmergencyRelease, Route, RouteItem
from cms.release.permissions import may_ask_emergency, may_authorise_emergency
from cms.release.queries import hours
from shared.audit.actions import NotAllowedNow, record

LABELS = {
    "release.emergency.ask": gettext_lazy("Emergency release asked for"),
    "release.emergency.authorise": gettext_lazy("Emergency release authorised"),
    "release.emergency.second": gettext_lazy("Emergency release approved afterwards"),
    "release.emergency.down": gettext_lazy("Taken down: the second approval did not come"),
}


@transaction.atomic
def ask_for_emergency(route: Route, *, reason: str, by: Any) -> EmergencyRelease:
    if not may_ask_emergency(by, route) or not route.is_open:
        raise NotAllowedNow(_("An editor or section head of the page asks for an emergency release of an open route."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why this cannot wait."))
    require_none_waiting(route)
    asked, made = EmergencyRelease.objects.get_or_create(
        route=route, defaults={"reason": reason.strip(), "requested_by": by}
    )
    if not made:
        raise NotAllowedNow(_("An emergency release has been asked for already."))
    record("release.emergency.ask", route.page, by=by, reason=asked.reason)
    tell_of_emergency(asked)
    return asked


def require_none_waiting(route: Route) -> None:
    """One emergency after the other would keep a page public that no second issuer ever approves."""
    waiting = EmergencyRelease.objects.filter(route__page=route.page_id, second_by=None, taken_down_at=None)
    if route.page.live and waiting.exclude(authorised_at=None).exists():
        raise NotAllowedNow(
            _("An earlier emergency release of this page still waits for its second approval: that comes first.")
        )


@transaction.atomic
def authorise_emergency(emergency: EmergencyRelease, *, by: Any) -> Any:
    """An issuer lets the page go at once, if secrecy has been cleared; returns the public page."""
    route = emergency.route
    if not may_authorise_emergency(by, route) or by.pk == emergency.requested_by_id:
        raise NotAllowedNow(_("An issuer who neither wrote the page nor asked for the emergency authorises it."))
    require_none_waiting(route)
    now = timezone.now()
    rows = EmergencyRelease.objects.filter(pk=emergency.pk, authorised_at=None)
    if not rows.update(authorised_by=by, authorised_at=now, second_due=now + hours("release.second_approval")):
        raise NotAllowedNow(_("This emergency release has been authorised already."))
    record("release.emergency.authorise", route.page, by=by)
    page = release_route(route, by=by)
    emergency.refresh_from_db()
    tell_of_emergency(emergency)
    return page


@transaction.atomic
def approve_emergency_afterwards(emergency: EmergencyRelease, *, by: Any) -> EmergencyRelease:
    """The second approval: another issuer than the one who authorised it."""
    if not may_authorise_emergency(by, emergency.route) or by.pk in {
        emergency.requested_by_id,
        emergency.authorised_by_id,
    }:
        raise NotAllowedNow(_("The second approval is given by an issuer who has had no part in it so far."))
    now = timezone.now()
    rows = EmergencyRelease.objects.filter(pk=emergency.pk, second_by=None, taken_down_at=None, second_due__gt=now)
    if not rows.update(second_by=by, second_at=now):
        raise NotAllowedNow(_("It has been approved or taken down already, or it was not released."))
    record("release.emergency.second", emergency.route.page, by=by)
    emergency.refresh_from_db()
    return emergency


@transaction.atomic
def take_down(emergency: EmergencyRelease) -> bool:
    """Take the pages of an emergency release down; False when somebody was faster."""
    now = timezone.now()
    if not EmergencyRelease.objects.overdue().filter(pk=emergency.pk).update(taken_down_at=now):
        return False
    approved = approved_otherwise(emergency)
    for item in emergency.route.items.select_related("page"):
        page = item.page.specific_class.objects.get(pk=item.page_id)
        if page.live and page.live_revision_id == item.revision_id and item.revision_id not in approved:
            page.unpublish(log_action=False)
    Route.objects.filter(pk=emergency.route_id).close()
    record("release.emergency.down", emergency.route.page, by=None)
    tell_taken_down(emergency)
    return True


def approved_otherwise(emergency: EmergencyRelease) -> set[int]:
    """Revisions that another release has brought to the public too, one that stands or still has its own time."""
    unapproved = EmergencyRelease.objects.filter(second_by=None).exclude(
        taken_down_at=None, second_due__gt=timezone.now()
    )
    routes = Route.objects.used().exclude(pk=emergency.route_id).exclude(pk__in=unapproved.values("route"))
    own = emergency.route.items.values("revision")
    return set(RouteItem.objects.filter(route__in=routes, revision__in=own).values_list("revision_id", flat=True))


def take_down_overdue() -> int:
    """Take down every emergency release whose second approval is overdue; returns how many."""
    return sum(take_down(emergency) for emergency in EmergencyRelease.objects.overdue().select_related("route__page"))
