import structlog
from celery import shared_task

from cms.library.actions import make_edition, relink
from cms.library.models import PaperEdition

log = structlog.get_logger(__name__)


@shared_task(name="library.make_edition", atomic=False)
def make_paper_edition(edition_id: int) -> None:
    """Typeset one edition: seconds of work outside the database, and no harm when it runs twice."""
    edition = PaperEdition.objects.filter(pk=edition_id).select_related("paper__locale").first()
    if edition is None:
        log.warning("library.edition.missing", edition_id=edition_id)
        return
    make_edition(edition)


@shared_task(name="library.relink")
def relink_texts() -> None:
    """Names or dates of a law were corrected: every public text is linked by them."""
    relink(by=None)
