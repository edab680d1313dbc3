"""Which open places would close what a person lacks, and by which measure; in the order of their days, never ranked."""

from dataclasses import replace

from shared.credits.models import CreditEntry
from shared.credits.offers import Offer, offers_for
from shared.credits.queries.standings import Standing, counts
from shared.directory.models import Person


def offers_closing(person: Person, found: list[Standing]) -> list[tuple[Offer, list[Standing]]]:
    """Open places that count for something lacking, each with the requirements that it alone would close."""
    unmet = [standing for standing in found if not standing.is_met]
    if not unmet:
        return []
    rows = []
    for offer in offers_for(person):
        counted = [after for standing in unmet if (after := standing_after(offer, standing))]
        if counted:
            rows.append((offer, [standing for standing in counted if standing.is_met]))
    return rows


def standing_after(offer: Offer, standing: Standing) -> Standing | None:
    """As it would be with the offer's entry in the ledger; None where that entry would not count for it.

    A class is entered on its last day: one that ends next year does nothing for this one.
    """
    day = offer.ends_on or offer.starts_on or standing.last
    entry = CreditEntry(
        category=offer.category, hours=offer.hours, days=offer.days, starts_on=offer.starts_on, occurred_on=day
    )
    return replace(standing, entries=[*standing.entries, entry]) if counts(entry, standing) else None
