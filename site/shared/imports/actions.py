import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.audit.actions import NotAllowedNow, move_state, record
from shared.imports.enums import TRANSITIONS, RunState
from shared.imports.importers import IMPORTERS, Batch, Importer, run_import
from shared.imports.models import ImportFault, ImportFile, ImportRow, ImportRun


@transaction.atomic
def check_sheet(importer: Importer, data: bytes, *, file_name: str, by: Any) -> ImportRun:
    """Read an uploaded sheet and keep what would become of it; nothing is taken over yet."""
    batch = run_import(importer, data, file_name, by=by, dry_run=True)
    run = ImportRun.objects.create(
        kind=importer.kind,
        file_name=file_name[-200:],
        digest=hashlib.sha256(data).hexdigest(),
        by=by,
        unread="、".join(batch.unread)[:500],
        **batch.counts(),
    )
    ImportFile.objects.create(run=run, content=data)
    keep_rows(run, importer, batch)
    record("imports.run.check", run, by=by, kind=run.kind, **batch.counts())
    return run


def keep_rows(run: ImportRun, importer: Importer, batch: Batch) -> None:
    rows = [
        ImportRow(
            run=run,
            sheet=r.sheet[:60],
            row=r.row,
            label=(importer.describe(r) or "—")[:200],
            outcome=r.outcome,
            is_repaired=r.repaired,
        )
        for r in batch.all()
    ]
    ImportRow.objects.bulk_create(rows, batch_size=500)
    faults = [ImportFault(run=run, **cut(asdict(fault))) for fault in batch.faults]
    ImportFault.objects.bulk_create(faults, batch_size=500)


def cut(fault: dict[str, Any]) -> dict[str, Any]:
    """A cell may hold more than the report needs to show."""
    longest = {field.name: getattr(field, "max_length", None) for field in ImportFault._meta.fields}
    return {name: value[: longest[name]] if isinstance(value, str) else value for name, value in fault.items()}


@transaction.atomic
def take_over(run: ImportRun, *, only: Iterable[int] | None = None, by: Any) -> ImportRun:
    """Take over all valid rows of a checked sheet, or the chosen ones; once, and all or none."""
    move_state(
        run, RunState.DONE, transitions=TRANSITIONS, action="imports.run.take_over", by=by, done_at=timezone.now()
    )
    importer = IMPORTERS[run.kind]
    data = bytes(ImportFile.objects.get(run=run).content)
    try:
        batch = run_import(importer, data, run.file_name, by=by, only=only)
    except IntegrityError as error:
        raise NotAllowedNow(
            _("Somebody changed the same rows a moment ago; nothing was taken over. Upload the sheet again.")
        ) from error
    ImportRun.objects.filter(pk=run.pk).update(**batch.counts())
    ImportRow.objects.filter(run=run).delete()
    ImportFault.objects.filter(run=run).delete()
    keep_rows(run, importer, batch)
    ImportFile.objects.filter(run=run).delete()
    record("imports.run.counts", run, by=by, kind=run.kind, digest=run.digest, **batch.counts())
    return run
