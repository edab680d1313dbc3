"""Cells that name an agency: by its code, or by its name, which is mended to the code."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from shared.directory.models import Agency
from shared.imports.cleaners import Cleaner, Refused, Repaired
from shared.imports.importers import Batch
from shared.imports.sheets import as_text


@dataclass(frozen=True)
class Directory:
    """Every agency, found by code and by name."""

    by_code: dict[str, Agency]
    by_name: dict[str, list[Agency]]


def directory(batch: Batch) -> Directory:
    return batch.once("directory", load_directory)


def load_directory() -> Directory:
    by_name = defaultdict(list)
    agencies = list(Agency.objects.all())
    for agency in agencies:
        for name in {agency.name, agency.short_name, agency.name_en} - {""}:
            by_name[name].append(agency)
    return Directory({agency.code: agency for agency in agencies}, dict(by_name))


def find_agency(value: Any, batch: Batch) -> tuple[Agency, str]:
    """Return the agency and how its cell was wrong ('' when it was right)."""
    text = as_text(value)
    known = directory(batch)
    if text in known.by_code:
        return known.by_code[text], ""
    if text.upper() in known.by_code:
        return known.by_code[text.upper()], "code_case"
    named = known.by_name.get(text, [])
    if len(named) > 1:
        today = timezone.localdate()
        named = [agency for agency in named if agency.is_valid_on(today)]
    if len(named) != 1:
        raise Refused("ambiguous_unit" if named else "unknown_unit")
    return named[0], "unit_name_for_code"


def agency_code(value: Any, batch: Batch) -> Any:
    """A cleaner: the code of an agency that is or was. Look the agency up with `directory(batch).by_code[code]`."""
    agency, code = find_agency(value, batch)
    return Repaired(agency.code, code) if code else agency.code


def open_agency_code(value: Any, batch: Batch) -> Any:
    """A cleaner: the code of an agency that exists today."""
    agency, code = find_agency(value, batch)
    if not agency.is_valid_on(batch.once("today", timezone.localdate)):
        raise Refused("unit_has_ended")
    return Repaired(agency.code, code) if code else agency.code


def code_in(name: str, fault: str) -> Cleaner:
    """A cleaner: a code that `batch.found[name]` holds."""

    def clean(value: Any, batch: Batch) -> Any:
        text = as_text(value)
        if text not in batch.found[name]:
            raise Refused(fault)
        return text

    return clean
