"""A sheet of an office becomes a table or a figure of a draft."""

import json
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.blocks.models import SheetFile
from cms.blocks.sheets import read_tables
from shared.audit.actions import NotAllowedNow, record


@transaction.atomic
def keep_sheet(data: bytes, *, page: Any, name: str, by: Any) -> SheetFile:
    """Keep a readable sheet until its table is made. Raises SheetError."""
    read_tables(data, name)
    SheetFile.objects.filter(by=by).delete()
    file = SheetFile.objects.create(page_id=page.pk, content=data, name=name[-200:], by=by)
    record("blocks.sheet.upload", file, by=by, document=file.name, page=page.pk)
    return file


@transaction.atomic
def put_table(file: SheetFile, *, kind: str, value: dict[str, Any], over: str = "", by: Any) -> Any:
    """Write the table into a new draft of the page: at the end, or in the place of the block `over`.

    A block that is replaced keeps its identity, and with it its address and whatever the new value leaves empty.
    """
    page = file.page.specific.get_latest_revision_as_object()
    raw = list(page.body.get_prep_value())
    if over:
        place = next((at for at, block in enumerate(raw) if block["id"] == over and block["type"] == kind), None)
        if place is None:
            raise NotAllowedNow(_("The table to be replaced is no longer in the draft. Choose its place again."))
        raw[place] = {**raw[place], "value": {**raw[place]["value"], **{k: v for k, v in value.items() if v != ""}}}
    else:
        raw.append({"type": kind, "value": value, "id": str(uuid.uuid4())})
    page.body = page._meta.get_field("body").to_python(json.dumps(raw, default=str))
    page.save_revision(user=by, clean=False)
    record("blocks.sheet.take", page, by=by, document=file.name, kind=kind)
    file.delete()
    return page
