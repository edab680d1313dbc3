"""What loses its force soon: letters, pledges, powers of deputies (features B16). Each kind registers its source."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exchanges.secondments.enums import BEFORE_OFFICE, IN_OFFICE, State
from exchanges.secondments.models import HOME_ROLES, FiledPaper, Secondment
from shared.directory.models import RoleAssignment
from shared.directory.permissions import scopes_of


@dataclass(frozen=True)
class Expiring:
    """One paper or power: what it is, whose, where it stands, the day on which it ends."""

    what: str | Promise
    who: str
    where: str
    until: dt.date
    url: str
    secondment: Secondment | None = None


type Source = Callable[[Any, dt.date, dt.date], Iterable[Expiring]]


def letters(user: Any, today: dt.date, until: dt.date) -> Iterable[Expiring]:
    """A letter of appointment and the pledge behind it hold for the term."""
    rows = Secondment.objects.managed_by(user).filter(
        state__in=IN_OFFICE, ends_on__range=(today, until), person__isnull=False
    )
    for s in rows.with_parties():
        yield entry(_("Letter of appointment"), s, s.ends_on, s.letter_number)
        if s.pledge_signed_on:
            yield entry(_("Pledge and secrecy undertaking"), s, s.ends_on)


def unsigned(user: Any, today: dt.date, until: dt.date) -> Iterable[Expiring]:
    """An approved term that begins soon and still lacks pledge or letter: both are due before its first day."""
    rows = Secondment.objects.managed_by(user).filter(state=State.APPROVED, starts_on__lte=until, ends_on__gte=today)
    for s in rows.with_parties():
        lacking = _("Letter not yet issued") if s.pledge_signed_on else _("Pledge not yet signed")
        yield entry(lacking, s, s.starts_on)


def powers(user: Any, today: dt.date, until: dt.date) -> Iterable[Expiring]:
    """Roles of one's own office, deputies' among them, that end within these days."""
    own = Q(pk__in=[])
    for path in scopes_of(user, *HOME_ROLES):
        own |= Q(agency__path__startswith=path)
    rows = RoleAssignment.objects.valid_on(today).filter(own, role__in=HOME_ROLES, valid_to__range=(today, until))
    for role in rows.select_related("user", "agency", "deputy_for"):
        words = format_lazy("{role} · {deputy}", role=role.get_role_display(), deputy=_("as a deputy"))
        what = words if role.deputy_for_id else role.get_role_display()
        yield Expiring(what, role.user.name, str(role.agency), role.valid_to, "")


def filed(user: Any, today: dt.date, until: dt.date) -> Iterable[Expiring]:
    """Papers in the file with a last day of their own, and those past it that nobody has replaced."""
    terms = Secondment.objects.managed_by(user).filter(state__in=[*BEFORE_OFFICE, *IN_OFFICE])
    rows = FiledPaper.objects.on_file().filter(secondment__in=terms.order_by().values("pk"), valid_until__lte=until)
    for row in rows.select_related("secondment__person", "secondment__home_org", "secondment__host_org"):
        if row.valid_until:
            yield entry(str(row), row.secondment, row.valid_until, row.number)


SOURCES: list[Source] = [letters, unsigned, powers, filed]


def entry(what: str | Promise, s: Secondment, until: dt.date, number: str = "") -> Expiring:
    words = format_lazy("{what} {number}", what=what, number=number) if number else what
    where = f"{s.home_org} → {s.host_org}"
    return Expiring(words, s.person.name if s.person else s.position, where, until, s.get_absolute_url(), s)


def expiring(user: Any, days: int) -> list[Expiring]:
    """What ends within `days` days from today, and what is overdue, the earliest first."""
    today = timezone.localdate()
    found = [item for source in SOURCES for item in source(user, today, today + dt.timedelta(days=days))]
    return sorted(found, key=lambda item: (item.until, item.where, item.who, str(item.what)))
