"""What this app knows by itself: units and posts from the directory, relations that people have declared."""

import datetime as dt
from collections.abc import Iterator, Sequence

from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Person, Posting, RoleAssignment
from shared.recusal.enums import SENSITIVE, FactKind
from shared.recusal.models import Declaration
from shared.recusal.subjects import Fact, Subject


def organ_facts(subject: Subject, people: Sequence[int], day: dt.date) -> Iterator[Fact]:
    """Where somebody serves or has served, set against the organs that are parties."""
    if not subject.parties:
        return
    for posting in Posting.objects.filter(person__in=people).select_related("agency", "person").order_by("pk"):
        for party in subject.parties:
            kind = tie(posting.agency, party)
            if posting.is_valid_on(day) and kind:
                yield Fact(kind, posting.person_id, f"posting:{posting.pk}:{party.pk}", words(posting, party))
            elif kind in (FactKind.OWN_ORGAN, FactKind.SAME_ORGAN) and posting.valid_to and posting.valid_to < day:
                params = words(posting, party) | {"until": posting.valid_to.isoformat()}
                key = f"posting:{posting.pk}:{party.pk}"
                yield Fact(FactKind.FORMER_UNIT, posting.person_id, key, params, posting.valid_to)


def tie(unit: Agency, party: Agency) -> str:
    """What `unit` is to `party`, or ''. Units of one level in one line are one organ; another level is another body."""
    if unit.pk == party.pk:
        return FactKind.OWN_ORGAN
    below, above = unit.path.startswith(party.path), party.path.startswith(unit.path)
    if (below or above) and unit.level == party.level:
        return FactKind.SAME_ORGAN
    return FactKind.BODY_BELOW if below else FactKind.UNIT_ABOVE if above else ""


def words(posting: Posting, party: Agency) -> dict[str, str]:
    return {"person": posting.person.name, "unit": posting.agency.name, "party": party.name}


def colleague_facts(subject: Subject, people: Sequence[int], day: dt.date) -> Iterator[Fact]:
    """Somebody is concerned herself, shares the unit of a person concerned, or one leads the unit of the other."""
    if not subject.concerned:
        return
    concerned = {person.pk: person for person in subject.concerned}
    postings = Posting.objects.valid_on(day).filter(person__in=[*people, *concerned])
    rows = list(postings.select_related("agency", "person").order_by("pk"))
    leaders = leading(rows, day)
    for mine in rows:
        if mine.person_id not in people:
            continue
        for other in rows:
            if other.person_id in concerned and other.person_id != mine.person_id:
                yield from between(mine, other, leaders)
    for pk in people:
        if pk in concerned:
            yield Fact(FactKind.ONESELF, pk, f"person:{pk}", {"person": concerned[pk].name})


def leading(rows: Sequence[Posting], day: dt.date) -> dict[int, list[str]]:
    """Paths of the units that each of these people leads, by person."""
    held = RoleAssignment.objects.valid_on(day).filter(
        role=RoleCode.UNIT_LEADER, deputy_for=None, user__person__in={row.person_id for row in rows}
    )
    found: dict[int, list[str]] = {}
    for person, path in held.values_list("user__person", "agency__path"):
        found.setdefault(person, []).append(path)
    return found


def between(mine: Posting, other: Posting, leaders: dict[int, list[str]]) -> Iterator[Fact]:
    params = {"person": mine.person.name, "other": other.person.name, "unit": mine.agency.name}
    if mine.agency_id == other.agency_id:
        yield Fact(FactKind.SAME_UNIT, mine.person_id, f"person:{other.person_id}", params)
    leads = mine.agency.path.startswith(tuple(leaders.get(other.person_id, ())))
    led = other.agency.path.startswith(tuple(leaders.get(mine.person_id, ())))
    if leads or led:
        yield Fact(FactKind.SUPERVISION, mine.person_id, f"person:{other.person_id}", params)


def declared_facts(subject: Subject, people: Sequence[int], day: dt.date) -> Iterator[Fact]:
    """What people have declared of themselves, also what is over: the rule says how long it counts."""
    rows = Declaration.objects.standing().filter(person__in=people).order_by("pk")
    for row in rows.select_related("person", "other_agency", "other_person"):
        begun = row.valid_from is None or row.valid_from <= day
        if begun and touches(row, subject):
            until = row.valid_to if row.valid_to and row.valid_to < day else None
            params = {"person": row.person.name}
            if row.kind not in SENSITIVE:
                params["other"] = row.others or subject.label
            yield Fact(row.kind, row.person_id, f"declaration:{row.pk}", params, until)


def touches(row: Declaration, subject: Subject) -> bool:
    if row.subject_id:
        return (row.subject_kind, row.subject_id) == (subject.kind, subject.pk)
    people: set[Person] = {*subject.concerned, *subject.leads}
    if row.other_person and row.other_person in people:
        return True
    unit = row.other_agency
    return unit is not None and any(tie(unit, party) for party in subject.parties)
