"""The document numbers of a page, and what its signer is asked about the one of her agency."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cms.release.models import DocumentNumber, Route, Signature
from shared.documents.numbers import issuer_mark


def numbers_of(page: Any) -> dict[int, str]:
    """The number of each agency, by its key; the first one where two papers were paired that had theirs already."""
    rows = DocumentNumber.objects.of(page).order_by("-pk") if page.pk else DocumentNumber.objects.none()
    return dict(rows.values_list("agency", "number"))


def signatures_under(route: Route) -> list[Signature]:
    """What the agencies have signed of it."""
    return [row for row in route.signatures.select_related("agency") if row.is_signed]


def is_settled(number: DocumentNumber) -> bool:
    """Readers have seen the document, in one language or another: its numbers stay as they are."""
    return Route.objects.used().filter(page__translation_key=number.page.translation_key).exists()


def kept_number(signature: Signature) -> DocumentNumber | None:
    """What the agency has given to the document already."""
    rows = DocumentNumber.objects.of(signature.route.page).filter(agency=signature.agency_id)
    return rows.select_related("page").first()


def prefix_of(signature: Signature) -> str:
    """What stands before the year in the agency's own series, such as 国知白; '' where no number is given."""
    series = signature.route.page.specific_class.document_series
    return f"{issuer_mark(signature.agency)}{series[1]}" if series and signature.agency else ""


@dataclass(frozen=True)
class NumberOffer:
    """What a signer may say about the number: nothing where it is fixed."""

    kept: str
    is_fixed: bool
    series: str


def offer_of(signature: Signature) -> NumberOffer | None:
    """None: no number goes with this signature."""
    prefix = prefix_of(signature)
    if not prefix:
        return None
    kept = kept_number(signature)
    series = f"{prefix}〔{timezone.localdate().year}〕"
    return NumberOffer(str(kept or ""), kept is not None and is_settled(kept), series)
