"""Documents as an editor uploads them."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import typst
from django.conf import settings
from django.core.files.base import ContentFile
from pypdf import PdfReader, PdfWriter
from xlsxwriter import Workbook

from shared.media.models import MediaDocument

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REPORT = "调研报告的正文。".encode()


def document(content: bytes = REPORT, name: str = "report.txt", **fields: Any) -> MediaDocument:
    kept = {"title": "调研报告附件"} | fields
    return MediaDocument.objects.create(file=ContentFile(content, name=name), **kept)


def raw_sheet(rows: str, *, part: str = "worksheets/sheet1.xml", **parts: str) -> bytes:
    """An XLSX whose only sheet holds these rows as they stand; `parts` are further parts by their name."""
    package = "http://schemas.openxmlformats.org/package/2006"
    relation = '<Relationships xmlns="{}/relationships"><Relationship Id="r1" Type="{}" Target="{}"/></Relationships>'
    sheets = '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets>'
    own = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": relation.format(package, f"{OFFICE}/officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relation.format(package, f"{OFFICE}/worksheet", part),
        f"xl/{part}": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in (own | parts).items():
            archive.writestr(name, content)
    return out.getvalue()


def pdf_file(*pages: str, password: str = "", **properties: str) -> bytes:
    """A PDF of these pages, set in our own fonts."""
    source = '#set text(font: "Noto Serif SC")\n' + "\n#pagebreak()\n".join(pages)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[Path(settings.FONTS)])
    made = typst.compile(source.encode(), font_paths=fonts)
    if not password and not properties:
        return made
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made)))
    writer.add_metadata({f"/{name}": value for name, value in properties.items()})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def sheet_file(*rows: list[Any]) -> bytes:
    out = BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def sheet_with(*rows: list[Any], formats: dict[tuple[int, int], str | int]) -> bytes:
    """A sheet of these rows; `formats` are number formats by (row, column) from 0."""
    out = BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet("表")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell, book.add_format({"num_format": formats.get((r, c), "General")}))
    return out.getvalue()
