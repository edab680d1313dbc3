"""What the printed papers of a class say: sign-in sheet, name badges, list of groups."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format

from courses.training.enums import ON_THE_ROSTER, EnrolmentState, Side
from courses.training.models import ClassGroup, Enrolment, GroupMember, Session, TimetableSlot

# whoever sits in the class or sat in it to the end; who never came or was sent away signs no sheet
PRINTED = [str(state) for state in ON_THE_ROSTER - {EnrolmentState.NO_SHOW, EnrolmentState.EXPELLED}]
TO_A_SHEET = 10  # half-days: the columns of a class of five days, wide enough for a signature


def group_names(session: Session) -> dict[int, str]:
    """Each person's group, by enrolment."""
    rows = GroupMember.objects.filter(group__session=session).select_related("group")
    return {row.enrolment_id: row.group.name for row in rows}


def on_the_sheet(session: Session) -> QuerySet[Enrolment]:
    """Whom sign-in sheets, badges and groups name, on paper and on the page alike."""
    people = Enrolment.objects.filter(session=session, state__in=PRINTED).select_related("person", "agency")
    return people.order_by("side", "person__name_pinyin", "pk")


def people_to_print(session: Session) -> list[dict[str, Any]]:
    groups = group_names(session)
    return [
        {
            "name": each.person.name,
            "unit": each.agency.name,
            "side": each.side,
            "side_word": str(Side(each.side).label),
            "group": groups.get(each.pk, ""),
            "key": each.pk,
        }
        for each in on_the_sheet(session)
    ]


def head(session: Session) -> dict[str, Any]:
    return {
        "number": session.number,
        "title": session.title,
        "venue": session.venue,
        "hosts": [host.name for host in session.hosts],
        "starts_on": session.starts_on.isoformat(),
        "ends_on": session.ends_on.isoformat(),
    }


def sign_in_sheet(session: Session) -> dict[str, Any]:
    return {**head(session), "sheets": sheets_of(session.slots.all()), "people": people_to_print(session)}


def sheets_of(slots: Iterable[TimetableSlot]) -> list[list[dict[str, Any]]]:
    """The days of the class with their half-days, so many to a sheet; no day is torn in two."""
    days: dict[str, list[str]] = {}
    for slot in slots:
        halves = days.setdefault(f"{slot.day:%m-%d} {date_format(slot.day, 'D')}", [])
        if slot.get_half_display() not in halves:
            halves.append(slot.get_half_display())
    sheets: list[list[dict[str, Any]]] = [[]]
    for day, halves in days.items():
        if sum(len(each["halves"]) for each in sheets[-1]) + len(halves) > TO_A_SHEET:
            sheets.append([])
        sheets[-1].append({"day": day, "halves": halves})
    return sheets


def badges(session: Session) -> dict[str, Any]:
    return {**head(session), "people": people_to_print(session)}


def group_list(session: Session) -> dict[str, Any]:
    people = people_to_print(session)
    leaders = dict(ClassGroup.objects.filter(session=session).values_list("name", "leader"))
    groups = [
        {
            "name": name,
            "people": [{**each, "leads": each["key"] == leader} for each in people if each["group"] == name],
        }
        for name, leader in leaders.items()
    ]
    return {**head(session), "groups": groups}
