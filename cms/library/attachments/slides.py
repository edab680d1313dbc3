"""The words of a PowerPoint file: its slides, and all that stands beside them."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext as _

from cms.library.anonymisation.structure import Piece
from cms.library.attachments.office import holds_files, parts_of, pieces_about
from cms.library.attachments.structure import UnreadableError
from shared.imports.cells import SheetError, guard_archive
from shared.imports.sheets import BROKEN

SLIDES = re.compile(r"ppt/slides/slide\d+\.xml")


def slide_pieces(data: bytes) -> tuple[list[Piece], bool]:
    """Each text of each slide, then notes, comments, masters and properties; and whether other files lie in it."""
    message = _("The file is no PowerPoint file, damaged, or protected by a password. Save it as .pptx without one.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            guard_archive(archive)
            if "ppt/presentation.xml" not in archive.namelist():
                raise UnreadableError(message)
            return list(pieces_of(archive)), holds_files(archive)
    except SheetError as fault:
        raise UnreadableError(str(fault)) from fault
    except BROKEN as fault:
        raise UnreadableError(message) from fault


def pieces_of(archive: zipfile.ZipFile) -> Iterator[Piece]:
    for place, texts in parts_of(archive, SLIDES):
        yield from (Piece(f"{place}:{number}", text) for number, text in enumerate(texts, 1))
    yield from pieces_about(archive, but=SLIDES.pattern)
