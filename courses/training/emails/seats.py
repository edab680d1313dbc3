"""Who is told what about the seats of a class."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.training.models import SeatBlock
from courses.training.queries import users_in_charge
from shared.accounts.models import User
from shared.directory.enums import RoleCode
from shared.notices.actions import notify
from shared.notices.kinds import NoticeKind

KINDS = [
    NoticeKind(
        "training.cut_off_ahead",
        _("Unused seats will go back"),
        _("%(free)s unused seats go back on %(when)s: %(session)s"),
        _(
            "In “%(session)s” %(block)s still has %(free)s seats that nobody sits in. On %(when)s (Beijing time) they "
            "go to others. Put people forward before that."
        ),
    ),
    NoticeKind(
        "training.seats_returned",
        _("Unused seats have gone back"),
        _("%(seats)s unused seats have gone back: %(session)s"),
        _("In “%(session)s” %(seats)s unused seats of %(block)s have gone to: %(target)s. The waitlist moves up."),
        email_by_default=False,
    ),
    NoticeKind(
        "training.reserved",
        _("Seats reserved without names"),
        _("%(seats)s seats are reserved for %(block)s: %(session)s"),
        _(
            "In “%(session)s” %(seats)s seats are kept for %(unit)s without names. Put your people forward by %(when)s "
            "(Beijing time); after that the seats without a name go back."
        ),
    ),
]


def words(block: SeatBlock) -> dict[str, Any]:
    return {
        "session": block.session.title,
        "block": str(block.label),
        "unit": str(block.agency or ""),
        "free": block.free,
        "seats": block.seats,
        "when": date_format(timezone.localtime(block.returns_at), "Y-m-d H:i") if block.returns_at else "",
    }


def concerned(block: SeatBlock) -> list[User]:
    """The HR officers of the agency; for a side, a region and the pool the organisers of both hosts."""
    if block.agency:
        return users_in_charge(block.agency, RoleCode.UNIT_HR)
    return [user for host in block.session.hosts for user in users_in_charge(host, RoleCode.ORGANISER)]


def page_of(block: SeatBlock) -> str:
    return reverse("training:seats", args=[block.session.slug])


def tell_cut_off_ahead(block: SeatBlock) -> int:
    when = block.returns_at.isoformat() if block.returns_at else ""
    key = f"training.cut_off_ahead:{block.pk}:{when}"
    return notify("training.cut_off_ahead", to=concerned(block), url=page_of(block), key=key, **words(block))


def tell_returned(block: SeatBlock, target: SeatBlock, seats: int) -> int:
    told = {**words(block), "seats": seats, "target": str(target.label)}
    return notify("training.seats_returned", to=concerned(block), url=page_of(block), **told)


def tell_reserved(block: SeatBlock, by_id: int) -> int:
    """Whoever reserved the seats herself knows."""
    to = [user for user in concerned(block) if user.pk != by_id]
    return notify("training.reserved", to=to, url=page_of(block), **words(block))
