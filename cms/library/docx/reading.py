"""From the body of a Word file to a paper: cover, chapters, chronicle, footnotes, and what could not be kept."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from cms.blocks.numbering import listed_first
from cms.library.docx.captions import attach
from cms.library.docx.dates import read_event
from cms.library.docx.inline import Inline, unclosed_fields
from cms.library.docx.names import W, local, number, value
from cms.library.docx.opening import NotReadableError, Package
from cms.library.docx.structure import (
    Block,
    Chapter,
    Heading,
    Item,
    ItemList,
    Loss,
    Paper,
    Paragraph,
    Run,
    Table,
    marked,
    plain,
)
from cms.library.docx.styles import CAPTIONS, QUOTES, SUBTITLES, TITLES, read_styles
from cms.library.docx.tables import read_table
from shared.media.classification import label_in

HELD = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"}
CONTENTS_LABEL = re.compile(r"^(?:目录|目次|contents|tableofcontents)$", re.IGNORECASE)
CHRONICLE = re.compile(r"大事记|大事年表|chronicle|chronology", re.IGNORECASE)
FIRST = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章部]|(?:前\s*言|引\s*言|结\s*语|附\s*录.{0,12}|大事记)$)"
)
SECOND = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
SPACED_WORD = re.compile(r"^(\w)\s+(\w)$")
LONGEST_HEADING = 120
MARKED_PARTS = {"header", "footer", "footnotes", "endnotes", "comments"}
SMALL_PRINT = 21


class Reader:
    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.relations = self.package.relations(self.package.main)
        self.styles = read_styles(self.package, self.relations)
        self.paper = Paper(digest=self.package.digest)
        self.seen: Counter[tuple[str, str, str]] = Counter()
        self.at, self.under = 0, ""
        self.inline = Inline(self.package, self.relations, self.styles, self.lose)
        self.front: list[Block] = []
        self.titles: list[str] = []
        self.subtitles: list[str] = []
        self.marks: dict[str, str] = {}

    def lose(self, kind: str, message: str) -> None:
        where = _("paragraph %(number)d") % {"number": self.at} if self.at else ""
        if self.under and where:
            where = _("%(paragraph)s, under “%(heading)s”") % {"paragraph": where, "heading": self.under}
        self.seen[kind, message, where] += 1

    def refuse_classified(self) -> None:
        """Wherever in the file its mark stands: cover, header, text box, hidden text."""
        own = [r.target for r in self.relations.values() if r.kind in MARKED_PARTS and not r.is_external]
        for part in [self.package.main, *(name for name in own if name in self.package.names)]:
            for node in self.package.xml(part).iter(f"{W}p"):
                if mark := label_in("".join(node.itertext(f"{W}t"))):
                    message = _("“%(mark)s” marks classified matter. Nothing classified may be entered here.")
                    raise NotReadableError(message % {"mark": mark})

    def read(self) -> Paper:
        self.refuse_classified()
        body = self.package.xml(self.package.main).find(f"{W}body")
        self.inline.unclosed = set() if body is None else unclosed_fields(body)
        nodes = [] if body is None else list(self.elements(body))
        self.body_size = usual_size(nodes)
        has_headings = any(local(n) == "p" and self.styles.heading_level(n) for n in nodes)
        for node in nodes:
            if local(node) == "tbl":
                self.take_table(node)
            else:
                self.at += 1
                self.take_paragraph(node, guess=not has_headings)
        self.at = 0
        self.finish()
        return self.paper

    def elements(self, holder: etree._Element) -> Iterator[etree._Element]:
        """Paragraphs and tables in order, those inside content controls too; Word's own contents list is left out."""
        for node in holder:
            name = local(node)
            if name in {"p", "tbl"}:
                yield node
            elif name == "sdt" and "Table of Contents" in value(node, "sdtPr/docPartObj/docPartGallery"):
                continue
            elif name in HELD:
                yield from self.elements(node)
            elif name == "altChunk":
                self.lose("object", _("A document inside the document could not be kept. Paste its text instead."))

    @property
    def blocks(self) -> list[Block]:
        return self.paper.chapters[-1].blocks if self.paper.chapters else self.front

    def take_paragraph(self, node: etree._Element, *, guess: bool) -> None:
        runs, objects, anchors = self.inline.read(node)
        runs = trimmed(runs)
        level = self.styles.heading_level(node)
        if self.styles.is_contents(node):
            return
        if runs and not level and guess:
            level = guessed_level(plain(runs))
        if runs and level and not self.is_cover_style(node):
            self.take_heading(node, level, runs)
        elif runs:
            self.take_text(node, runs)
        for anchor in anchors:
            self.paper.places[anchor] = len(self.paper.chapters) - 1
        self.blocks.extend(objects)

    def is_cover_style(self, node: etree._Element) -> bool:
        return not self.paper.chapters and self.styles.is_a(node, TITLES | SUBTITLES)

    def take_heading(self, node: etree._Element, level: int, runs: list[Run]) -> None:
        place = self.styles.list_place(node)
        number = self.styles.count(place) if place and self.styles.is_ordered(place) else ""
        text = SPACED_WORD.sub(r"\1\2", plain(runs).replace("\n", " "))
        is_close = number[-1:] in "、）)" and not listed_first(number + text)
        text = f"{number}{'' if is_close else ' '}{text}" if number else text
        self.under = text
        if len(text) > LONGEST_HEADING:
            self.lose(
                "heading", _("A heading longer than %(size)d characters became text.") % {"size": LONGEST_HEADING}
            )
            self.take_text(node, runs)
        elif level == 1:
            self.paper.chapters.append(Chapter(text))
        else:
            self.blocks.append(Heading(level, text))
        if notes := [run for run in runs if run.note]:
            self.lose("footnote", _("A footnote at a heading was moved to the text below it."))
            self.blocks.append(Paragraph(self.with_marks(notes)))

    def take_text(self, node: etree._Element, runs: list[Run]) -> None:
        if not self.paper.chapters and self.take_cover(node, runs):
            return
        place = self.styles.list_place(node)
        runs = self.with_marks(runs)
        if place:
            self.take_item(place, runs)
            return
        self.blocks.append(
            Paragraph(
                runs,
                is_quote=self.styles.is_a(node, QUOTES),
                is_caption=self.styles.is_a(node, CAPTIONS),
                is_small=self.is_small(node),
            )
        )

    def take_cover(self, node: etree._Element, runs: list[Run]) -> bool:
        text = plain(runs)
        if CONTENTS_LABEL.match("".join(text.split())):
            return True
        if self.styles.is_a(node, TITLES):
            self.titles.append(text)
            return True
        if self.styles.is_a(node, SUBTITLES):
            self.subtitles.append(text)
            return True
        return False

    def take_item(self, place: tuple[str, int], runs: list[Run]) -> None:
        is_ordered = self.styles.is_ordered(place)
        last = self.blocks[-1] if self.blocks else None
        goes_on = isinstance(last, ItemList) and (place[1] > 0 or last.is_ordered == is_ordered)
        if not isinstance(last, ItemList) or not goes_on:
            last = ItemList(is_ordered)
            self.blocks.append(last)
        last.items.append(Item(runs, min(place[1] + 1, 3)))

    def take_table(self, node: etree._Element) -> None:
        table = read_table(node, self.cell_text, self.lose)
        if table.rows and any(any(row) for row in table.rows):
            self.blocks.append(table)

    def cell_text(self, cell: etree._Element) -> str:
        lines = []
        for paragraph in cell.iter(f"{W}p"):
            runs, objects, _anchors = self.inline.read(paragraph)
            if objects:
                self.lose("picture", _("A picture inside a table was moved below the table's place."))
                self.blocks.extend(objects)
            if text := marked(self.with_marks(runs)):
                lines.append(text)
        return "\n".join(lines)

    def with_marks(self, runs: list[Run]) -> list[Run]:
        """Footnote marks counted from 1 through the whole file, whatever numbers Word keeps."""
        for run in runs:
            if run.note:
                run.note = self.marks.setdefault(run.note, str(len(self.marks) + 1))
        return runs

    def is_small(self, node: etree._Element) -> bool:
        size = explicit_size(node)
        return bool(size) and size <= SMALL_PRINT and size != self.body_size

    def finish(self) -> None:
        self.read_notes()
        self.read_margins()
        self.settle_title()
        for chapter in self.paper.chapters:
            chapter.blocks = attach(chapter.blocks)
        self.take_chronicle()
        self.paper.language = language_of(self.paper)
        self.paper.losses = [
            Loss(
                kind,
                message if count == 1 else _("%(message)s (%(count)d times)") % {"message": message, "count": count},
                where,
            )
            for (kind, message, where), count in self.seen.items()
        ]

    def read_notes(self) -> None:
        """Footnotes and endnotes that the text refers to, read with the links of their own part."""
        for kind, prefix in (("footnotes", ""), ("endnotes", "e")):
            part = next((r.target for r in self.relations.values() if r.kind == kind and not r.is_external), "")
            if part not in self.package.names:
                continue
            inline = Inline(self.package, self.package.relations(part), self.styles, self.lose)
            root = self.package.xml(part)
            inline.unclosed = unclosed_fields(root)
            for note in root:
                mark = self.marks.get(prefix + note.get(f"{W}id", ""))
                if mark:
                    self.paper.footnotes[mark] = note_runs(inline, note)
        for mark in self.marks.values():
            if mark not in self.paper.footnotes:
                self.lose("footnote", _("Footnote %(mark)s has no text in the file.") % {"mark": mark})
                self.paper.footnotes[mark] = [Run(_("(The footnote has no text in the file.)"))]

    def read_margins(self) -> None:
        """Headers and footers are not carried over; one that says more than a page number is named."""
        for relation in self.relations.values():
            if (
                relation.kind not in {"header", "footer"}
                or relation.is_external
                or relation.target not in self.package.names
            ):
                continue
            inline = Inline(self.package, self.package.relations(relation.target), self.styles, self.lose)
            for paragraph in self.package.xml(relation.target).iter(f"{W}p"):
                text = plain(inline.read(paragraph)[0]).strip("-—– 第页/")
                if text:
                    self.lose("header", _("A header or footer was left out: “%(text)s”.") % {"text": text})

    def settle_title(self) -> None:
        paper = self.paper
        tops = paper.chapters
        if not self.titles and len(tops) == 1 and any(isinstance(b, Heading) and b.level == 2 for b in tops[0].blocks):
            self.titles = [tops[0].title]
            paper.chapters = split_chapters(tops[0], self.front)
        lines = [line.text.replace("\n", " ") for line in self.front if isinstance(line, Paragraph)]
        if not self.titles and lines:
            self.titles = [lines.pop(0)]
        paper.title = "".join(self.titles).replace("\n", "")
        paper.subtitle = " ".join(self.subtitles)
        paper.cover = lines
        for block in self.front:
            if not isinstance(block, Paragraph):
                self.lose("cover", _("Something on the cover that is not a line of text was left out."))

    def take_chronicle(self) -> None:
        """Dated lines of the chapter of events become events; what has no date stays where it is."""
        for chapter in [c for c in self.paper.chapters if CHRONICLE.search(c.title)]:
            left: list[Block] = []
            for block in chapter.blocks:
                undated = []
                for text in chronicle_lines(block):
                    event = read_event(text)
                    if event and len(event.text) <= 500:
                        self.paper.chronicle.append(event)
                    else:
                        undated.append(text)
                if undated or not chronicle_lines(block):
                    left.append(block if len(undated) != 1 else Paragraph([Run(undated[0])]))
            chapter.blocks = left
            if not left:
                self.paper.chapters.remove(chapter)


def chronicle_lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [marked(block.runs)]
    if isinstance(block, ItemList):
        return [marked(item.runs) for item in block.items]
    if isinstance(block, Table):
        return ["　".join(cell for cell in row if cell) for row in block.rows[block.header_rows :]]
    return []


def note_runs(inline: Inline, note: etree._Element) -> list[Run]:
    runs: list[Run] = []
    for paragraph in note.iter(f"{W}p"):
        if runs:
            runs.append(Run("\n"))
        runs += inline.read(paragraph)[0]
    for run in runs:
        run.raised = ""
    return trimmed(runs)


def trimmed(runs: list[Run]) -> list[Run]:
    """Without the spaces that stand for an indentation, and without empty ends."""
    runs = [run for run in runs if run.text or run.note]
    while runs and not runs[0].note and not (text := runs[0].text.lstrip(" \t\n\u3000\xa0")):
        runs.pop(0)
    if runs and not runs[0].note:
        runs[0].text = text
    while runs and not runs[-1].note and not runs[-1].text.strip():
        runs.pop()
    if runs and not runs[-1].note:
        runs[-1].text = runs[-1].text.rstrip()
    return runs


def guessed_level(text: str) -> int:
    """A heading by its number, for files whose headings have no style."""
    if not text or len(text) > 40 or text[-1] in "。；：，.;":
        return 0
    if FIRST.match(text):
        return 1
    return 2 if SECOND.match(text) else 0


def split_chapters(only: Chapter, front: list[Block]) -> list[Chapter]:
    """The one heading of level 1 is the title of the paper: what stands below it moves up by one level."""
    chapters: list[Chapter] = []
    for block in only.blocks:
        if isinstance(block, Heading) and block.level == 2:
            chapters.append(Chapter(block.text))
            continue
        if isinstance(block, Heading):
            block.level -= 1
        (chapters[-1].blocks if chapters else front).append(block)
    return chapters


def explicit_size(node: etree._Element) -> int:
    """The size in half points that every run of the paragraph names; 0 where they differ or name none."""
    sizes = {value(run, "rPr/sz") for run in node.iter(f"{W}r") if run.find(f"{W}t") is not None}
    only = sizes.pop() if len(sizes) == 1 else ""
    return number(only)


def usual_size(nodes: list[etree._Element]) -> int:
    """The size most text is set in, by characters."""
    weight: Counter[int] = Counter()
    for node in nodes:
        if local(node) == "p":
            weight[explicit_size(node)] += len("".join(node.itertext(f"{W}t")))
    return weight.most_common(1)[0][0] if weight else 0


def language_of(paper: Paper) -> str:
    words = paper.title + "".join(b.text for b in paper.blocks() if isinstance(b, Paragraph))[:3000]
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in words)
    return "zh-Hans" if chinese * 4 >= len(words) else "en"


def read_docx(data: bytes) -> Paper:
    """Read a DOCX. Raises NotReadableError with a sentence for the person who chose the file."""
    return Reader(data).read()
