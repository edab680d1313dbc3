"""Editions of a page in another language: begun or paired, a paper page by page, each page with its state."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.library.actions.importing import free_slug, locale_of
from cms.library.enums import TranslationState
from cms.library.freshness import touch_page
from cms.library.models import PageTranslation, ReviewedPage, WhitePaperPage
from cms.library.models.translations import is_translation, source_of
from cms.library.permissions import can_vouch_for_translation
from cms.release.actions import copy_readers, void_routes_around
from cms.release.models.gated import HOUSEKEEPING
from cms.release.queries import is_shut_to
from shared.audit.actions import NotAllowedNow, record

# What a page has for itself: its address and days, where it came from, what is still to be done about it.
OWN = {"slug", "published_on", "go_live_at", "expire_at", "change_note", "imported_from", "source_key", "remarks"}


@transaction.atomic
def begin_translation(page: ReviewedPage, *, language: str = "en", by: Any) -> ReviewedPage:
    """Make the edition of a page in another language, or the parts that it lacks; nothing is translated yet."""
    if not may_be_translated(type(page)):
        raise NotAllowedNow(_("This page has no edition of its own in another language."))
    if is_translation(page):
        raise NotAllowedNow(_("This page is a translation itself. Begin from the Chinese page."))
    if page.scope_paths() and not page.agency_paths():
        raise NotAllowedNow(_("Name the agencies of the page first: they answer for the translation too."))
    locale = locale_of(language)
    other = type(page).objects.filter(translation_key=page.translation_key, locale=locale).first()
    if other is not None and is_shut_to(by, other):
        raise NotAllowedNow(
            _("The edition in this language is open to named readers alone, and you are not one of them.")
        )
    other = other or copied(page.get_latest_revision_as_object(), page.get_parent(), locale, by=by)
    done = set(Page.objects.child_of(other).values_list("translation_key", flat=True))
    for part in page.parts():
        if part.translation_key not in done:
            copied(part.get_latest_revision_as_object(), Page.objects.get(pk=other.pk), locale, by=by)
    copy_readers(page, other, by=by)
    record("library.translation.begin", other, by=by, page=page.pk)
    return other


def may_be_translated(model: type[Page]) -> bool:
    """Pages that are released by themselves; what comes with the installation speaks both languages already."""
    return issubclass(model, ReviewedPage) and model.is_released_alone and not model.founds_the_site


def copied(draft: Any, parent: Page, locale: Any, *, by: Any) -> Any:
    """A draft that says the same, with everything that hangs on it, to be translated."""
    data, left_out = draft.serializable_data(), HOUSEKEEPING | draft.derived_fields | OWN
    said = {name: without_keys(value) for name, value in data.items() if name not in left_out}
    made = type(draft).from_serializable_data({"pk": None, **said})
    made.slug = free_slug(
        parent, draft.slug if parent.locale_id == locale.pk else f"{draft.slug[:70]}-{locale.language_code}"
    )
    made.locale, made.translation_key, made.owner = locale, draft.translation_key, by
    made.live, made.has_unpublished_changes = False, True
    try:
        with transaction.atomic():
            parent.add_child(instance=made)
    except IntegrityError as error:
        raise NotAllowedNow(_("Somebody else has begun this translation at this very moment.")) from error
    made.save_revision(user=by, log_action=False, clean=False)
    PageTranslation.objects.create(page_id=made.pk, by=by)
    return made


def without_keys(value: Any) -> Any:
    """Child rows as new ones."""
    if not (isinstance(value, list) and value and all(isinstance(row, dict) and "pk" in row for row in value)):
        return value
    return [{**row, "pk": None} for row in value]


@transaction.atomic
def pair_translation(other: ReviewedPage, page: ReviewedPage, *, by: Any) -> ReviewedPage:
    """Link a page that came in another language (from Word) with the Chinese one, chapters in their order."""
    if not by.is_superuser and not all(one.is_in_scope_of(by) for one in (other, page)):
        is_paper = isinstance(page, WhitePaperPage)
        papers, pages = (
            _("Both papers are paired by an editor of both."),
            _("Both pages are paired by an editor of both."),
        )
        raise NotAllowedNow(papers if is_paper else pages)
    if is_translation(page) or not is_translation(other) or type(page) is not type(other):
        raise NotAllowedNow(_("Choose a Chinese page and one of its kind in another language."))
    taken = type(page).objects.filter(translation_key=page.translation_key, locale=other.locale_id)
    if taken.exclude(pk=other.pk).exists():
        raise NotAllowedNow(_("The Chinese page has an edition in this language already."))
    for source, one in zip([page, *page.parts()], [other, *other.parts()], strict=False):
        Page.objects.filter(pk=one.pk).update(translation_key=source.translation_key)
        PageTranslation.objects.get_or_create(
            page_id=one.pk, defaults={"state": TranslationState.IN_PROGRESS, "by": by}
        )
        touch_page(source)
    record("library.translation.pair", other, by=by, page=page.pk)
    return type(page).objects.get(pk=other.pk)


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
    show_at_once(page)
    return row


def show_at_once(page: Page) -> None:
    """The state stands on the public pages; those of a paper keep it in its outline."""
    paper = WhitePaperPage.objects.filter(pk__in=[page.pk, page.get_parent().pk], live=True).first()
    if paper:
        paper.keep_outline()
    touch_page(page)
