"""What a Word file says, without how Word said it."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Run:
    """A stretch of text of one look; `note` marks a footnote that stands here, `anchor` names a place in the file."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    raised: str = ""
    href: str = ""
    anchor: str = ""
    note: str = ""

    @property
    def look(self) -> tuple[bool, bool, str, str, str]:
        return self.bold, self.italic, self.raised, self.href, self.anchor


def plain(runs: list[Run]) -> str:
    """The words alone, footnote markers left out."""
    return "".join(run.text for run in runs).strip()


def marked(runs: list[Run]) -> str:
    """The words with footnote markers as `[^2]`."""
    return "".join(f"[^{run.note}]" if run.note else run.text for run in runs).strip()


@dataclass
class Paragraph:
    runs: list[Run]
    is_quote: bool = False
    is_caption: bool = False
    is_small: bool = False

    @property
    def text(self) -> str:
        return plain(self.runs)


@dataclass
class Heading:
    level: int
    text: str
    notes: list[str] = field(default_factory=list)


@dataclass
class Item:
    runs: list[Run]
    level: int = 1


@dataclass
class ItemList:
    is_ordered: bool
    items: list[Item] = field(default_factory=list)


@dataclass
class Table:
    """Cells as text in a full rectangle; a span is (row, column, rows, columns), counted from 0."""

    rows: list[list[str]]
    header_rows: int = 0
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)
    caption: str = ""
    printed: str = ""
    unit: str = ""
    period: str = ""
    cutoff: str = ""
    scope: str = ""
    note: str = ""
    source: str = ""


@dataclass
class Picture:
    data: bytes
    name: str
    alt: str = ""
    caption: str = ""
    printed: str = ""
    note: str = ""
    source: str = ""


@dataclass
class Chart:
    """A chart drawn by Word, read back as its numbers: first row headings, first column categories."""

    kind: str
    rows: list[list[str]]
    alt: str = ""
    caption: str = ""
    printed: str = ""
    unit: str = ""
    period: str = ""
    cutoff: str = ""
    scope: str = ""
    note: str = ""
    source: str = ""


Block = Paragraph | Heading | ItemList | Table | Picture | Chart


@dataclass
class Event:
    date_text: str
    happened_on: date
    text: str


@dataclass
class Chapter:
    title: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Loss:
    """Something the file holds and the draft does not, said to the editor: `where` is a place she can find."""

    kind: str
    message: str
    where: str = ""


@dataclass
class Paper:
    title: str = ""
    subtitle: str = ""
    cover: list[str] = field(default_factory=list)
    language: str = "zh-Hans"
    chapters: list[Chapter] = field(default_factory=list)
    chronicle: list[Event] = field(default_factory=list)
    footnotes: dict[str, list[Run]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    digest: str = ""

    def blocks(self) -> list[Block]:
        return [block for chapter in self.chapters for block in chapter.blocks]

    def without_alternative(self) -> list[Picture | Chart]:
        return [b for b in self.blocks() if isinstance(b, Picture) and not b.alt]
