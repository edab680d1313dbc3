"""Styles and numbering: which paragraph is a heading, a caption, an item of a list, and with which number."""

import re
from dataclasses import dataclass, field

from lxml import etree

from cms.blocks.numbering import chinese
from cms.library.docx.names import W, has, number, value
from cms.library.docx.opening import Package

HEADING = re.compile(r"^(?:heading|标题)\s*(\d)$", re.IGNORECASE)
TITLES = {"title", "标题", "文档标题"}
SUBTITLES = {"subtitle", "副标题"}
CAPTIONS = {"caption", "题注"}
QUOTES = {"quote", "intense quote", "block text", "引用", "明显引用"}
CONTENTS = re.compile(r"^(?:toc|目录)\b", re.IGNORECASE)
BODY = 9  # the outline level of what is no heading
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "japaneseCounting",
    "chineseLegalSimplified",
}


@dataclass
class Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    list_id: str = ""
    list_level: int = 0
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None


@dataclass
class Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class Styles:
    styles: dict[str, Style] = field(default_factory=dict)
    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def chain(self, style_id: str) -> list[Style]:
        """The style and what it is based on, nearest first."""
        found: list[Style] = []
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            found.append(self.styles[style_id])
            style_id = self.styles[style_id].based_on
        return found

    def name(self, paragraph: etree._Element) -> str:
        style = self.styles.get(value(paragraph, "pPr/pStyle"))
        return style.name.lower() if style else ""

    def is_a(self, paragraph: etree._Element, names: set[str]) -> bool:
        return any(s.name.lower() in names for s in self.chain(value(paragraph, "pPr/pStyle")))

    def is_contents(self, paragraph: etree._Element) -> bool:
        return bool(CONTENTS.match(self.name(paragraph)))

    def heading_level(self, paragraph: etree._Element) -> int:
        """1 to 9 for a heading, 0 for anything else."""
        own = value(paragraph, "pPr/outlineLvl")
        if own:
            return number(own, BODY) + 1 if number(own, BODY) < BODY else 0
        for style in self.chain(value(paragraph, "pPr/pStyle")):
            if match := HEADING.match(style.name):
                return int(match.group(1))
            if style.outline is not None and style.outline < BODY:
                return style.outline + 1
        return 0

    def list_place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """The list a paragraph belongs to and its depth from 0; None where it is no item."""
        own = value(paragraph, "pPr/numPr/numId")
        level = value(paragraph, "pPr/numPr/ilvl", "")
        if own:
            return None if own == "0" else (own, number(level))
        for style in self.chain(value(paragraph, "pPr/pStyle")):
            if style.list_id:
                return None if style.list_id == "0" else (style.list_id, number(level, style.list_level))
        return None

    def is_ordered(self, place: tuple[str, int]) -> bool:
        return self.level(place).form not in {"bullet", "none"}

    def level(self, place: tuple[str, int]) -> Level:
        return self.levels.get((self.abstract.get(place[0], ""), place[1]), Level("bullet"))

    def count(self, place: tuple[str, int]) -> str:
        """The number Word would print before this paragraph, counted on."""
        family, depth = self.abstract.get(place[0], place[0]), place[1]
        self.counts[family, depth] = self.counts.get((family, depth), self.level(place).start - 1) + 1
        for deeper in [key for key in self.counts if key[0] == family and key[1] > depth]:
            del self.counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            level = self.level((place[0], at))
            return spell(self.counts.get((family, at), level.start), level.form)

        return re.sub(r"%(\d)", shown, self.level(place).text)


def spell(number: int, form: str) -> str:
    if form in CHINESE:
        return chinese(number)
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    return str(number)


def read_styles(package: Package, relations: dict) -> Styles:
    """Styles and numbering of the document."""
    found = Styles()
    for relation in relations.values():
        if relation.is_external or relation.target not in package.names:
            continue
        if relation.kind == "styles":
            add_styles(found, package.xml(relation.target))
        elif relation.kind == "numbering":
            add_numbering(found, package.xml(relation.target))
    return found


def add_styles(found: Styles, root: etree._Element) -> None:
    for node in root.iter(f"{W}style"):
        outline = value(node, "pPr/outlineLvl")
        level = value(node, "pPr/numPr/ilvl")
        found.styles[node.get(f"{W}styleId", "")] = Style(
            name=value(node, "name"),
            based_on=value(node, "basedOn"),
            outline=number(outline, BODY) if outline else None,
            list_id=value(node, "pPr/numPr/numId"),
            list_level=number(level),
            bold=has(node, "rPr/b"),
            italic=has(node, "rPr/i"),
            hidden=has(node, "rPr/vanish"),
        )


def add_numbering(found: Styles, root: etree._Element) -> None:
    for family in root.iter(f"{W}abstractNum"):
        for node in family.iter(f"{W}lvl"):
            depth = node.get(f"{W}ilvl", "0")
            start = value(node, "start", "1")
            found.levels[family.get(f"{W}abstractNumId", ""), number(depth)] = Level(
                value(node, "numFmt", "decimal"), value(node, "lvlText"), number(start, 1)
            )
    for node in root.iter(f"{W}num"):
        found.abstract[node.get(f"{W}numId", "")] = value(node, "abstractNumId")
