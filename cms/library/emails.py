"""What the people of a public page are told."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.release.enums import ROUTE_ROLES
from cms.release.queries import admitted, holders
from shared.directory.enums import RoleCode
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "library.withdrawn",
        _("A page was withdrawn"),
        _("Withdrawn: %(title)s"),
        _("“%(title)s” is no longer public. Withdrawn by: %(agency)s. Reason: %(reason)s"),
    ),
    NoticeKind(
        "library.not_withdrawn",
        _("A page could not be withdrawn at its time"),
        _("Still public: %(title)s"),
        _(
            "“%(title)s” was to be withdrawn now and is still public: %(fault)s "
            "Withdraw it by hand or set another time."
        ),
    ),
    NoticeKind(
        "library.links_broken",
        _("Links of a public page have broken"),
        _("Broken links: %(title)s"),
        _("Links of “%(title)s” lead nowhere any more: %(links)s. Correct the page, or the page they lead to."),
    ),
    NoticeKind(
        "library.look_again",
        _("A public page is to be looked at again"),
        _("Look again: %(title)s"),
        _("Look at “%(title)s” again by %(due)s: is it still right? Say so, or correct it."),
    ),
    NoticeKind(
        "library.disclosure",
        _("The term of disclosure of a page"),
        _("To be public by %(due)s: %(title)s"),
        _("“%(title)s” must be public by %(due)s, 20 working days after it was formed or changed (%(formed)s)."),
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


def tell_not_withdrawn(plan: Any, page: Any, fault: str) -> int:
    return notify(
        "library.not_withdrawn",
        to=keepers(page),
        url=reverse("upkeep:page", args=[page.pk]),
        key=f"library.not_withdrawn:{plan.pk}",
        title=page.title,
        fault=fault,
    )


def editors_of(page: Any) -> list[Any]:
    """Those who can mend it: its owner, and the editors of its agencies."""
    return [*holders(RoleCode.EDITOR, page.agency_paths()), page.owner]


def tell_broken(page: Any, rows: Any) -> int:
    """Once for each set of rows that is new."""
    found = list(rows)
    return notify(
        "library.links_broken",
        to=editors_of(page),
        url=reverse("upkeep:page", args=[page.pk]),
        key=f"library.links_broken:{max(row.pk for row in found)}" if found else "library.links_broken:none",
        title=page.title,
        links="；".join(str(row) for row in found[:5]),
    )


def tell_look_again(row: Any, stage: str) -> int:
    return notify(
        "library.look_again",
        to=admitted(editors_of(row.page.specific), row.page),
        url=reverse("library-dates", args=[row.page_id]),
        key=f"{stage}:{row.pk}:{row.due_on:%Y%m%d}",
        title=row.page.title,
        due=row.due_on.isoformat(),
    )


def tell_disclosure(row: Any, stage: str) -> int:
    return notify(
        "library.disclosure",
        to=admitted(editors_of(row.page.specific), row.page),
        url=reverse("library-dates", args=[row.page_id]),
        key=f"library.disclosure:{stage}:{row.pk}:{row.due_on:%Y%m%d}",
        title=row.page.title,
        due=row.due_on.isoformat(),
        formed=row.formed_on.isoformat(),
    )
