from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.views import serve

from cms.library.enums import EditionState
from cms.library.freshness import made_of_page
from cms.library.queries import published_chapter
from shared.ui.freshness import mark


def chapter(request: HttpRequest, paper: str, chapter: str) -> HttpResponse:
    """A chapter by the short way; whatever is not simply a public chapter goes through Wagtail."""
    page = published_chapter(paper, chapter) if request.method in {"GET", "HEAD"} else None
    if page is None:
        return serve(request, f"white-papers/{paper}/{chapter}/")
    edition = page.paper.editions.filter(state=EditionState.MADE).only("size").first()
    frame = {"paper": page.paper, "paper_url": f"/white-papers/{paper}/", "edition": edition}
    response = render(request, "library/chapter.html", {"page": page, **frame, **page.neighbours(page.paper)})
    return mark(response, made_of_page(page))


def data(request: HttpRequest, paper: str, chapter: str, block: UUID, fmt: str = "csv") -> HttpResponse:
    """The numbers of a table or figure as CSV or XLSX."""
    page = published_chapter(paper, chapter)
    if page is None:
        raise Http404
    return page.serve_data(str(block), fmt)
