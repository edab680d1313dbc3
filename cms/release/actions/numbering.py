"""Document numbers: settled when an agency signs, one for each document and agency, never given twice."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.release.actions.wording import check_words
from cms.release.models import DocumentNumber, Signature
from cms.release.queries import is_settled, kept_number, prefix_of
from shared.audit.actions import NotAllowedNow
from shared.directory.models import Agency
from shared.documents.numbers import document_number, next_number

NUMBER = re.compile(r"[A-Za-z\u3400-\u9fff（）()·-]{1,30}〔([0-9]{4})〕[1-9][0-9]{0,5}号")


def give_number(signature: Signature, wanted: str = "") -> DocumentNumber | None:
    """The number that the agency has given the document, else `wanted` from its register, else the next of its series.

    None where no agency signs, or papers of this kind have no numbers. It is lost with the transaction that signs.
    """
    agency, prefix = signature.agency, prefix_of(signature)
    if agency is None or not prefix:
        return None
    kept, wanted = kept_number(signature), "".join(wanted.split())
    if kept is not None and wanted in {"", kept.number}:
        return kept
    if kept is not None and is_settled(kept):
        raise NotAllowedNow(_("This document is known as %(number)s: its number stays.") % {"number": kept})
    series = signature.route.page.specific_class.document_series[0]
    number = checked(wanted, agency, prefix) if wanted else next_free(agency, prefix, series)
    try:
        with transaction.atomic():
            return replace(kept, number) if kept else write(signature.route.page, agency, number)
    except IntegrityError as error:
        raise NotAllowedNow(_("Another number was given at this very moment. Try again.")) from error


def replace(kept: DocumentNumber, number: str) -> DocumentNumber:
    DocumentNumber.objects.filter(pk=kept.pk).update(number=number, given_at=timezone.now())
    kept.refresh_from_db()
    return kept


def write(page: Any, agency: Agency, number: str) -> DocumentNumber:
    """On the first page of the document, whatever language is being signed."""
    first = Page.objects.filter(translation_key=page.translation_key).order_by("pk")[:1].get()
    return DocumentNumber.objects.create(page=first, agency=agency, number=number)


def checked(wanted: str, agency: Agency, prefix: str) -> str:
    """A number from the agency's register; it is public, so it holds nothing but a mark, a year and a number."""
    year, form = timezone.localdate().year, NUMBER.fullmatch(wanted)
    if form is None:
        message = _("Write the number as %(example)s: mark, year in 〔 〕, number without 第 or leading zero.")
        raise NotAllowedNow(message % {"example": document_number(prefix, year, 12)})
    if int(form[1]) > year:
        raise NotAllowedNow(_("The year of %(number)s is still to come.") % {"number": wanted})
    check_words(wanted.replace("〔", " 〔"))
    if is_taken(agency, wanted):
        raise NotAllowedNow(_("This agency has given %(number)s to another document.") % {"number": wanted})
    return wanted


def is_taken(agency: Agency, number: str) -> bool:
    return DocumentNumber.objects.filter(agency=agency, number=number).exists()


def next_free(agency: Agency, prefix: str, series: str) -> str:
    """The next of the agency's series of the year that its own register has not given away."""
    year = timezone.localdate().year
    while True:
        number = document_number(prefix, year, next_number(f"{series}:{agency.code}:{year}"))
        if not is_taken(agency, number):
            return number
