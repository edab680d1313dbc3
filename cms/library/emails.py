"""What the people of a public page are told."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.release.enums import ROUTE_ROLES
from cms.release.queries import holders
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "library.withdrawn",
        _("A page was withdrawn"),
        _("Withdrawn: %(title)s"),
        _("“%(title)s” is no longer public. Withdrawn by: %(agency)s. Reason: %(reason)s"),
    ),
]


def keepers(page: Any) -> list[Any]:
    """Everybody of all agencies of the page who has a part in its route, and its owner."""
    found = [user for role in ROUTE_ROLES for user in holders(role, page.agency_paths())]
    return [*found, page.owner]


def tell_withdrawn(row: Any, page: Any) -> int:
    return notify(
        "library.withdrawn",
        to=keepers(page),
        url=reverse("upkeep:page", args=[page.pk]),
        key=f"library.withdrawn:{row.pk}",
        title=page.title,
        agency=str(row.agency or row.withdrawn_by),
        reason=row.reason,
    )
