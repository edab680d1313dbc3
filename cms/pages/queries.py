"""A paper and its edition in another language, page by page."""

from dataclasses import dataclass

from wagtail.models import Page

from cms.library.models import PageTranslation, WhitePaperPage


@dataclass
class Pair:
    source: Page | None
    other: Page | None
    translation: PageTranslation | None


def pairs_of(paper: WhitePaperPage) -> list[Pair]:
    """The Chinese pages with their counterparts, in the Chinese order; what has none comes last."""
    both = list(WhitePaperPage.objects.filter(translation_key=paper.translation_key).select_related("locale"))
    chinese = next((page for page in both if page.locale.language_code == "zh-hans"), None)
    other = next((page for page in both if page.locale.language_code != "zh-hans"), None)
    mine = [chinese, *chinese.parts()] if chinese else []
    theirs = [other, *other.parts()] if other else []
    states = {row.page_id: row for row in PageTranslation.objects.filter(page__in=[page.pk for page in theirs])}
    by_key = {page.translation_key: page for page in theirs}
    keys = [page.translation_key for page in mine]
    pairs = [Pair(page, by_key.get(page.translation_key), None) for page in mine]
    pairs += [Pair(None, page, None) for page in theirs if page.translation_key not in keys]
    for pair in pairs:
        pair.translation = states.get(pair.other.pk) if pair.other else None
    return pairs
