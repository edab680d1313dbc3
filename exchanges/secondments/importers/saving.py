"""Rows become terms, changes of term and appraisals; what was decided here is left alone."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import ModelLogEntry

from exchanges.secondments.enums import (
    Decision,
)
from exchanges.secondments.importers.checks import in_chunks, secondments_named
from exchanges.secondments.importers.columns import TERMS
from exchanges.secondments.models import Secondment, TermChange, is_full_time_kind
from shared.audit.actions import field_changes
from shared.audit.actions import record as record_act
from shared.directory.importers.lookups import directory
from shared.directory.models import Agency
from shared.imports.importers import Batch, Record

# What the way of a secondment decides: kept as it is once somebody has acted here.
WAY_FIELDS = ["state", "starts_on", "ends_on", "term_number", "pledge_signed_on", "terminated_on", "termination_reason"]
PLAIN_FIELDS = ["kind", "position", "grade", "appraised_on", "cases_joined", "questions_answered", "note"]
PARTY_FIELDS = ["person_id", "home_org_id", "host_org_id"]


def save_terms(batch: Batch) -> None:
    known = {s.number: s for s in secondments_named(batch)}
    acted = acted_upon([s.pk for s in known.values()])
    for record in batch.valid(TERMS):
        values = term_values(record, batch)
        existing = known.get(record["number"])
        if existing is None:
            secondment = Secondment.objects.create(number=record["number"], **values)
            record_act("secondments.import", secondment, by=batch.by, to_state=str(secondment.state))
            batch.created(record)
        else:
            update_term(record, existing, values, batch, keep=existing.pk in acted)


def acted_upon(ids: list[int]) -> set[int]:
    """Secondments of which somebody has taken a step here, so that a sheet no longer says how far they have come."""
    ours = ModelLogEntry.objects.filter(
        ~Q(action="secondments.import"), content_type=ContentType.objects.get_for_model(Secondment)
    )
    return {
        int(pk)
        for chunk in in_chunks(ids)
        for pk in ours.filter(object_id__in=[str(pk) for pk in chunk]).values_list("object_id", flat=True)
    }


def update_term(record: Record, secondment: Secondment, values: dict[str, Any], batch: Batch, *, keep: bool) -> None:
    differing = {name for name, value in values.items() if getattr(secondment, name) != value}
    if keep and differing & set(WAY_FIELDS + PARTY_FIELDS):
        batch.repair(record, "state", "state_kept", secondment.get_state_display())
        differing -= set(WAY_FIELDS + PARTY_FIELDS)
    if not differing:
        return
    fields = field_changes(secondment, named_values({name: values[name] for name in differing}, batch))
    Secondment.objects.filter(pk=secondment.pk).update(**{name: values[name] for name in differing})
    record_act("secondments.import", secondment, by=batch.by, changed=sorted(differing), fields=fields)
    batch.updated(record)


def named_values(values: dict[str, Any], batch: Batch) -> dict[str, Any]:
    """The same with people and units as objects, so that the log names them."""
    people = {person.pk: person for person in batch.found["people"].values()}
    units = {agency.pk: agency for agency in directory(batch).by_code.values()}
    rows: dict[str, dict[Any, Any]] = {"person_id": people, "home_org_id": units, "host_org_id": units}
    return {
        name.removesuffix("_id"): rows[name].get(value) if name in rows else value for name, value in values.items()
    }


def term_values(record: Record, batch: Batch) -> dict[str, Any]:
    agencies: dict[str, Agency] = directory(batch).by_code
    person = batch.found["people"].get(record["email"]) if record["email"] else None
    return {
        "person_id": person.pk if person else None,
        "home_org_id": agencies[record["home"]].pk,
        "host_org_id": agencies[record["host"]].pk,
        "state": record["state"],
        "starts_on": record["starts_on"],
        "ends_on": record["extended_end"] or record["ends_on"],
        "is_full_time": is_full_time_kind(
            record["kind"], on=record["starts_on"], host=lambda: agencies[record["host"]]
        ),
        "term_number": record["term_number"] or 1,
        "pledge_signed_on": record["pledge_signed_on"],
        "terminated_on": record["terminated_on"],
        **{name: record[name] for name in ("appraised_on", "cases_joined", "questions_answered")},
        **{name: record[name] or "" for name in ("kind", "position", "termination_reason", "grade", "note")},
    }


def change_values(record: Record, secondment: Secondment, batch: Batch) -> dict[str, Any]:
    """The key of a change and its values. Agreed by both on the day it was asked, where the sheet knows no better."""
    agency = directory(batch).by_code[record["agency"]]
    agreed = record["approved"] == Decision.APPROVED
    asked = record["asked_on"]
    return {
        "key": {"secondment": secondment, "kind": record["kind"], "asked_on": asked},
        "values": {
            "asked_by_agency_id": agency.pk,
            "old_end": record["old_end"],
            "new_end": record["new_end"],
            "approved": record["approved"],
            "home_agreed_on": asked if agreed or agency.pk == secondment.home_org_id else None,
            "host_agreed_on": asked if agreed or agency.pk == secondment.host_org_id else None,
            "note": record["note"] or "",
        },
    }


def appraisal_values(record: Record, secondment: Secondment, batch: Batch) -> dict[str, Any]:
    agency = directory(batch).by_code[record["agency"]]
    return {
        "key": {"secondment": secondment, "period": record["period"], "by_agency": agency},
        "values": {
            "grade": record["grade"],
            "opinion": record["opinion"] or "",
            "appraised_on": record["appraised_on"],
        },
    }


def save_part(record: Record, batch: Batch, model: Any, *, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Create the row, or mend what differs; a change that was decided here is left alone."""
    row = model.objects.filter(**key).first()
    if row is None:
        model.objects.create(**key, **values)
        batch.created(record)
    elif model is TermChange and row.approved != Decision.PENDING and values["approved"] == Decision.PENDING:
        return
    elif any(getattr(row, name) != value for name, value in values.items()):
        model.objects.filter(pk=row.pk).update(**values)
        batch.updated(record)
