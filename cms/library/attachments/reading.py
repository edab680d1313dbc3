"""One file, whatever its kind."""

import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, load_workbook

from cms.library.anonymisation.documents import pieces_of_file
from cms.library.anonymisation.structure import Piece
from cms.library.attachments.pdf import read_pdf
from cms.library.attachments.structure import (
    KINDS,
    MEGABYTE,
    MOST_BYTES,
    MOST_CHARACTERS,
    Reading,
    UnreadableError,
)
from cms.library.docx import NotReadableError
from cms.library.docx.opening import LARGEST_WHOLE, MOST_PARTS

__all__ = ["MOST_BYTES", "Reading", "UnreadableError", "read_attachment"]


def read_attachment(data: bytes, name: str) -> Reading:
    """What stands in a file of this name. UnreadableError says what is wrong with it, in a sentence."""
    kind = PurePath(name).suffix.lower()
    if len(data) > MOST_BYTES:
        message = _("The file is larger than %(size)d MB and is not read. Divide it, or make its pictures smaller.")
        raise UnreadableError(message % {"size": MOST_BYTES // MEGABYTE})
    if kind not in KINDS:
        return Reading([], _("Files of this kind are not read: check it by eye. The search finds its name alone."))
    if kind == ".pdf":
        return read_pdf(data)
    try:
        pieces = sheet_pieces(data) if kind == ".xlsx" else pieces_of_file(data, name)[:-1]
    except NotReadableError as fault:
        raise UnreadableError(str(fault)) from fault
    return shortened(pieces)


def sheet_pieces(data: bytes) -> list[Piece]:
    """Each row of each sheet."""
    message = _("The file is no Excel workbook, damaged, or protected by a password. Save it as .xlsx without one.")
    if not data.startswith(b"PK"):
        raise UnreadableError(message)
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
            raise UnreadableError(message)
        book = load_workbook(BytesIO(data))
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as fault:
        raise UnreadableError(message) from fault
    return [
        Piece(f"sheet{at}:r{number}", line)
        for at, (_name, rows) in enumerate(sheets, 1)
        for number, row in enumerate(rows, 1)
        if (line := " ".join(shown(cell) for cell in row if cell not in ("", None)))
    ]


def shown(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def shortened(pieces: list[Piece]) -> Reading:
    """Up to the limit, what was left out is said; properties stand last and are kept."""
    found, total = Reading(), 0
    for piece in pieces:
        is_text = not piece.place.startswith("property:")
        if not piece.text.strip() or (is_text and total >= MOST_CHARACTERS):
            continue
        found.pieces.append(piece)
        total += len(piece.text)
    if total >= MOST_CHARACTERS:
        message = _("Only the first %(read)d characters were read: the file is too large.")
        found.remark = message % {"read": total}
    return found
