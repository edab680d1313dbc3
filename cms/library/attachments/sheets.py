"""The words of an Excel workbook, the sheets that are hidden too."""

import zipfile
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook, PasswordError

from cms.library.anonymisation.structure import Piece
from cms.library.attachments.structure import UnreadableError
from cms.library.docx.opening import MOST_PARTS
from shared.imports.cells import Cell, SheetError, read_cells
from shared.imports.sheets import BROKEN


def sheet_pieces(data: bytes) -> list[Piece]:
    """Each row of each sheet."""
    message = _("The file is no Excel workbook, damaged, or protected by a password. Save it as .xlsx without one.")
    if not data.startswith(b"PK"):
        raise UnreadableError(message)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise UnreadableError(message)
            read_cells(archive, pass_by)
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = [book.get_sheet_by_index(at).to_python() for at in range(len(book.sheet_names))]
    except SheetError as fault:
        raise UnreadableError(str(fault)) from fault
    except (PasswordError, *BROKEN) as fault:
        raise UnreadableError(message) from fault
    return [
        Piece(f"sheet{at}:r{number}", line)
        for at, rows in enumerate(sheets, 1)
        for number, row in enumerate(rows, 1)
        if (line := " ".join(shown(cell) for cell in row if cell not in ("", None)))
    ]


def pass_by(part: str, cell: Cell) -> None:
    """The cells are read by the library; here they are counted."""


def shown(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
