"""Editions of a paper in another language: begun or paired page by page, each page with its state."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.library.actions.importing import free_slug, locale_of
from cms.library.enums import TranslationState
from cms.library.models import ChronicleEvent, PageTranslation, PaperIssuer, WhitePaperChapterPage, WhitePaperPage
from cms.library.models.translations import is_translation, source_of
from cms.library.permissions import can_vouch_for_translation
from cms.release.actions import copy_readers, void_routes_around
from cms.release.queries import is_shut_to
from shared.audit.actions import NotAllowedNow, record

KEPT = ["subtitle", "summary", "period_start", "period_end", "region", "edition", "document_number"]


@transaction.atomic
def begin_translation(paper: WhitePaperPage, *, language: str = "en", by: Any) -> WhitePaperPage:
    """Make the pages of an edition in another language, or those that are missing of it; nothing is translated yet."""
    if is_translation(paper):
        raise NotAllowedNow(_("This paper is a translation itself. Begin from the Chinese paper."))
    locale = locale_of(language)
    other = WhitePaperPage.objects.filter(translation_key=paper.translation_key, locale=locale).first()
    if other is not None and is_shut_to(by, other):
        raise NotAllowedNow(
            _("The edition in this language is open to named readers alone, and you are not one of them.")
        )
    other = other or copy_paper(paper, locale, by=by)
    done = set(Page.objects.child_of(other).values_list("translation_key", flat=True))
    for chapter in paper.drafts():
        if chapter.translation_key not in done:
            copy_chapter(chapter, other, by=by)
    copy_readers(paper, other, by=by)
    record("library.translation.begin", other, by=by, page=paper.pk)
    return other


def copy_paper(paper: WhitePaperPage, locale: Any, *, by: Any) -> WhitePaperPage:
    draft = paper.get_latest_revision_as_object()
    made = WhitePaperPage(
        title=draft.title,
        slug=free_slug(paper.get_parent(), f"{paper.slug[:70]}-{locale.language_code}"),
        locale=locale,
        translation_key=paper.translation_key,
        live=False,
        has_unpublished_changes=True,
        owner=by,
        **{name: getattr(draft, name) for name in KEPT},
    )
    made.issuers = [PaperIssuer(agency=i.agency, part=i.part, sort_order=i.sort_order) for i in draft.issuers.all()]
    made.chronicle = [
        ChronicleEvent(happened_on=e.happened_on, date_text=e.date_text, text=e.text, sort_order=e.sort_order)
        for e in draft.chronicle.all()
    ]
    paper.get_parent().add_child(instance=made)
    made.save_revision(user=by, log_action=False, clean=False)
    PageTranslation.objects.create(page_id=made.pk, by=by)
    return made


def copy_chapter(chapter: WhitePaperChapterPage, paper: WhitePaperPage, *, by: Any) -> None:
    made = WhitePaperChapterPage(
        title=chapter.title,
        slug=chapter.slug,
        locale=paper.locale,
        translation_key=chapter.translation_key,
        body=chapter.body.get_prep_value(),
        footnotes=chapter.footnotes.get_prep_value(),
        live=False,
        has_unpublished_changes=True,
        owner=by,
    )
    WhitePaperPage.objects.get(pk=paper.pk).add_child(instance=made)
    made.save_revision(user=by, log_action=False, clean=False)
    PageTranslation.objects.create(page_id=made.pk, by=by)


@transaction.atomic
def pair_translation(other: WhitePaperPage, paper: WhitePaperPage, *, by: Any) -> WhitePaperPage:
    """Link a paper that came in another language (from Word) with the Chinese one, its chapters in their order."""
    if not by.is_superuser and not all(page.is_in_scope_of(by) for page in (other, paper)):
        raise NotAllowedNow(_("Both papers are paired by an editor of both."))
    if is_translation(paper) or not is_translation(other):
        raise NotAllowedNow(_("Choose a Chinese paper and a paper in another language."))
    taken = WhitePaperPage.objects.filter(translation_key=paper.translation_key, locale=other.locale_id)
    if taken.exclude(pk=other.pk).exists():
        raise NotAllowedNow(_("The Chinese paper has an edition in this language already."))
    parts = zip([paper, *paper.parts()], [other, *other.parts()], strict=False)
    for source, page in parts:
        Page.objects.filter(pk=page.pk).update(translation_key=source.translation_key)
        PageTranslation.objects.get_or_create(
            page_id=page.pk, defaults={"state": TranslationState.IN_PROGRESS, "by": by}
        )
    record("library.translation.pair", other, by=by, page=paper.pk)
    return WhitePaperPage.objects.get(pk=other.pk)


@transaction.atomic
def set_translation_state(page: Page, state: str, *, by: Any) -> PageTranslation:
    """Say how far a translated page is; a text that is there is one of the Chinese text as it stands now.

    Readers see it at once (N40): on a public page a mark goes only by the word of a second person, and what is
    being reviewed is sent anew.
    """
    if not is_translation(page):
        raise NotAllowedNow(_("This page is not a translation."))
    if page.live and state == TranslationState.REVIEWED and not can_vouch_for_translation(by, page.specific):
        raise NotAllowedNow(
            _("The page is public: a section head of its agencies who has not written it vouches for the translation.")
        )
    row, _made = PageTranslation.objects.get_or_create(page_id=page.pk)
    source = source_of(page)
    before, was_made_from = row.state, row.source_revision_id
    row.state, row.by = state, by
    row.source_revision_id = (source.live_revision_id or source.latest_revision_id) if source else None
    row.save()
    record("library.translation.state", page, by=by, before=before, after=state)
    if (before, was_made_from) != (row.state, row.source_revision_id):
        void_routes_around(page, by=by)
    refresh_outline(page)
    return row


def refresh_outline(page: Page) -> None:
    """Show the state on the public pages at once."""
    paper = WhitePaperPage.objects.filter(pk__in=[page.pk, page.get_parent().pk], live=True).first()
    if paper:
        paper.keep_outline()
