from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.library.records import bibtex, gbt7714, linked_data, ris
from cms.library.records.finding import public_page
from cms.library.records.works import Record


def record_at(address: str) -> Record:
    found = public_page(address)
    if found is None:
        raise Http404
    kind, page = found
    return kind.record(page)


@require_safe
def cite(request: HttpRequest, address: str, form: str) -> HttpResponse:
    """The work at an address as BibTeX, RIS or one line of text."""
    record = record_at(address)
    today = timezone.localdate()
    match form:
        case "bib":
            text, content_type = bibtex.entry(record, read_on=today), bibtex.CONTENT_TYPE
        case "ris":
            text, content_type = ris.entry(record, read_on=today), ris.CONTENT_TYPE
        case _:
            text, content_type = f"{gbt7714.reference(record, read_on=today)}\n", "text/plain; charset=utf-8"
    response = HttpResponse(text, content_type=content_type)
    if form != "txt":
        response["Content-Disposition"] = f'attachment; filename="{bibtex.label(record)}.{form}"'
    return response


@require_safe
def linked(request: HttpRequest, address: str) -> HttpResponse:
    """The work at an address as schema.org."""
    record = record_at(address)
    text = linked_data.data_block(linked_data.linked_record(record))
    return HttpResponse(text, content_type=linked_data.CONTENT_TYPE)
