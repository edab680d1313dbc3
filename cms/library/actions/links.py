"""Links of public pages are looked at again every day; who answers for a page hears of each broken link once."""

from typing import Any

from django.db import transaction
from wagtail.models import Page, get_page_models

from cms.library.emails import tell_broken
from cms.library.models import BrokenLink, ReviewedPage, WhitePaperChapterPage


@transaction.atomic
def check_links_of(page: Any) -> int:
    """Make the rows of a public page those of its broken links; returns how many are new, of which its editors hear."""
    found = {
        (fault.place[:200], fault.link[:300]): fault.says[:300]
        for fault in page.link_report()
        if fault.is_hard or fault.is_dead
    }
    held = {(row.place, row.link): row.pk for row in BrokenLink.objects.filter(page=page.pk)}
    BrokenLink.objects.filter(pk__in=[pk for key, pk in held.items() if key not in found]).delete()
    rows = [
        BrokenLink(page_id=page.pk, place=place, link=link, says=says)
        for (place, link), says in found.items()
        if (place, link) not in held
    ]
    # Two processes may look at once: the constraint lets one row through, and each row is told of once.
    BrokenLink.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        tell_broken(page, BrokenLink.objects.filter(page=page.pk).exclude(pk__in=held.values()))
    return len(rows)


def check_public_links() -> int:
    """All public pages; chapters are looked at with their paper. Returns how many links have broken since."""
    models = [m for m in get_page_models() if issubclass(m, ReviewedPage) and m is not WhitePaperChapterPage]
    new = 0
    for key in Page.objects.live().type(tuple(models)).values_list("pk", flat=True):
        page = Page.objects.get(pk=key).specific
        page.frozen_parts = [part for part in page.parts() if part.live]
        new += check_links_of(page)
    return new
