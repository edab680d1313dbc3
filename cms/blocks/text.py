"""Running text: paragraphs, headings inside a chapter, lists, quotations, notes."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.fields import NameBlock

# No headings and no lists inside a paragraph: they have blocks of their own, so that the table of
# contents, the PDF and an import can rely on them.
INLINE = ["bold", "italic", "superscript", "subscript", "link", "document-link"]


class ParagraphBlock(blocks.RichTextBlock):
    """One or more paragraphs. Footnote markers are plain text: `[^2]`, see `cms.blocks.footnotes`."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", INLINE)
        super().__init__(**kwargs)

    class Meta:
        label = _("Paragraph")
        icon = "pilcrow"
        template = "blocks/paragraph.html"


class HeadingBlock(blocks.StructBlock):
    """A heading below the chapter's own title: 2 is （一）, 3 is 1., 4 is （1）. Its number follows its place."""

    text = blocks.CharBlock(
        label=_("Heading"),
        max_length=120,
        help_text=_("Begin with a number, whichever it is, to have the heading numbered: the right one is shown."),
    )
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("（一） second")), ("3", _("1. third")), ("4", _("（1） fourth"))],
        default="2",
    )
    label = NameBlock()

    class Meta:
        label = _("Heading")
        icon = "title"
        template = "blocks/heading.html"


class ListItemBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE)
    level = blocks.ChoiceBlock(label=_("Depth"), choices=[("1", "1"), ("2", "2"), ("3", "3")], default="1")

    class Meta:
        label = _("List item")


class ItemsBlock(blocks.StructBlock):
    """A list. Nesting is a depth per item, which an import can fill and every output can draw."""

    is_ordered = blocks.BooleanBlock(label=_("Numbered"), required=False)
    items = blocks.ListBlock(ListItemBlock(), label=_("Items"))

    class Meta:
        label = _("List")
        icon = "list-ul"
        template = "blocks/items.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE)
    attribution = blocks.CharBlock(label=_("Where it is from"), required=False, max_length=200)

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "blocks/quote.html"


class NoteBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE)

    class Meta:
        label = _("Note")
        icon = "info-circle"
        template = "blocks/note.html"
