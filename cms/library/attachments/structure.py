from collections.abc import Iterator
from dataclasses import dataclass, field

from cms.library.anonymisation.structure import Piece

MEGABYTE = 1024 * 1024
MOST_BYTES = 50 * MEGABYTE
MOST_PAGES = 600  # of a PDF
MOST_CHARACTERS = 400_000
MOST_SECONDS = 60.0
KINDS = {".pdf", ".docx", ".xlsx", ".pptx", ".csv", ".txt", ".md"}
WITHOUT_WORDS = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".mp3", ".m4a", ".wav", ".mp4", ".mov", ".webm"}
ABOUT = ("property:", "comment", "file", "about:")  # places of pieces that are no text of the document


class UnreadableError(Exception):
    """The file cannot be read; str() says why and what to do."""


@dataclass
class Reading:
    """The pieces of a file, and a word to the editor where not all of it could be read."""

    pieces: list[Piece] = field(default_factory=list)
    remark: str = ""

    @property
    def text(self) -> str:
        return "\n".join(piece.text for piece in self.pieces if not piece.place.startswith(ABOUT))


Pieces = Iterator[Piece]
