"""The pieces of a file: everything a reader, or somebody who opens the file's properties, can see in it."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from django.utils.translation import gettext as _
from lxml import etree

from cms.library.anonymisation.structure import Piece
from cms.library.docx import NotReadableError
from cms.library.docx.names import C, W, local
from cms.library.docx.opening import Package, Relation

HELD = {"sdt", "sdtContent", "ins", "del", "moveTo", "moveFrom", "customXml", "smartTag"}
TEXTS = {f"{W}t", f"{W}delText", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"}
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
MARGINS = {"header", "footer"}
NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
PROPERTIES = ("docProps/core.xml", "docProps/custom.xml", "docProps/app.xml")
DULL_PROPERTIES = {
    *["revision", "created", "modified", "Template", "TotalTime", "Pages", "Words", "Characters", "Application"],
    *["DocSecurity", "Lines", "Paragraphs", "AppVersion", "CharactersWithSpaces", "lastPrinted", "TitlesOfParts"],
    *["HeadingPairs", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "version"],
}
TEXT_KINDS = {".txt", ".md", ".markdown"}


def pieces_of_file(data: bytes, name: str) -> list[Piece]:
    """The pieces of a .docx, .txt or .md with its file name last. Raises NotReadableError with a sentence."""
    kind = PurePath(name).suffix.lower()
    if kind in TEXT_KINDS:
        pieces = list(pieces_of_text(decoded(data)))
    elif kind == ".docx":
        pieces = list(WordPieces(data).pieces())
    else:
        raise NotReadableError(_("Only .docx, .txt and .md can be scanned. Save the file in one of these forms."))
    return [*pieces, Piece("file", PurePath(name).stem)]


def decoded(data: bytes) -> str:
    if not data.strip():
        raise NotReadableError(_("The file is empty."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotReadableError(_("The file is no text in UTF-8 or GB 18030. Save it as UTF-8 and try again."))


def pieces_of_text(text: str) -> Iterator[Piece]:
    """Each line that is not empty, by its number."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Piece(str(number), line)


class WordPieces:
    """A DOCX, read for what it says rather than for what becomes of it: deleted and hidden text too."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.counts: Counter[str] = Counter()

    def pieces(self) -> Iterator[Piece]:
        root = self.package.xml(self.package.main)
        body = root.find(f"{W}body")
        paragraph = tables = 0
        for node in [] if body is None else elements(body):
            if local(node) == "tbl":
                tables += 1
                yield from table_pieces(node, f"table{tables}")
            else:
                paragraph += 1
                yield Piece(str(paragraph), text_of(node))
        yield from self.drawn(root)
        yield from self.around()
        yield from self.properties()

    def next_place(self, name: str, *, from_one: bool = True) -> str:
        """`footnote1`, `footnote2`; the first header is `header` alone."""
        self.counts[name] += 1
        return f"{name}{self.counts[name]}" if from_one or self.counts[name] > 1 else name

    def drawn(self, root: etree._Element) -> Iterator[Piece]:
        """Texts of drawings: text boxes, and what is written for those who do not see a picture."""
        for box in root.iter(f"{W}txbxContent"):
            for node in box.iter(f"{W}p"):
                yield Piece(self.next_place("textbox"), text_of(node))
        for node in root.iter():
            if local(node) in {"docPr", "cNvPr", "shape"}:
                for key in ("descr", "title", "alt"):
                    if text := node.get(key, ""):
                        yield Piece(self.next_place("alt"), text)

    def around(self) -> Iterator[Piece]:
        """Headers, footers, notes, comments, charts."""
        for relation in self.parts():
            part = self.package.xml(relation.target)
            if relation.kind == "chart":
                for value in part.iter(f"{C}v", "{http://schemas.openxmlformats.org/drawingml/2006/main}t"):
                    if value.text:
                        yield Piece(self.next_place("chart"), value.text)
                continue
            for node in part.iter(f"{W}p"):
                if text := text_of(node):
                    name = NOTES.get(relation.kind, relation.kind)
                    yield Piece(self.next_place(name, from_one=relation.kind not in MARGINS), text)
            for comment in part.iter(f"{W}comment"):
                yield Piece(self.next_place("comment-author"), comment.get(f"{W}author", ""))

    def parts(self) -> Iterator[Relation]:
        wanted = MARGINS | set(NOTES) | {"chart"}
        for relation in self.package.relations(self.package.main).values():
            if relation.kind in wanted and not relation.is_external and relation.target in self.package.names:
                yield relation

    def properties(self) -> Iterator[Piece]:
        """What Word keeps about the file: title, author, who saved it last, key words, own properties."""
        for part in PROPERTIES:
            if part not in self.package.names:
                continue
            for node in self.package.xml(part):
                name = node.get("name") or local(node)
                text = "".join(node.itertext()).strip()
                if text and name not in DULL_PROPERTIES:
                    yield Piece(f"property:{name}", text)


def elements(holder: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, those inside content controls and tracked changes too."""
    for node in holder:
        if local(node) in {"p", "tbl"}:
            yield node
        elif local(node) in HELD:
            yield from elements(node)


def table_pieces(table: etree._Element, name: str) -> Iterator[Piece]:
    """Cells by row and column, counted from 1, each with the heading of its column."""
    headings: dict[int, str] = {}
    for at, row in enumerate(table.iterchildren(f"{W}tr"), 1):
        for column, cell in enumerate(row.iter(f"{W}tc"), 1):
            text = "\n".join(text_of(node) for node in cell.iter(f"{W}p"))
            if at == 1:
                headings[column] = re.sub(r"\s", "", text)
            yield Piece(f"{name}:r{at}:c{column}", text, "" if at == 1 else headings.get(column, ""))


def text_of(paragraph: etree._Element) -> str:
    """The words of one paragraph; those of a text box inside it are a piece of their own."""
    words = []
    for node in paragraph.iter(*TEXTS):
        if not any(local(above) == "txbxContent" for above in node.iterancestors()) or is_in_box(paragraph):
            words.append(SIGNS.get(local(node), node.text or ""))
    return "".join(words)


def is_in_box(paragraph: etree._Element) -> bool:
    return any(local(above) == "txbxContent" for above in paragraph.iterancestors())
