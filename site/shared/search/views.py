from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shared.search import forms
from shared.search.models import Entry
from shared.search.queries import Results, did_you_mean, facets, promoted, search, shown

PER_PAGE = 10


def search_page(request: HttpRequest) -> HttpResponse:
    """One box over everything; what the reader may not see is neither shown nor counted nor offered."""
    typed, chosen = forms.typed(request.GET), forms.filters(request.GET)
    found = search(typed, request.user, chosen) if typed else Results()
    page = Paginator(found.ids, PER_PAGE).get_page(request.GET.get("page"))
    entries = Entry.objects.in_bulk(list(page))
    context = {
        "typed": typed,
        "found": found,
        "page": page,
        "hits": shown([entries[pk] for pk in page if pk in entries], found.plan) if found.plan else [],
        "first_part": first_part(page.start_index(), found),
        "facets": facets(found.facets, chosen),
        "is_narrowed": chosen.source or chosen.year or chosen.region,
        "promoted": promoted(typed) if page.number == 1 else [],
        "meant": did_you_mean(typed, request.user) if typed and not found.whole else "",
    }
    return render(request, "search/search.html", context)


def first_part(start: int, found: Results) -> int | None:
    """The place on this page (from 1) where hits begin that hold only part of the words."""
    place = found.whole - max(start, 1) + 2
    return max(place, 1) if found.whole < len(found.ids) and found.whole and place <= PER_PAGE else None
