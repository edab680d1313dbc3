"""A lecture that stands alone, drawn up with its one half-day."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.training.actions.sessions import draw_up_session
from courses.training.actions.timetable import arrange_timetable
from courses.training.enums import Side
from courses.training.models import Session, TimetableSlot
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Agency

MOST_A_DAY = 99


@transaction.atomic
def draw_up_lecture(
    session: Session, *, slot: TimetableSlot, seats: int, internal_for: list[Agency], by: Any
) -> Session:
    """A draft with its number, its seats for everybody, its half-day and room, and who may see it."""
    session.number = session.number or free_number(session)
    draw_up_session(session, seats={Side.POOL: seats}, by=by)
    session.internal_for.set(internal_for)
    return arrange_timetable(session, slots=[slot], by=by)


def free_number(session: Session) -> str:
    """JZ, the day, and a running number; two who ask at once are told apart by the constraint."""
    start = f"JZ-{session.starts_on:%Y%m%d}-"
    taken = set(Session.objects.filter(number__startswith=start).values_list("number", flat=True))
    for number in range(1, MOST_A_DAY + 1):
        if f"{start}{number:02}" not in taken:
            return f"{start}{number:02}"
    raise NotAllowedNow(_("There are too many lectures on this day: choose another one."))
