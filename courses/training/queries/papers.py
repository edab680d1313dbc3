"""What the printed papers of a class say: sign-in sheet, name badges, list of groups."""

from typing import Any

from courses.training.enums import EnrolmentState, Side
from courses.training.models import ClassGroup, Enrolment, GroupMember, Session

PRINTED = [str(EnrolmentState.ACCEPTED), str(EnrolmentState.CONFIRMED), str(EnrolmentState.ATTENDING)]


def group_names(session: Session) -> dict[int, str]:
    """Each person's group, by enrolment."""
    rows = GroupMember.objects.filter(group__session=session).select_related("group")
    return {row.enrolment_id: row.group.name for row in rows}


def people_to_print(session: Session) -> list[dict[str, Any]]:
    people = Enrolment.objects.filter(session=session, state__in=PRINTED).select_related("person", "agency")
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
        for each in people.order_by("side", "person__name_pinyin", "pk")
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
    slots = [{"day": f"{slot.day:%m-%d}", "half": slot.get_half_display()} for slot in session.slots.all()]
    return {**head(session), "slots": slots, "people": people_to_print(session)}


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
