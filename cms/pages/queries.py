"""A paper and its edition in another language, page by page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from cms.library.models import PageTranslation, WhitePaperPage
from cms.release.models import shut_pages


@dataclass
class Pair:
    source: Page | None
    other: Page | None
    translation: PageTranslation | None


def editions_of(paper: WhitePaperPage) -> QuerySet[WhitePaperPage]:
    return WhitePaperPage.objects.filter(translation_key=paper.translation_key)


def pairs_of(paper: WhitePaperPage, user: Any) -> list[Pair]:
    """The Chinese pages with their counterparts, in the Chinese order; what has none comes last.

    An edition whose draft is shut to the user is not there.
    """
    both = list(editions_of(paper).exclude(pk__in=shut_pages(user)).select_related("locale"))
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
