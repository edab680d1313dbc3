"""Remarks in the text: made by those who read it for the route, settled by those who write it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.release.models import Remark, Route, RouteItem
from cms.release.permissions import may_remark, may_settle
from cms.release.queries import admitted
from shared.audit.actions import NotAllowedNow, record
from shared.notices.actions import notify

LABELS = {
    "release.remark.make": gettext_lazy("Remark on a passage"),
    "release.remark.settle": gettext_lazy("Remark settled"),
}


@transaction.atomic
def remark(route: Route, *, text: str, by: Any, quote: str = "") -> Remark:
    """Say something of a passage, or of the whole where none is quoted. Whoever sent the text is told once per reader.

    Raises NotAllowedNow for authors, for those without a part in the route, and once the route has ended.
    """
    route = Route.objects.select_for_update(no_key=True).get(pk=route.pk)
    if not route.is_open:
        raise NotAllowedNow(_("This route has ended. Remarks are made on a text that is being reviewed."))
    if not may_remark(by, route):
        raise NotAllowedNow(_("You wrote part of this text or have no part in its review: others remark on it."))
    if not text.strip():
        raise NotAllowedNow(_("Say what you remark on this passage."))
    made = Remark.objects.create(item=item_with(route, quote), quote=quote.strip(), text=text.strip(), by=by)
    record("release.remark.make", made.item.page, by=by, remark=made.pk)
    notify(
        "release.remarked",
        to=admitted([route.opened_by], route.page),
        url=f"{reverse('release:route', args=[route.pk])}#remarks",
        key=f"release.remarked:{route.pk}:{by.pk}",
        title=route.page.title,
        by=str(by),
    )
    return made


def item_with(route: Route, quote: str) -> RouteItem:
    """The page of the route in which the passage stands; the first one where it cannot be told."""
    items = list(route.items.select_related("revision", "page"))
    wanted = squeezed(quote)
    return next((item for item in items if wanted and wanted in said(item)), items[0])


def said(item: RouteItem) -> str:
    return squeezed("".join(texts_in(item.revision.content)))


def texts_in(value: Any) -> Iterator[str]:
    """The words of a revision, in its order; a stream of blocks is kept in it as JSON."""
    if isinstance(value, str) and value.startswith("[{"):
        with suppress(ValueError):  # a title may begin so too
            value = json.loads(value)
    if isinstance(value, str):
        yield unescape(strip_tags(value))
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def squeezed(text: str) -> str:
    """Without spaces: a passage as it is selected, and as it is stored."""
    return "".join(text.split())


@transaction.atomic
def settle_remark(found: Remark, *, by: Any, answer: str = "") -> Remark:
    """Note that it is mended or answered; NotAllowedNow where somebody has done so before."""
    if not may_settle(by, found):
        raise NotAllowedNow(_("The editors of the page settle a remark, or whoever made it."))
    now = timezone.now()
    rows = Remark.objects.open().filter(pk=found.pk)
    if not rows.update(settled_at=now, settled_by=by, answer=answer.strip()):
        raise NotAllowedNow(_("This remark is settled already."))
    record("release.remark.settle", found.item.page, by=by, remark=found.pk)
    found.refresh_from_db()
    return found
