"""A page and its edition in another language, a paper with its chapters."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from cms.library.models import PageTranslation, ReviewedPage
from cms.library.models.translations import is_translation
from cms.library.permissions import within_reach
from cms.release.models import shut_pages


@dataclass
class Pair:
    source: Page | None
    other: Page | None
    translation: PageTranslation | None


def editions_of(page: ReviewedPage) -> QuerySet[Any]:
    return type(page).objects.filter(translation_key=page.translation_key)


def pairs_of(page: ReviewedPage, user: Any) -> list[Pair]:
    """The Chinese pages with their counterparts, in the Chinese order; what has none comes last.

    An edition whose draft is shut to the user is not there.
    """
    both = list(editions_of(page).exclude(pk__in=shut_pages(user)).select_related("locale"))
    chinese = next((one for one in both if not is_translation(one)), None)
    other = next((one for one in both if is_translation(one)), None)
    mine = [chinese, *chinese.parts()] if chinese else []
    theirs = [other, *other.parts()] if other else []
    states = {row.page_id: row for row in PageTranslation.objects.filter(page__in=[one.pk for one in theirs])}
    by_key = {one.translation_key: one for one in theirs}
    keys = [one.translation_key for one in mine]
    pairs = [Pair(one, by_key.get(one.translation_key), None) for one in mine]
    pairs += [Pair(None, one, None) for one in theirs if one.translation_key not in keys]
    for pair in pairs:
        pair.translation = states.get(pair.other.pk) if pair.other else None
    return pairs


def named_to(user: Any, pairs: list[Pair]) -> set[int]:
    """Of these pages, by their keys, those whose titles the user may read."""
    keys = [one.pk for pair in pairs for one in (pair.source, pair.other) if one]
    return set(Page.objects.filter(within_reach(user), pk__in=keys).values_list("pk", flat=True))
