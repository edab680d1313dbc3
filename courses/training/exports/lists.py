"""Lists of classes and of people in them, as sheets and on paper. No list carries a telephone number or an address."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses.training.enums import ON_THE_ROSTER, EnrolmentState, Grade, Side
from courses.training.models import Enrolment, Session
from courses.training.queries import Place, Presence, presence, rule_limit
from shared.directory.models import Posting
from shared.documents.actions import typeset
from shared.ui.tables import Column

NOBODY = ("", "", "")


def seats_of(session: Session, side: str, name: str) -> int:
    return sum(getattr(block, name) for block in session.blocks.all() if not side or block.side == side)


SESSION_COLUMNS = [
    Column(gettext_lazy("Number"), "number"),
    Column(gettext_lazy("Class"), "title"),
    Column(gettext_lazy("Mode"), Session.get_mode_display),
    Column(gettext_lazy("host of the IP administrations"), lambda s: s.ip_host.name if s.ip_host else ""),
    Column(gettext_lazy("host of the procuratorates"), lambda s: s.proc_host.name if s.proc_host else ""),
    Column(gettext_lazy("organised by"), "organiser"),
    Column(gettext_lazy("venue"), "venue"),
    Column(gettext_lazy("first day"), "starts_on"),
    Column(gettext_lazy("last day"), "ends_on"),
    Column(gettext_lazy("enrolment opens at"), "opens_at"),
    Column(gettext_lazy("enrolment closes at"), "closes_at"),
    Column(gettext_lazy("credit hours"), "hours"),
    Column(gettext_lazy("days"), "days"),
    Column(gettext_lazy("Seats of the IP administrations"), lambda s: seats_of(s, Side.IP, "seats")),
    Column(gettext_lazy("Seats of the procuratorates"), lambda s: seats_of(s, Side.PROC, "seats")),
    Column(gettext_lazy("Seats of the common pool"), lambda s: seats_of(s, Side.POOL, "seats")),
    Column(gettext_lazy("Seats taken"), lambda s: seats_of(s, "", "taken")),
    Column(gettext_lazy("State"), Session.get_state_display),
]

WHO = [
    Column(gettext_lazy("Name"), "person.name"),
    Column(gettext_lazy("Unit"), "agency.name"),
    Column(gettext_lazy("Side"), Enrolment.get_side_display),
]
STANDING = [
    Column(gettext_lazy("State"), Enrolment.get_state_display),
    Column(gettext_lazy("over quota"), "is_over_quota"),
    Column(gettext_lazy("Seat of"), lambda e: e.block.get_side_display() if e.block else ""),
    Column(gettext_lazy("Put forward"), Enrolment.get_origin_display),
    Column(gettext_lazy("Put forward at"), "put_forward_at"),
    Column(gettext_lazy("to be confirmed by"), "confirm_by"),
    Column(gettext_lazy("Reason"), "reason"),
]
UNIT_COLUMNS = [
    Column(gettext_lazy("Number"), "session.number"),
    Column(gettext_lazy("Class"), "session.title"),
    Column(gettext_lazy("first day"), "session.starts_on"),
    Column(gettext_lazy("last day"), "session.ends_on"),
    *WHO,
    *STANDING,
]


def desk_columns(places: dict[int, Place]) -> list[Column]:
    """The organiser's list; whoever waits in line has her places beside her."""

    def place(name: str) -> Any:
        return lambda e: getattr(places[e.pk], name) or None if e.pk in places else None

    return [
        *WHO,
        *STANDING,
        Column(gettext_lazy("Place in the own unit"), place("in_her_unit")),
        Column(gettext_lazy("Place on the own side"), place("on_her_side")),
        Column(gettext_lazy("Place overall"), place("overall")),
    ]


# --- roster ----------------------------------------------------------------------------------------------------------

ROSTER_COLUMNS = [
    Column(pgettext_lazy("in a list", "No."), 0),
    Column(gettext_lazy("Name"), 1),
    Column(gettext_lazy("Unit"), 2),
    Column(gettext_lazy("department"), 3),
    Column(gettext_lazy("Post and rank"), 4),
    Column(gettext_lazy("Side"), 5),
    Column(gettext_lazy("Seat of"), 6),
    Column(gettext_lazy("State"), 7),
    Column(gettext_lazy("Grade"), 8),
    Column(gettext_lazy("score"), 9),
    Column(gettext_lazy("Hours attended"), 10),
    Column(gettext_lazy("Hours of leave"), 11),
    Column(gettext_lazy("Hours absent"), 12),
    Column(gettext_lazy("Reason"), 13),
]
OF_ENROLMENT = (
    "pk", "person", "person__name", "agency__name", "side", "block__side", "state",
    "assessment__grade", "assessment__score", "reason",
)  # fmt: skip


def roster_rows(session: Session) -> Iterator[tuple[Any, ...]]:
    """Everybody on the roster with her result, by side and name: a few queries, however many there are.

    A partly attended half-day counts by the share that the rule says, here as for the result (A15).
    """
    on_it = [str(state) for state in ON_THE_ROSTER]
    people = Enrolment.objects.filter(session=session, state__in=on_it)
    posts = posts_of(people)
    hours, missed_of_partial = presence(session), rule_limit("training.partial_share", session)
    states, sides, grades = (in_words(kind) for kind in (EnrolmentState, Side, Grade))
    ordered = people.order_by("side", "person__name_pinyin", "pk").values_list(*OF_ENROLMENT)
    for number, row in enumerate(ordered.iterator(2000), start=1):
        pk, person, name, unit, side, seat, state, grade, score, reason = row
        department, post, rank = posts.get(person, NOBODY)
        there = hours.get(pk, Presence())
        yield (
            number, name, unit, department, post_and_rank(post, rank), sides[side], sides.get(seat, ""), states[state],
            grades.get(grade, ""), score, there.attended(missed_of_partial), there.excused, there.absent, reason,
        )  # fmt: skip


def in_words(kind: Any) -> dict[str, str]:
    """The labels in the reader's language, looked up once and not for every row."""
    return {value: str(label) for value, label in kind.choices}


def post_and_rank(post: str, rank: str) -> str:
    """Of an official whose post is called like her rank (四级主任科员) the words stand once."""
    return post if post == rank else f"{post} {rank}".strip()


def posts_of(people: QuerySet[Enrolment]) -> dict[int, tuple[str, str, str]]:
    held = Posting.objects.valid_on().filter(person__in=people.order_by().values("person")).order_by()
    rows = held.values_list("person", "department", "post", "rank").iterator(2000)
    return {person: (department, post, rank) for person, department, post, rank in rows}


PAPER = (0, 1, 2, 4, 6)


def roster_pdf(session: Session) -> bytes:
    """The official list: number, name, unit, post, whose seat. Raises MissingGlyphsError."""
    today = timezone.localdate()
    data = {
        "title": _("List of participants"),
        "number": session.number,
        "session": session.title,
        "facts": [
            f"{session.number}　{session.starts_on.isoformat()} — {session.ends_on.isoformat()}　{session.venue}",
            "　".join(host.name for host in session.hosts),
        ],
        "heads": [str(ROSTER_COLUMNS[place].heading) for place in PAPER],
        "rows": [[str(row[place] or "") for place in PAPER] for row in roster_rows(session)],
        "made": _("As of %(day)s") % {"day": today.isoformat()},
    }
    return typeset("training/roster", data)


# --- attendance ------------------------------------------------------------------------------------------------------


def attendance_columns(slots: Iterable[Any]) -> list[Column]:
    """One column for each half-day, in the order of the timetable."""

    def mark(place: int) -> Any:
        return lambda row: row["marks"][place].get_mark_display() if row["marks"][place] else ""

    def hours(name: str) -> Any:
        return lambda row: getattr(row["hours"], name, Decimal(0))

    return [
        Column(gettext_lazy("Name"), lambda row: row["enrolment"].person.name),
        Column(gettext_lazy("Unit"), lambda row: row["enrolment"].agency.name),
        Column(gettext_lazy("State"), lambda row: row["enrolment"].get_state_display()),
        *(Column(str(slot), mark(place)) for place, slot in enumerate(slots)),
        Column(gettext_lazy("Hours of leave"), hours("excused")),
        Column(gettext_lazy("Hours absent"), hours("absent")),
    ]
