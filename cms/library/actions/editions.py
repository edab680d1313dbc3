"""PDF editions: one for each published revision, made in the background, kept as a file."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from cms.library.book import paper_book
from cms.library.enums import EditionState
from cms.library.models import PaperEdition
from shared.audit.actions import record
from shared.documents.actions import MissingGlyphsError, TypesettingError, typeset


def make_edition(edition: PaperEdition, *, by: Any = None) -> PaperEdition:
    """Typeset the paper as it is live; an edition that is made is left alone, one that cannot be made says why."""
    if edition.state == EditionState.MADE:
        return edition
    paper = edition.paper
    lang = "en" if paper.locale.language_code == "en" else "zh-Hans"
    try:
        pdf = typeset("library/white_paper", paper_book(paper), lang=lang, made_at=paper.last_published_at)
    except (MissingGlyphsError, TypesettingError) as fault:
        PaperEdition.objects.filter(pk=edition.pk).update(state=EditionState.FAILED, fault=str(fault))
        edition.refresh_from_db()
        return edition
    edition.file.save(f"{paper.slug}-{edition.number}-{edition.pk}.pdf", ContentFile(pdf), save=False)
    PaperEdition.objects.filter(pk=edition.pk).exclude(state=EditionState.MADE).update(
        state=EditionState.MADE,
        file=edition.file.name,
        size=len(pdf),
        digest=hashlib.sha256(pdf).hexdigest(),
        fault="",
        made_at=timezone.now(),
    )
    edition.refresh_from_db()
    record("library.edition.make", paper, by=by, document=edition.number, digest=edition.digest)
    return edition
