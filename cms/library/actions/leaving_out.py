"""A paper goes on without one of its draft chapters, or takes it in again."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.library.models import LeftOutChapter, WhitePaperChapterPage
from cms.release.actions import void_routes_around
from shared.audit.actions import NotAllowedNow, record

LABELS = {
    "library.chapter.leave": gettext_lazy("Draft chapter left out"),
    "library.chapter.take": gettext_lazy("Draft chapter taken in again"),
}


@transaction.atomic
def leave_out(chapter: WhitePaperChapterPage, *, by: Any) -> None:
    """The paper is reviewed, numbered and released without it. NotAllowedNow for what is or was public.

    An open route that reads it ends, as with every edit; whoever sends the paper at this moment waits for the lock.
    """
    kept = locked(chapter)
    if kept.live or kept.first_published_at:
        raise NotAllowedNow(_("“%(title)s” is or was public: a chapter goes with its paper.") % {"title": kept.title})
    _row, is_new = LeftOutChapter.objects.get_or_create(page=kept, defaults={"by": by})
    if is_new:
        void_routes_around(kept, by=by)
        record("library.chapter.leave", kept, by=by)


def locked(chapter: WhitePaperChapterPage) -> Page:
    """Its row, once nobody else sends its paper to review or changes what it is made of."""
    Page.objects.select_for_update(no_key=True).get(pk=chapter.get_parent().pk)
    return Page.objects.get(pk=chapter.pk)


@transaction.atomic
def take_in(chapter: WhitePaperChapterPage, *, by: Any) -> None:
    """Part of its paper again, at its place; an open route of the paper ends."""
    kept = locked(chapter)
    if LeftOutChapter.objects.filter(page=kept.pk).delete()[0]:
        void_routes_around(kept, chapter.paper, by=by)
        record("library.chapter.take", kept, by=by)
