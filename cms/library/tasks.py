import structlog
from celery import shared_task

from cms.library.actions import (
    check_public_links,
    draw_paper,
    forget_files,
    make_edition,
    read_anew,
    read_file,
    relink,
    remind_of_dates,
    withdraw_due,
)
from cms.library.models import PaperEdition
from cms.release.models import Route
from shared.media.models import MediaDocument

log = structlog.get_logger(__name__)


@shared_task(name="library.make_edition", atomic=False)
def make_paper_edition(edition_id: int) -> None:
    """Typeset one edition: seconds of work outside the database, and no harm when it runs twice."""
    edition = PaperEdition.objects.filter(pk=edition_id).select_related("paper__locale").first()
    if edition is None:
        log.warning("library.edition.missing", edition_id=edition_id)
        return
    make_edition(edition)


@shared_task(name="library.draw_ahead", atomic=False)
def draw_ahead(route_id: int) -> None:
    """While a paper is under review: its charts and pictures, so that its PDF is soon made once it is complete."""
    route = Route.objects.open().filter(pk=route_id).first()
    if route is not None:
        draw_paper(route)


@shared_task(name="library.relink")
def relink_texts() -> None:
    """Names or dates of a law were corrected: every public text is linked by them."""
    relink(by=None)


@shared_task(name="library.check_links", atomic=False)
def check_links() -> int:
    """Every night: links of public pages that have broken since, without asking the world outside."""
    return check_public_links()


@shared_task(name="library.withdraw_due", atomic=False)
def withdraw_pages() -> int:
    """At the turn of every minute: public pages whose time has come."""
    return withdraw_due()


@shared_task(name="library.remind_of_dates")
def remind_editors() -> int:
    """Every morning: pages that are to be looked at again, and terms of disclosure."""
    return remind_of_dates()


@shared_task(name="library.read_file", atomic=False)
def read_document(document_id: int) -> None:
    """The words of an uploaded document: seconds of work, and no harm when it runs twice."""
    document = MediaDocument.objects.filter(pk=document_id).first()
    if document is None:
        log.warning("library.file.missing", document_id=document_id)
        return
    read_file(document)


@shared_task(name="library.forget_files")
def keep_texts_of_files() -> int:
    """Every night: what was read in files that have been deleted goes, what an older reader has read is read anew."""
    read_anew()
    return forget_files()
