"""Numbers of a public paper after its chapters changed their order."""

from typing import Any

from django.db import transaction

from cms.library.actions.editions import ask_for_edition
from cms.library.models import WhitePaperPage
from shared.audit.actions import record


@transaction.atomic
def renumber(paper: WhitePaperPage, *, by: Any) -> WhitePaperPage:
    """Number a live paper by its order: titles, headings, tables, figures and references, on its pages and its PDF."""
    paper = WhitePaperPage.objects.get(pk=paper.pk)
    if not paper.live:
        return paper
    is_redrawn = paper.renumber(paper.parts_live())
    if paper.keep_outline() or is_redrawn:
        record("library.paper.renumber", paper, by=by)
        ask_for_edition(paper, by=by, anew=True)
    return paper
