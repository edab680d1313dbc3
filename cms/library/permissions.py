from typing import Any

from wagtail.models import Page

from cms.library.enums import WordKind
from cms.library.models import CaseIndexPage, WhitePaperIndexPage

INDEXES: dict[str, type[Page]] = {WordKind.WHITE_PAPER: WhitePaperIndexPage, WordKind.CASE: CaseIndexPage}


def can_import_word_files(user: Any, kind: str = "") -> bool:
    """May the user add pages of this kind, or of any kind that Word files become?"""
    indexes = [INDEXES[kind]] if kind else list(INDEXES.values())
    found = [index.objects.first() for index in indexes]
    return any(page is not None and page.permissions_for_user(user).can_add_subpage() for page in found)
