import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shared.audit.actions import NotAllowedNow, move_state, record
from shared.imports.enums import TRANSITIONS, RunState
from shared.imports.importers import IMPORTERS, Batch, Importer, run_import
from shared.imports.models import ImportFault, ImportFile, ImportRow, ImportRun
from shared.jobs.actions import later
from shared.notices.actions import notify

LARGE = 400_000  # bytes; a larger sheet takes longer than a person should wait for a page


@transaction.atomic
def upload_sheet(importer: Importer, data: bytes, *, file_name: str, by: Any) -> ImportRun:
    """Keep an uploaded sheet and check it: at once, or by a worker when it is large."""
    run = ImportRun.objects.create(
        kind=importer.kind, file_name=file_name[-200:], digest=hashlib.sha256(data).hexdigest(), by=by
    )
    ImportFile.objects.create(run=run, content=data)
    record("imports.run.upload", run, by=by, kind=run.kind, digest=run.digest)
    if len(data) > LARGE:
        later("imports.check_sheet", run_id=run.pk)
        return run
    return check_sheet(run, by=by)


@transaction.atomic
def check_sheet(run: ImportRun, *, by: Any) -> ImportRun:
    """Find out what would become of every row; nothing is taken over yet. Raises SheetError."""
    importer = IMPORTERS[run.kind]
    batch = run_import(importer, content_of(run), run.file_name, by=by, dry_run=True)
    unread = "、".join(batch.unread)[:500]
    keep_rows(run, importer, batch)
    move_run(run, RunState.CHECKED, action="imports.run.check", by=by, unread=unread, **batch.counts())
    return run


@transaction.atomic
def fail_sheet(run: ImportRun, *, reason: str, by: Any) -> ImportRun:
    """The sheet cannot be read: say why and forget its content."""
    ImportFile.objects.filter(run=run).delete()
    move_run(run, RunState.FAILED, action="imports.run.fail", by=by, trouble=reason[:400])
    return run


def move_run(run: ImportRun, to: str, *, action: str, by: Any, **changes: Any) -> None:
    move_state(run, to, transitions=TRANSITIONS, action=action, by=by, **changes)


def content_of(run: ImportRun) -> bytes:
    return bytes(ImportFile.objects.get(run=run).content)


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
def request_take_over(run: ImportRun, *, only: Iterable[int] | None = None, by: Any) -> ImportRun:
    """Take a checked sheet over: at once, or by a worker when it is large."""
    rows = None if only is None else sorted(only)
    if run.state != RunState.CHECKED or len(content_of(run)) > LARGE:
        move_run(run, RunState.TAKING, action="imports.run.request", by=by, only=rows, trouble="")
        later("imports.take_over", run_id=run.pk)
        return run
    return take_over(run, only=rows, by=by)


@transaction.atomic
def take_over(run: ImportRun, *, only: Iterable[int] | None = None, by: Any) -> ImportRun:
    """Take over all valid rows of a checked sheet, or the chosen ones; once, and all or none."""
    move_run(run, RunState.DONE, action="imports.run.take_over", by=by, done_at=timezone.now())
    importer = IMPORTERS[run.kind]
    try:
        batch = run_import(importer, content_of(run), run.file_name, by=by, only=only)
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


@transaction.atomic
def import_by_command(importer: Importer, data: bytes, *, file_name: str, by: Any) -> Batch:
    """Take a sheet over in her name: it stands among her imports, and she is told, unless it changed nothing."""
    batch = run_import(importer, data, file_name, by=by)
    counts = batch.counts()
    if not (counts["created"] or counts["updated"]):
        return batch
    run = ImportRun.objects.create(
        kind=importer.kind,
        file_name=file_name[-200:],
        digest=hashlib.sha256(data).hexdigest(),
        by=by,
        state=RunState.CHECKED,
        unread="、".join(batch.unread)[:500],
    )
    move_run(run, RunState.DONE, action="imports.run.command", by=by, done_at=timezone.now(), **counts)
    keep_rows(run, importer, batch)
    record("imports.run.counts", run, by=by, kind=run.kind, digest=run.digest, **counts)
    tell(run, "imports.by_command")
    return batch


@transaction.atomic
def put_back(run: ImportRun, *, reason: str, by: Any) -> ImportRun:
    """Taking over came to nothing: the sheet is as it was, with the reason beside it."""
    move_run(run, RunState.CHECKED, action="imports.run.put_back", by=by, trouble=reason[:400])
    return run


def tell(run: ImportRun, kind: str = "imports.under_way_ended") -> None:
    """The sheet was left to a worker, or taken over by command; its owner need not watch it."""
    url = reverse("imports:run", args=[run.pk])
    notify(kind, to=[run.by], url=url, key=f"imports:{run.pk}:{run.state}", file=run.file_name)
