"""The words of an Excel workbook: its rows, those of hidden sheets too, and all that stands beside them."""

import zipfile
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook, PasswordError

from cms.library.anonymisation.structure import Piece
from cms.library.attachments.office import holds_files, pieces_about
from cms.library.attachments.structure import UnreadableError
from cms.library.docx.opening import MOST_PARTS
from shared.imports.cells import Cell, SheetError, read_cells
from shared.imports.sheets import BROKEN


def sheet_pieces(data: bytes) -> tuple[list[Piece], bool]:
    """Each row of each sheet, texts in formulas, comments, headers, names and properties; and whether files lie in it.

    What a cell shows is read by the library; the cells are counted before.
    """
    formulas: dict[str, None] = {}

    def take(part: str, cell: Cell) -> None:
        if cell.formula and '"' in cell.formula:
            formulas[cell.formula] = None

    message = _("The file is no Excel workbook, damaged, or protected by a password. Save it as .xlsx without one.")
    if not data.startswith(b"PK"):
        raise UnreadableError(message)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise UnreadableError(message)
            read_cells(archive, take)
            about, is_holding = list(pieces_about(archive)), holds_files(archive)
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = [book.get_sheet_by_index(at).to_python() for at in range(len(book.sheet_names))]
    except SheetError as fault:
        raise UnreadableError(str(fault)) from fault
    except (PasswordError, *BROKEN) as fault:
        raise UnreadableError(message) from fault
    rows = [
        Piece(f"sheet{at}:r{number}", line)
        for at, rows in enumerate(sheets, 1)
        for number, row in enumerate(rows, 1)
        if (line := " ".join(shown(cell) for cell in row if cell not in ("", None)))
    ]
    said = [Piece(f"about:formula:{number}", text) for number, text in enumerate(formulas, 1)]
    return [*rows, *said, *about], is_holding


def shown(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
