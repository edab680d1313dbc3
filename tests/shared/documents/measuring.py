"""A page of a PDF as a reader with a ruler sees it."""

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Sign:
    """A character: where its baseline begins, in millimetres from the left and the upper edge of the sheet."""

    text: str
    x: float
    y: float
    size: float


def signs_of(pdf: bytes, page: int = 0) -> list[Sign]:
    document = pdfium.PdfDocument(pdf)
    sheet = document[page]
    text = sheet.get_textpage()
    found = []
    for at in range(text.count_chars()):
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text.raw, at, x, y)
        sign = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if sign.strip():
            size = raw.FPDFText_GetFontSize(text.raw, at)
            found.append(Sign(sign, x.value / MM, (sheet.get_height() - y.value) / MM, size))
    document.close()
    return found


def lines_of(signs: list[Sign]) -> list[list[Sign]]:
    """Signs of the same baseline, from above."""
    rows: dict[float, list[Sign]] = {}
    for sign in signs:
        rows.setdefault(round(sign.y, 1), []).append(sign)
    return [sorted(rows[y], key=lambda sign: sign.x) for y in sorted(rows)]


def size_of(pdf: bytes) -> tuple[float, float]:
    document = pdfium.PdfDocument(pdf)
    width, height = document[0].get_size()
    document.close()
    return round(width / MM, 1), round(height / MM, 1)


def rules_of(pdf: bytes, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Lines and shapes of a page: left, upper edge, width, height in millimetres."""
    document = pdfium.PdfDocument(pdf)
    sheet = document[page]
    found = []
    for item in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = item.get_bounds()
        found.append(tuple(round(v / MM, 1) for v in (left, sheet.get_height() - top, right - left, top - bottom)))
    document.close()
    return found
