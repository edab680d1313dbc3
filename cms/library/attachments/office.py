"""What an Office file (XLSX, PPTX) says beside its cells and slides: properties, comments, headers, names, notes."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.sax.handler import ContentHandler

from defusedxml.sax import parse

from cms.library.anonymisation.documents import DULL_PROPERTIES
from cms.library.anonymisation.structure import Piece
from cms.library.attachments.structure import MOST_CHARACTERS

ABOUT_FILE = re.compile(r"docProps/(?:core|app|custom)\.xml")
# Fonts and colours, the order of computing, and the words of cells, which are read as rows.
DULL = re.compile(r"\[Content_Types\]\.xml|.*/(?:theme|calcChain|styles|tableStyles|sharedStrings)[^/]*(?:/.*)?")
EMBEDDED = re.compile(r"(?:xl|ppt)/(?:embeddings|activeX)/")
MARGIN = re.compile(r'&(?:"[^"]*"|\d+|[A-Za-z])')  # fonts and fields in a header or footer
HOLDERS = {"p", "si", "comment", "threadedComment"}  # their runs are one text
SAID = {
    *["name", "descr", "title", "alt", "displayName", "userId", "userName", "author", "initials", "prompt"],
    *["promptTitle", "error", "errorTitle", "tooltip", "display", "location", "comment", "description"],
}  # fmt: skip
CELLS = "sheetData"


class Words(ContentHandler):
    """The texts of a part, each once, and what its attributes say; the cells of a sheet are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}
        self.text: list[str] = []
        self.holders = self.cells = self.size = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        kind = name.rpartition(":")[2]
        self.holders += kind in HOLDERS
        self.cells += kind == CELLS
        for key, value in attrs.items():
            is_cached = key == "v" and kind == "s"  # of a pivot table: the rows it was made from
            is_outside = key == "Target" and attrs.get("TargetMode") == "External"
            if key.rpartition(":")[2] in SAID or is_cached or is_outside:
                self.note(value)

    def characters(self, content: str) -> None:
        if not self.cells:
            self.text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        kind = name.rpartition(":")[2]
        self.cells -= kind == CELLS
        if kind in HOLDERS or not self.holders:
            text = "".join(self.text)
            self.note(MARGIN.sub(" ", text) if kind.endswith(("Header", "Footer")) else text)
            self.text = []
        self.holders -= kind in HOLDERS

    def note(self, text: str) -> None:
        if text.strip() and self.size < MOST_CHARACTERS:
            self.found[text.strip()] = None
            self.size += len(text)


class Properties(ContentHandler):
    """What the program keeps about the file: (name, text) of every child of the root."""

    def __init__(self) -> None:
        super().__init__()
        self.named: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.own, self.depth = "", 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        self.depth += 1
        if self.depth == 2:
            self.own, self.text = attrs.get("name") or name.rpartition(":")[2], []

    def characters(self, content: str) -> None:
        self.text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        text = "".join(self.text).strip()
        if self.depth == 2 and text and self.own not in DULL_PROPERTIES:
            self.named.append((self.own, text))
        self.depth -= 1


def parts_of(archive: zipfile.ZipFile, wanted: re.Pattern[str]) -> Iterator[tuple[str, list[str]]]:
    """The texts of the XML parts whose names match, by their place: the part without its folder and ending."""
    for name in sorted(archive.namelist(), key=in_order):
        if wanted.fullmatch(name) and name.endswith((".xml", ".rels")):
            words = Words()
            with archive.open(name) as stream:
                parse(stream, words, forbid_dtd=True)
            yield name.rpartition("/")[2].partition(".")[0], list(words.found)


def in_order(name: str) -> list[tuple[int, str]]:
    """slide2 before slide10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)]


def pieces_about(archive: zipfile.ZipFile, *, but: str = "(?!)") -> Iterator[Piece]:
    """Everything of an Office file beside the parts `but`, properties last."""
    rest = re.compile(rf"(?!{but})(?!{ABOUT_FILE.pattern})(?!(?:{DULL.pattern})$).*")
    for place, texts in parts_of(archive, rest):
        for number, text in enumerate(texts, 1):
            yield Piece(f"about:{place}:{number}", text)
    for name in archive.namelist():
        if ABOUT_FILE.fullmatch(name):
            said = Properties()
            with archive.open(name) as stream:
                parse(stream, said, forbid_dtd=True)
            yield from (Piece(f"property:{key}", text) for key, text in said.named)


def holds_files(archive: zipfile.ZipFile) -> bool:
    return any(EMBEDDED.match(name) for name in archive.namelist())
