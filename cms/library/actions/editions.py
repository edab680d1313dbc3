"""PDF editions, made in the background and kept as files: of the live text, or ahead of the release of a route."""

import datetime as dt
import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.library.actions.manuscripts import Manuscript, frozen, manuscript_of
from cms.library.book import PictureMissingError, paper_book
from cms.library.enums import EditionStage, EditionState
from cms.library.freshness import touch_page
from cms.library.models import PaperEdition, WhitePaperPage
from cms.library.models.editions import made_of_live, made_of_route
from cms.release.models import Route
from cms.release.queries import as_frozen, problems, signatures_under
from shared.audit.actions import NotAllowedNow, record
from shared.documents.actions import MissingGlyphsError, TypesettingError, typeset
from shared.jobs.actions import later

LABELS = {
    "library.edition.ask": gettext_lazy("PDF edition asked for"),
    "library.edition.ahead": gettext_lazy("PDF edition asked for ahead of the release"),
    "library.edition.make": gettext_lazy("PDF edition made"),
    "library.edition.drop": gettext_lazy("PDF edition made ahead deleted: its route has ended"),
}
Tell = Callable[[EditionStage], None]


class OvertakenError(Exception):
    """Somebody has asked for the edition anew, or another worker has made it: this attempt counts no more."""


@transaction.atomic
def ask_for_edition(paper: WhitePaperPage, *, by: Any, anew: bool = False) -> PaperEdition:
    """Have the PDF of the live text made in the background; asking twice gives the same edition.

    One that was made ahead of the release is used as it is. One that failed, got stuck, or is of another text than
    the live one is made anew; so is any other when asked for `anew`.
    """
    edition = edition_of_live(paper)
    if PaperEdition.objects.filter(paper=paper).released().first() != edition:
        PaperEdition.objects.filter(pk=edition.pk).update(released_at=timezone.now())
    drop_ended_editions(paper, by=by)
    if needs_making(edition, made_of_live(paper), anew=anew):
        queue(edition, "library.edition.ask", by=by, number=paper.edition)
    edition.refresh_from_db()
    return edition


@transaction.atomic
def ask_for_edition_of_route(route: Route, *, by: Any, published_on: dt.date | None = None) -> PaperEdition:
    """Have the PDF of a paper made ahead, of what a complete route has frozen; nobody reads it before the release.

    `published_on` is the planned day of the release, for the cover, unless the paper states its own.
    """
    if faults := problems(route):
        message = _("A PDF is made ahead when the route is complete. %(faults)s")
        raise NotAllowedNow(message % {"faults": " ".join(faults)})
    paper = as_frozen(route)
    if not isinstance(paper, WhitePaperPage):
        raise NotAllowedNow(_("Only white papers have a PDF edition."))
    day = day_on_cover(paper, published_on)
    drop_ended_editions(paper, by=by)
    item = route.items.get(page=route.page_id)
    edition, _is_new = PaperEdition.objects.get_or_create(
        route=route, defaults={"paper_id": route.page_id, "revision_id": item.revision_id, "number": paper.edition}
    )
    PaperEdition.objects.filter(pk=edition.pk).update(published_on=day)
    if needs_making(edition, made_of_route(route, day)):
        queue(edition, "library.edition.ahead", by=by, number=paper.edition)
    edition.refresh_from_db()
    return edition


def edition_of_live(paper: WhitePaperPage) -> PaperEdition:
    """The edition made ahead for the route that brought the live text; else that of its revision, made if need be."""
    route = Route.objects.bringing(paper).first()
    ahead = PaperEdition.objects.filter(route=route).first() if route else None
    same = PaperEdition.objects.filter(paper=paper, revision=paper.live_revision_id).released()
    return ahead or same.first() or insert_edition(paper)


def insert_edition(paper: WhitePaperPage) -> PaperEdition:
    """One row for each revision, however many ask at the same time."""
    return PaperEdition.objects.get_or_create(
        paper=paper,
        revision=paper.live_revision,
        route=None,
        defaults={"number": paper.edition, "released_at": timezone.now()},
    )[0]


def day_on_cover(paper: WhitePaperPage, planned: dt.date | None) -> dt.date:
    """The day that the paper will bear once it is public: its own, or that of its first release."""
    first = paper.first_published_at
    return paper.published_on or (timezone.localdate(first) if first else planned or timezone.localdate())


def needs_making(edition: PaperEdition, made_of: str, *, anew: bool = False) -> bool:
    """Not while it waits for its turn, when it reads the newest text anyway; nor when it is of this text already."""
    if edition.attempt == 0 or edition.state == EditionState.FAILED or edition.is_stuck:
        return True
    if edition.is_being_made and edition.stage == EditionStage.WAITING:
        return False
    return anew or edition.made_of != made_of


def changed_since(edition: PaperEdition) -> bool:
    """Is the live text another than the one this edition was made of?"""
    return edition.made_of != made_of_live(edition.paper)


def queue(edition: PaperEdition, act: str, *, by: Any, number: str) -> None:
    """Begin a new attempt; of two who ask at the same moment one does. What an older attempt makes is thrown away."""
    same = PaperEdition.objects.filter(pk=edition.pk, attempt=edition.attempt)
    if same.update(
        state=EditionState.QUEUED,
        stage=EditionStage.WAITING,
        stage_at=timezone.now(),
        attempt=F("attempt") + 1,
        made_of="",
        fault="",
        number=number,
    ):
        record(act, edition.paper, by=by, document=number)
        later("library.make_edition", edition_id=edition.pk)


@transaction.atomic
def drop_ended_editions(paper: Any, *, by: Any) -> None:
    """What was made ahead of a release that will not come is deleted with its file: nobody is to find it."""
    for edition in PaperEdition.objects.ended().filter(paper=paper.pk):
        record("library.edition.drop", edition.paper, by=by, document=edition.number)
        transaction.on_commit(partial(leave_behind, edition, edition.file.name or ""))
        PaperEdition.objects.filter(pk=edition.pk).delete()


def draw_paper(route: Route) -> None:
    """Draw the charts of a paper under review and cut its pictures to size: all that its PDF can have at hand."""
    text = frozen(route, None)
    with suppress(PictureMissingError):  # whoever makes the PDF is told
        paper_book(text.paper, text.chapters)


def make_edition(edition: PaperEdition, *, by: Any = None) -> PaperEdition:
    """Typeset the paper; an edition that is made is left alone, one that cannot be made says why.

    Every stage is written at once, outside any long transaction, so that others see how far it is.
    """
    edition.refresh_from_db()
    if edition.state != EditionState.QUEUED:
        return edition
    text = manuscript_of(edition)
    if text is None:
        return give_up(edition)
    try:
        tell(edition, EditionStage.TEXT, made_of=text.made_of)
        pdf = paper_pdf(text, tell=partial(tell, edition))
        keep(edition, pdf, by=by)
    except (MissingGlyphsError, TypesettingError, PictureMissingError) as fault:
        mine(edition).update(state=EditionState.FAILED, fault=str(fault))
    except OvertakenError:
        pass
    edition.refresh_from_db()
    return edition


def mine(edition: PaperEdition) -> Any:
    """The row, as long as this attempt is the one that counts."""
    return PaperEdition.objects.filter(pk=edition.pk, state=EditionState.QUEUED, attempt=edition.attempt)


def tell(edition: PaperEdition, stage: EditionStage, **changes: Any) -> None:
    if not mine(edition).update(stage=stage, stage_at=timezone.now(), **changes):
        raise OvertakenError


def paper_pdf(text: Manuscript, *, tell: Tell) -> bytes:
    lang = "en" if text.paper.locale.language_code == "en" else "zh-Hans"
    signed = signatures_under(text.route) if text.route else []
    book = paper_book(text.paper, text.chapters, signatures=signed, before_drawing=partial(tell, EditionStage.CHARTS))
    tell(EditionStage.TYPESETTING)
    try:
        pdf = typeset("library/white_paper", book, lang=lang, made_at=text.moment)
    except MissingGlyphsError as fault:
        raise MissingGlyphsError(by_chapter(fault.missing, book)) from fault
    tell(EditionStage.STORING)
    return pdf


def by_chapter(missing: dict[str, list[str]], book: dict[str, Any]) -> dict[str, list[str]]:
    """An editor looks for a character by the title of its chapter, not by its path in our data."""
    chapters = [(f"chapters[{at}]", _("“%(title)s”") % chapter) for at, chapter in enumerate(book["chapters"])]
    found = {}
    for character, paths in missing.items():
        titles = [title for start, title in chapters if any(path.startswith(start) for path in paths)]
        found[character] = titles or [_("the pages around the chapters")]
    return found


def keep(edition: PaperEdition, pdf: bytes, *, by: Any) -> None:
    """Store the file, and the row that points to it, unless this attempt has been overtaken."""
    before = edition.file.name or ""
    edition.file.save(f"{edition.paper.slug}-{edition.number}-{edition.pk}.pdf", ContentFile(pdf), save=False)
    digest = hashlib.sha256(pdf).hexdigest()
    with transaction.atomic():
        rows = mine(edition).update(
            state=EditionState.MADE,
            file=edition.file.name,
            size=len(pdf),
            digest=digest,
            fault="",
            made_at=timezone.now(),
        )
        if rows:
            touch_page(edition.paper)
            record("library.edition.make", edition.paper, by=by, document=edition.number, digest=digest)
    leave_behind(edition, before if rows else edition.file.name or "")


def give_up(edition: PaperEdition) -> PaperEdition:
    """There is no text to make it of any more: another is live, or the route has ended."""
    if edition.released_at and edition.file:
        mine(edition).update(state=EditionState.MADE)
    elif mine(edition).delete()[0]:
        leave_behind(edition, edition.file.name or "")
    return edition


def leave_behind(edition: PaperEdition, name: str) -> None:
    """Drop the file that this edition no longer needs: the one before, or ours where another worker was first."""
    if name:
        edition.file.storage.delete(name)
