"""What a text lesson is made of, and the field that keeps these blocks out of migrations."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.fields import StreamField as WagtailStreamField

INLINE = ["bold", "italic", "ol", "ul", "link"]


class StreamField(WagtailStreamField):
    """A changed label is no change of schema."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class NoteBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=pgettext_lazy("of a note", "Title"), required=False, max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE)

    class Meta:
        label = _("Note")
        icon = "info-circle"
        template = "catalogue/blocks/note.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE)
    attribution = blocks.CharBlock(label=_("Where it is from"), required=False, max_length=200)

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "catalogue/blocks/quote.html"


LESSON: list[tuple[str, blocks.Block]] = [
    (
        "heading",
        blocks.CharBlock(label=_("Heading"), max_length=120, icon="title", template="catalogue/blocks/heading.html"),
    ),
    ("paragraph", blocks.RichTextBlock(label=_("Paragraph"), features=INLINE, icon="pilcrow")),
    ("note", NoteBlock()),
    ("quote", QuoteBlock()),
]
