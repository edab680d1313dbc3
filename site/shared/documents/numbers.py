"""Document numbers: consecutive within a series, never given twice, whoever asks at the same moment."""

from django.db import transaction
from django.db.models import F

from shared.directory.models import Agency
from shared.documents.models import IssuerMark, NumberSeries


@transaction.atomic
def next_number(series: str) -> int:
    """Take the next number of `series`; its row stays locked until the caller's transaction ends, so none is lost."""
    NumberSeries.objects.get_or_create(key=series)
    NumberSeries.objects.filter(key=series).update(last=F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(key=series)


def document_number(prefix: str, year: int, number: int) -> str:
    """`浙知训〔2026〕12号`: year in square corner brackets, no 第, no leading zero (rule book 4.6)."""
    return f"{prefix}〔{year}〕{number}号"


def issuer_mark(agency: Agency) -> str:
    """The agency's mark in document numbers; its code until an office has entered one."""
    return IssuerMark.objects.filter(agency=agency).values_list("mark", flat=True).first() or agency.code


def series_mark(agency: Agency, kind: str) -> str:
    """浙知培, 浙知证: the agency's mark and the word for the kind of paper; its code alone until it has a mark."""
    mark = issuer_mark(agency)
    return mark if mark == agency.code else f"{mark}{kind}"
