from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.views import serve

from cms.library.enums import EditionState
from cms.library.queries import published_chapter


def chapter(request: HttpRequest, paper: str, chapter: str) -> HttpResponse:
    """A chapter by the short way; whatever is not simply a public chapter goes through Wagtail."""
    page = published_chapter(paper, chapter) if request.method in {"GET", "HEAD"} else None
    if page is None:
        return serve(request, f"white-papers/{paper}/{chapter}/")
    edition = page.paper.editions.filter(state=EditionState.MADE).only("size").first()
    frame = {"paper": page.paper, "paper_url": f"/white-papers/{paper}/", "edition": edition}
    return render(request, "library/chapter.html", {"page": page, **frame, **page.neighbours(page.paper)})
