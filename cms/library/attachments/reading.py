"""One file, whatever its kind."""

from collections import Counter
from pathlib import PurePath

from django.utils.translation import gettext as _

from cms.library.anonymisation.documents import decoded, pieces_of_file, pieces_of_text
from cms.library.anonymisation.structure import Piece
from cms.library.attachments.pdf import read_pdf
from cms.library.attachments.sheets import sheet_pieces
from cms.library.attachments.slides import slide_pieces
from cms.library.attachments.structure import (
    ABOUT,
    KINDS,
    MEGABYTE,
    MOST_BYTES,
    MOST_CHARACTERS,
    WITHOUT_WORDS,
    Reading,
    UnreadableError,
)
from cms.library.docx import NotReadableError

__all__ = ["MOST_BYTES", "Reading", "UnreadableError", "read_attachment"]
OFFICE = {".xlsx": sheet_pieces, ".pptx": slide_pieces}


def read_attachment(data: bytes, name: str) -> Reading:
    """What stands in a file of this name. UnreadableError says what is wrong with it, in a sentence."""
    kind = PurePath(name).suffix.lower()
    if len(data) > MOST_BYTES:
        message = _("The file is larger than %(size)d MB and is not read. Divide it, or make its pictures smaller.")
        raise UnreadableError(message % {"size": MOST_BYTES // MEGABYTE})
    if kind in WITHOUT_WORDS:
        return Reading([], _("Files of this kind are not read: check it by eye. The search finds its name alone."))
    if kind not in KINDS:
        message = _("Files of this kind cannot be checked for what identifies people. Save it as %(kinds)s.")
        raise UnreadableError(message % {"kinds": "、".join(sorted(KINDS))})
    return read_pdf(data) if kind == ".pdf" else read_words(data, name, kind)


def read_words(data: bytes, name: str, kind: str) -> Reading:
    if kind in OFFICE:
        pieces, is_holding = OFFICE[kind](data)
        found = shortened(pieces)
        if is_holding and not found.remark:
            found.remark = _("Other files lie in it and are not read: take them out, or check them by eye.")
        return found
    try:
        return shortened(list(pieces_of_text(decoded(data))) if kind == ".csv" else pieces_of_file(data, name)[:-1])
    except NotReadableError as fault:
        raise UnreadableError(str(fault)) from fault


def shortened(pieces: list[Piece]) -> Reading:
    """Up to the limit, the text and what stands beside it each; what was left out is said; properties are kept."""
    found, totals = Reading(), Counter[bool]()
    for piece in pieces:
        is_text = not piece.place.startswith(ABOUT)
        is_kept = totals[is_text] < MOST_CHARACTERS or piece.place.startswith("property:")
        if piece.text.strip() and is_kept:
            found.pieces.append(piece)
            totals[is_text] += len(piece.text)
    if max(totals.values(), default=0) >= MOST_CHARACTERS:
        message = _("Only the first %(read)d characters were read: the file is too large.")
        found.remark = message % {"read": totals.total()}
    return found
