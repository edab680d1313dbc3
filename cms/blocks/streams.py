"""Which blocks may stand where."""

from wagtail import blocks

from cms.blocks.figures import PictureBlock, StatFigureBlock
from cms.blocks.footnotes import FootnoteBlock
from cms.blocks.tables import StatTableBlock
from cms.blocks.text import HeadingBlock, ItemsBlock, NoteBlock, ParagraphBlock, QuoteBlock

PROSE = [
    ("paragraph", ParagraphBlock()),
    ("items", ItemsBlock()),
    ("quote", QuoteBlock()),
    ("note", NoteBlock()),
]
CHAPTER = [
    ("paragraph", ParagraphBlock()),
    ("heading", HeadingBlock()),
    ("items", ItemsBlock()),
    ("table", StatTableBlock()),
    ("figure", StatFigureBlock()),
    ("picture", PictureBlock()),
    ("quote", QuoteBlock()),
    ("note", NoteBlock()),
]
FOOTNOTES: list[tuple[str, blocks.Block]] = [("footnote", FootnoteBlock())]
