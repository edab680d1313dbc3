"""Which public pages a change makes old: a page, those above it that list it, and for a chapter the whole paper."""

from typing import Any
from uuid import UUID

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction, get_page_models
from wagtail.signals import page_slug_changed, post_page_move

from cms.library.models import WhitePaperChapterPage, WhitePaperPage
from cms.library.models.citing import CitingPage
from cms.release.models import Permit
from shared.ui.freshness import MadeOf, touch

TREE, LAWS, CITATIONS = "tree", "laws", "citations"


def listen() -> None:
    """Wagtail publishes, unpublishes, schedules and deletes in many places; all of them save or delete the page."""
    for model in get_page_models():
        post_save.connect(page_saved, sender=model)
        post_delete.connect(page_gone, sender=model)
    for signal in (page_slug_changed, post_page_move):
        signal.connect(addresses_changed)
    post_delete.connect(permit_used, sender=Permit)
    for signal in (post_save, post_delete):
        signal.connect(addresses_changed, sender=PageViewRestriction)


def made_of_page(page: Page) -> MadeOf:
    """A page shows itself and what lies below it, a chapter its paper's frame.

    Wagtail has let the reader in before: a page that not everybody sees is drawn for readers with a session alone, and
    nothing drawn for them is kept.
    """
    whole = page.path[: -page.steplen] if isinstance(page, WhitePaperChapterPage) else page.path
    laws = {LAWS} if isinstance(page, CitingPage) else set()
    parts = {TREE, below(whole), in_all_languages(page.translation_key), *laws}
    return MadeOf(frozenset(parts), getattr(page, "fresh_seconds", None))


def below(path: str) -> str:
    return f"below:{path}"


def in_all_languages(key: UUID) -> str:
    """A page says where it stands in another language, and gathers what lies below it there."""
    return f"pair:{key.hex}"


def touch_page(page: Page) -> None:
    """The page has changed: it and every page above it are drawn anew, in all languages, and who cites an article."""
    paths = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    above = Page.objects.filter(path__in=paths[:-1]).values_list("translation_key", flat=True)
    named = [CITATIONS] if isinstance(page, CitingPage | WhitePaperPage) else []
    touch(*map(below, paths), *map(in_all_languages, [*above, page.translation_key]), *named)


def page_saved(instance: Page, update_fields: Any = None, **kwargs: Any) -> None:
    """A draft writes single fields of the page's row; what readers see is written with the whole row."""
    if not update_fields:
        touch_page(instance)


def permit_used(instance: Permit, **kwargs: Any) -> None:
    """Whatever is written to a public page needs a permit of the gate, even where no signal tells of it."""
    touch_page(instance.page.specific_deferred)


def page_gone(instance: Page, **kwargs: Any) -> None:
    touch_page(instance)


def addresses_changed(**kwargs: Any) -> None:
    """An address leads elsewhere, with all addresses below it, or a page is no longer for everybody."""
    touch(TREE)
