"""From a complete route to the public: all pages of the route at once, or none of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.actions.routing import digest_of, freeze_files
from cms.release.enums import RouteKind
from cms.release.followers import tell_released
from cms.release.models import ReleaseItem, Route, RouteItem
from cms.release.models.gated import GateRefusedError, releasing
from cms.release.queries import files_of, problems
from shared.audit.actions import NotAllowedNow, record

LABELS = {"release.release": gettext_lazy("Released to the public")}


@transaction.atomic
def release_route(route: Route, *, by: Any) -> Any:
    """Bring the revisions of a complete route live: parts first, so that the page finds them, then the page itself.

    The route is the permission: nobody holds another one. NotAllowedNow names what is missing.
    """
    route = Route.objects.select_for_update(no_key=True).get(pk=route.pk)
    if faults := problems(route):
        raise NotAllowedNow(_("Not released. %(faults)s") % {"faults": " ".join(faults)})
    items = list(route.items.select_related("page", "revision"))
    token = releasing.set(route)
    try:
        for item in sorted(items, key=lambda one: (one.page_id == route.page_id, one.pk)):
            publish_item(item, by=by)
    except ValidationError as fault:
        raise NotAllowedNow(_("Not released. %(faults)s") % {"faults": " ".join(fault.messages)}) from fault
    except (GateRefusedError, IntegrityError) as refusal:
        raise NotAllowedNow(_("Not released. %(faults)s") % {"faults": refusal}) from refusal
    finally:
        releasing.reset(token)
    now = timezone.now()
    if not Route.objects.open().filter(pk=route.pk).update(used_at=now):
        raise NotAllowedNow(_("Not released: the route ended meanwhile."))
    ReleaseItem.objects.waiting().filter(page=route.page_id).update(route=route, ended_at=now)
    page = route.page.specific_class.objects.get(pk=route.page_id)
    record("release.release", page, by=by, digest=route.digest)
    tell_released(page, by=by)
    return page


def publish_item(item: RouteItem, *, by: Any) -> None:
    """A part without changes is drawn anew, since its numbers may have moved."""
    page = item.page.specific_class.objects.get(pk=item.page_id)
    if page.live and page.live_revision_id == item.revision_id and item.page_id != item.route.page_id:
        page.save(clean=False)
    else:
        item.revision.publish(user=by, skip_permission_checks=True)


@transaction.atomic
def found_page(page: Any) -> Any:
    """A page that comes with the installation goes live once, without people; every later change takes the route."""
    revision = page.save_revision(clean=False)

    digest = digest_of(revision)
    route = Route.objects.create(page_id=page.pk, kind=RouteKind.FOUNDING, digest=digest)
    item = RouteItem.objects.create(route=route, page_id=page.pk, revision=revision, digest=digest)
    freeze_files(item, files_of(revision.as_object()))
    return release_route(route, by=None)
