"""What a row must satisfy before it is taken over."""

import datetime as dt
from functools import partial
from typing import Any

from exchanges.secondments.enums import (
    IN_OFFICE,
    Decision,
    State,
)
from exchanges.secondments.importers.columns import TERMS
from exchanges.secondments.models import HOST_ROLES, Secondment, TermChange, is_full_time_kind
from shared.directory.importers.lookups import directory
from shared.directory.models import Agency, Person
from shared.directory.permissions import scopes_of
from shared.imports.importers import Batch, Record

CHUNK = 400


def open_records(batch: Batch, table: str) -> list[Record]:
    return [r for r in batch.records[table] if not r.refused]


def in_chunks[T](values: list[T]) -> list[list[T]]:
    return [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]


def check_terms(batch: Batch) -> None:
    people, known = people_by_email(batch), {s.number: s for s in secondments_named(batch)}
    batch.found["people"] = people
    seen: set[str] = set()
    for record in open_records(batch, TERMS):
        if record["number"] in seen:
            batch.refuse(record, "number", "duplicate_number")
            continue
        seen.add(record["number"])
        check_person(record, people, batch)
        check_units(record, known.get(record["number"]), batch)
        check_dates(record, batch)
    check_exclusive(batch, people)


def people_by_email(batch: Batch) -> dict[str, Person]:
    addresses = sorted({r["email"] for r in open_records(batch, TERMS) if r["email"]})
    return {p.email: p for chunk in in_chunks(addresses) for p in Person.objects.filter(email__in=chunk)}


def secondments_named(batch: Batch) -> list[Secondment]:
    numbers = sorted({r["number"] for r in batch.all() if not r.refused and r["number"]})
    return [
        s
        for chunk in in_chunks(numbers)
        for s in Secondment.objects.filter(number__in=chunk).select_related("home_org", "host_org")
    ]


def check_person(record: Record, people: dict[str, Person], batch: Batch) -> None:
    if not record["email"]:
        if record["state"] != State.PLANNED:
            batch.refuse(record, "email", "missing_email")
        return
    person = people.get(record["email"])
    if person is None:
        batch.refuse(record, "email", "unknown_person")
    elif record["name"] and record["name"] != person.name:
        batch.refuse(record, "name", "person_name_differs")


def check_units(record: Record, existing: Secondment | None, batch: Batch) -> None:
    agencies = directory(batch).by_code
    home, host = agencies[record["home"]], agencies[record["host"]]
    if home == host:
        batch.refuse(record, "host", "same_unit")
    direction = Secondment(home_org=home, host_org=host).direction
    if record["direction"] and record["direction"] != direction:
        batch.repair(record, "direction", "direction_differs", direction.label)
    if batch.by is None:
        return
    paths = tuple(scopes_of(batch.by, *HOST_ROLES))
    touched = [home, host, *([existing.home_org, existing.host_org] if existing else [])]
    if not any(unit.path.startswith(paths) for unit in touched[:2]) or not any(
        unit.path.startswith(paths) for unit in touched[-2:]
    ):
        batch.refuse(record, "home", "unit_out_of_scope")


def check_dates(record: Record, batch: Batch) -> None:
    if record["ends_on"] < record["starts_on"]:
        batch.refuse(record, "ends_on", "ends_before_start")
    if record["extended_end"] and record["extended_end"] < record["ends_on"]:
        batch.refuse(record, "extended_end", "extension_before_end")
    if record["state"] == State.TERMINATED and not record["terminated_on"]:
        batch.refuse(record, "terminated_on", "missing_terminated_on")


def check_exclusive(batch: Batch, people: dict[str, Person]) -> None:
    """Of two terms in office that exclude one another the one further up, or the one on record, is kept."""
    numbers = {r["number"] for r in open_records(batch, TERMS)}
    ids = [p.pk for p in people.values()]
    taken: set[tuple[Any, ...]] = set()
    by_code: dict[str, Agency] = directory(batch).by_code
    for chunk in in_chunks(ids):
        for s in Secondment.objects.in_office().filter(person__in=chunk).exclude(number__in=numbers):
            taken |= places(s.person_id, s.host_org_id, full_time=s.is_full_time)
    for record in open_records(batch, TERMS):
        if record["state"] in IN_OFFICE:
            person, host = people[record["email"]], by_code[record["host"]]
            whole = is_full_time_kind(
                record["kind"], on=record["starts_on"], host=partial(by_code.__getitem__, record["host"])
            )
            mine = places(person.pk, host.pk, full_time=whole)
            if mine & taken:
                batch.refuse(record, "email", "overlapping_term")
            taken |= mine


def places(person: Any, host: Any, *, full_time: bool) -> set[tuple[Any, ...]]:
    """What a term in office occupies: the person at this host, and her whole time where the kind is full-time."""
    return {(person, host), *([(person,)] if full_time else [])}


def check_party(record: Record, batch: Batch) -> None:
    """The secondment is known and the unit is one of its two."""
    pair = parties_by_number(batch).get(record["number"])
    if pair is None:
        batch.refuse(record, "number", "unknown_secondment")
    elif record["agency"] not in pair:
        batch.refuse(record, "agency", "not_a_party")


def parties_by_number(batch: Batch) -> dict[str, tuple[str, str]]:
    def load() -> dict[str, tuple[str, str]]:
        stored = secondments_named(batch)
        if batch.by is not None:
            visible = set(Secondment.objects.managed_by(batch.by).values_list("pk", flat=True))
            stored = [s for s in stored if s.pk in visible]
        pairs = {s.number: (s.home_org.code, s.host_org.code) for s in stored}
        return pairs | {r["number"]: (r["home"], r["host"]) for r in open_records(batch, TERMS)}

    return batch.once("parties", load)


def check_change(record: Record, batch: Batch) -> None:
    check_party(record, batch)
    if record.refused:
        return
    late = record["asked_on"] > record["old_end"]
    if late and record["approved"] != Decision.REFUSED:
        record.values["approved"] = Decision.REFUSED
        batch.repair(record, "approved", "asked_too_late", Decision.REFUSED)
    if record["approved"] == Decision.PENDING:
        pending: dict[str, tuple[str, dt.date]] = batch.once("pending", pending_by_number(batch))
        mine = (record["kind"], record["asked_on"])
        if pending.setdefault(record["number"], mine) != mine:
            batch.refuse(record, "approved", "second_pending")


def pending_by_number(batch: Batch) -> Any:
    def load() -> dict[str, tuple[str, dt.date]]:
        rows = TermChange.objects.filter(approved=Decision.PENDING).values_list(
            "secondment__number", "kind", "asked_on"
        )
        return {number: (kind, asked_on) for number, kind, asked_on in rows}

    return load
