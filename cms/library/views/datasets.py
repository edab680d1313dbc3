from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cms.library.models import Dataset
from cms.library.models.listing import listed, without_page
from cms.library.records import datasets, linked_data

PER_PAGE = 100


def public_datasets(request: HttpRequest) -> tuple[str, QuerySet[Dataset]]:
    words = request.GET.get("q", "").strip()[:80]
    rows = Dataset.objects.visible_to(request.user).about(words)
    return words, rows.select_related("paper__locale", "chapter").defer("chapter__body", "chapter__html")


def open_to_all(data: dict) -> JsonResponse:
    """JSON that programs of other sites may read."""
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False}, headers={"Access-Control-Allow-Origin": "*"})


@require_safe
def data_list(request: HttpRequest) -> HttpResponse:
    """All tables and figures of published papers, found by words."""
    words, rows = public_datasets(request)
    context = {"datasets": listed(request, rows), "words": words, "query": without_page(request)}
    return render(request, "library/datasets.html", context)


@require_safe
def data_catalogue(request: HttpRequest) -> HttpResponse:
    """The whole catalogue for machines."""
    _words, rows = public_datasets(request)
    text = linked_data.data_block(datasets.catalogue(list(rows)))
    return HttpResponse(text, linked_data.CONTENT_TYPE, headers={"Access-Control-Allow-Origin": "*"})


@require_safe
def api_list(request: HttpRequest) -> HttpResponse:
    """A hundred data sets to a page; `q` narrows, `page` turns; beyond the last page there is nothing."""
    _words, rows = public_datasets(request)
    pages = Paginator(rows, PER_PAGE)
    asked = request.GET.get("page", "1")
    if not asked.isdecimal() or not 1 <= int(asked) <= pages.num_pages:
        return JsonResponse({"detail": f"There are pages 1 to {pages.num_pages}."}, status=404)
    page = pages.page(int(asked))
    results = [datasets.summary(row) for row in page]
    return open_to_all({"count": pages.count, "pages": pages.num_pages, "page": page.number, "results": results})


@require_safe
def api_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One data set with its numbers."""
    rows = Dataset.objects.visible_to(request.user).select_related("paper", "chapter")
    return open_to_all(datasets.with_rows(get_object_or_404(rows, key=key)))
