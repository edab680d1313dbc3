"""The words of a PDF, page by page, and what it says of itself."""

import logging
import time
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader

from cms.library.anonymisation.structure import Piece
from cms.library.attachments.structure import MOST_CHARACTERS, MOST_PAGES, MOST_SECONDS, Reading, UnreadableError

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is broken in a file is told to its editor


def read_pdf(data: bytes) -> Reading:
    if not data[:1024].lstrip().startswith(b"%PDF"):
        raise UnreadableError(_("The file is no PDF, whatever its name says. Save it as PDF again."))
    try:
        return pages_of(opened(data))
    except UnreadableError:
        raise
    except Exception as fault:
        raise UnreadableError(_("The PDF is damaged and cannot be read. Save it again from its source.")) from fault


def opened(data: bytes) -> PdfReader:
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError(_("The PDF is protected by a password. Save it without one and upload it again."))
    return reader


def pages_of(reader: PdfReader) -> Reading:
    """As many pages as the limits allow: what was left out is said."""
    found, total, until = Reading(), 0, time.monotonic() + MOST_SECONDS
    pages = len(reader.pages)
    for number in range(pages):
        if number >= MOST_PAGES or total >= MOST_CHARACTERS or time.monotonic() > until:
            message = _("Only the first %(read)d of %(all)d pages were read: the file is too large.")
            found.remark = message % {"read": number, "all": pages}
            break
        text = reader.pages[number].extract_text().replace("\0", "").strip()
        total += len(text)
        if text:
            found.pieces.append(Piece(f"page{number + 1}", text[:MOST_CHARACTERS]))
    if not found.pieces:
        found.remark = _(
            "No text stands in it, as in a scanned paper: check it by eye. The search finds its name alone."
        )
    found.pieces += properties_of(reader)
    return found


def properties_of(reader: PdfReader) -> list[Piece]:
    said: Any = reader.metadata or {}
    named = {name: said.get(f"/{name}") for name in ("Title", "Author", "Subject", "Keywords")}
    return [Piece(f"property:{name}", text) for name, value in named.items() if (text := str(value or "").strip())]
