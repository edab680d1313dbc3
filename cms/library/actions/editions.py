"""PDF editions: one for each published revision, made in the background, kept as a file."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.library.book import paper_book
from cms.library.enums import EditionState
from cms.library.freshness import touch_page
from cms.library.models import PaperEdition, WhitePaperPage
from shared.audit.actions import record
from shared.documents.actions import MissingGlyphsError, TypesettingError, typeset
from shared.jobs.actions import later


@transaction.atomic
def ask_for_edition(paper: WhitePaperPage, *, by: Any, anew: bool = False) -> PaperEdition:
    """Have the PDF of the live text made in the background; asking twice gives the same edition.

    One that failed, or whose chapters changed since, is made anew; so is any other when asked for `anew`.
    """
    edition, is_new = PaperEdition.objects.get_or_create(
        paper=paper, revision=paper.live_revision, defaults={"number": paper.edition}
    )
    done = PaperEdition.objects.filter(pk=edition.pk).exclude(state=EditionState.QUEUED)
    is_stale = anew or edition.state == EditionState.FAILED or changed_since(edition)
    if is_new or (is_stale and done.update(state=EditionState.QUEUED, fault="", number=paper.edition)):
        record("library.edition.ask", paper, by=by, document=paper.edition)
        later("library.make_edition", edition_id=edition.pk)
        edition.refresh_from_db()
    return edition


def changed_since(edition: PaperEdition) -> bool:
    """Was the paper or a chapter published after this edition was made?"""
    pages = Page.objects.descendant_of(edition.paper, inclusive=True).live()
    return edition.made_at is not None and pages.filter(last_published_at__gt=edition.made_at).exists()


def make_edition(edition: PaperEdition, *, by: Any = None) -> PaperEdition:
    """Typeset the paper as it is live; an edition that is made is left alone, one that cannot be made says why."""
    if edition.state != EditionState.QUEUED:
        return edition
    paper = edition.paper
    lang = "en" if paper.locale.language_code == "en" else "zh-Hans"
    try:
        pdf = typeset("library/white_paper", paper_book(paper), lang=lang, made_at=paper.last_published_at)
    except (MissingGlyphsError, TypesettingError) as fault:
        failed = PaperEdition.objects.filter(pk=edition.pk, state=EditionState.QUEUED)
        failed.update(state=EditionState.FAILED, fault=str(fault))
        edition.refresh_from_db()
        return edition
    before = edition.file.name or ""
    edition.file.save(f"{paper.slug}-{edition.number}-{edition.pk}.pdf", ContentFile(pdf), save=False)
    rows = PaperEdition.objects.filter(pk=edition.pk, state=EditionState.QUEUED).update(
        state=EditionState.MADE,
        file=edition.file.name,
        size=len(pdf),
        digest=hashlib.sha256(pdf).hexdigest(),
        fault="",
        made_at=timezone.now(),
    )
    touch_page(paper)
    leave_behind(edition, before if rows else edition.file.name or "")
    edition.refresh_from_db()
    record("library.edition.make", paper, by=by, document=edition.number, digest=edition.digest)
    return edition


def leave_behind(edition: PaperEdition, name: str) -> None:
    """Drop the file that this edition no longer needs: the one before, or ours where another worker was first."""
    if name:
        edition.file.storage.delete(name)
