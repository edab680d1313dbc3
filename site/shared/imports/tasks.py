import logging

from celery import shared_task

from shared.audit.actions import NotAllowedNow
from shared.imports.actions import check_sheet, fail_sheet, put_back, take_over, tell
from shared.imports.enums import RunState
from shared.imports.models import ImportRun
from shared.imports.sheets import SheetError

logger = logging.getLogger(__name__)


@shared_task(name="imports.check_sheet")
def check_large_sheet(run_id: int) -> None:
    run = ImportRun.objects.filter(pk=run_id, state=RunState.WAITING).first()
    if run is None:
        logger.warning("imports: no sheet %s waits to be checked", run_id)
        return
    try:
        check_sheet(run, by=run.by)
    except SheetError as error:
        fail_sheet(run, reason=str(error), by=run.by)
    tell(run)


@shared_task(name="imports.take_over")
def take_large_sheet_over(run_id: int) -> None:
    run = ImportRun.objects.filter(pk=run_id, state=RunState.TAKING).first()
    if run is None:
        logger.warning("imports: no sheet %s waits to be taken over", run_id)
        return
    try:
        take_over(run, only=run.only, by=run.by)
    except (NotAllowedNow, SheetError) as error:
        run.refresh_from_db()
        put_back(run, reason=str(error), by=run.by)
    tell(run)
