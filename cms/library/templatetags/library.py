from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Page

from cms.library.models.translations import in_language, language_of
from cms.library.records import gbt7714, kind_of, linked_data

register = template.Library()


@register.inclusion_tag("library/cite.html")
def cite(page: Any) -> dict[str, Any]:
    """How the work is cited, with the same for programs that manage references; nothing for a draft."""
    kind = kind_of(page) if page.live else None
    if kind is None:
        return {"record": None}
    record = kind.record(page)
    return {"record": record, "reference": gbt7714.reference(record, read_on=timezone.localdate())}


@register.simple_tag
def linked_record(page: Any) -> SafeString:
    """The inside of a data block that tells machines what work this is."""
    kind = kind_of(page)
    return linked_data.data_block(linked_data.linked_record(kind.record(page)) if kind else {})


@register.simple_tag
def linked_law(law: Any, version: Any, article: Any = None) -> SafeString:
    return linked_data.data_block(linked_data.linked_law(law, version, article=article))


@register.filter
def text_lang(page: Page) -> str:
    """The language a page is written in, for a list of pages of any kind."""
    return in_language(language_of(page))
