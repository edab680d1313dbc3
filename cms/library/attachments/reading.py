"""One file, whatever its kind."""

from pathlib import PurePath

from django.utils.translation import gettext as _

from cms.library.anonymisation.documents import pieces_of_file
from cms.library.anonymisation.structure import Piece
from cms.library.attachments.pdf import read_pdf
from cms.library.attachments.sheets import sheet_pieces
from cms.library.attachments.structure import (
    KINDS,
    MEGABYTE,
    MOST_BYTES,
    MOST_CHARACTERS,
    Reading,
    UnreadableError,
)
from cms.library.docx import NotReadableError

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
