"""Word files in: a DOCX becomes chapters, tables, figures and footnotes, with a list of what could not be kept."""

from cms.library.docx.opening import NotReadableError
from cms.library.docx.reading import read_docx
from cms.library.docx.structure import (
    Chapter,
    Chart,
    Event,
    Heading,
    ItemList,
    Loss,
    Paper,
    Paragraph,
    Picture,
    Run,
    Table,
)

__all__ = [
    "Chapter",
    "Chart",
    "Event",
    "Heading",
    "ItemList",
    "Loss",
    "NotReadableError",
    "Paper",
    "Paragraph",
    "Picture",
    "Run",
    "Table",
    "read_docx",
]
