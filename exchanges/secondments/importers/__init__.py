"""The sheet that offices keep of their secondments: terms, changes of term and appraisals on three sheets."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from exchanges.secondments.importers.checks import (
    check_change,
    check_party,
    check_terms,
    open_records,
    secondments_named,
)
from exchanges.secondments.importers.columns import APPRAISALS, CHANGES, TABLES
from exchanges.secondments.importers.faults import FAULTS
from exchanges.secondments.importers.saving import appraisal_values, change_values, save_part, save_terms
from exchanges.secondments.models import Appraisal, TermChange
from exchanges.secondments.permissions import can_import
from shared.imports.importers import Batch, Importer, Record

__all__ = ["FAULTS", "SecondmentImporter"]


class SecondmentImporter(Importer):
    kind = "secondments"
    label = _("Secondments")
    about = _("Terms, changes of term and appraisals. Recognised by number and e-mail address.")
    tables = TABLES

    def may(self, user: Any) -> bool:
        return can_import(user)

    def describe(self, record: Record) -> str:
        return " · ".join(text for text in (record["number"], record["name"], record["position"]) if text)

    def check(self, batch: Batch) -> None:
        check_terms(batch)
        for record in open_records(batch, CHANGES):
            check_change(record, batch)
        for record in open_records(batch, APPRAISALS):
            check_party(record, batch)

    def save(self, batch: Batch) -> None:
        save_terms(batch)
        known = {s.number: s for s in secondments_named(batch)}
        for record in batch.valid(CHANGES):
            save_part(record, batch, TermChange, **change_values(record, known[record["number"]], batch))
        for record in batch.valid(APPRAISALS):
            save_part(record, batch, Appraisal, **appraisal_values(record, known[record["number"]], batch))
