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
    chapters = paper.parts_live()
    outline = paper.make_outline(chapters)
    is_redrawn = paper.renumber(chapters)
    if is_redrawn or outline != paper.outline:
        WhitePaperPage.objects.filter(pk=paper.pk).update(outline=outline)
        paper.outline = outline
        record("library.paper.renumber", paper, by=by)
        ask_for_edition(paper, by=by, anew=True)
    return paper
