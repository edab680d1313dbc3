"""A public page by its address, whatever its kind."""

from typing import Any

from wagtail.models import Page, PageViewRestriction

from cms.library.records.kinds import Kind, kind_of

HOME = "/home/"


def public_page(address: str) -> tuple[Kind, Any] | None:
    """The page and its kind; None for a draft, a page of a withdrawn paper, and what is restricted or not cited."""
    found = Page.objects.filter(url_path=f"{HOME}{address.strip('/')}/", live=True).first()
    page = found.specific if found else None
    kind = kind_of(page) if page else None
    # Nobody can restrict a page here; should code ever do it, nothing of it goes out this way.
    if kind is None or PageViewRestriction.objects.exists():
        return None
    return (kind, row) if page and (row := kind.rows().filter(pk=page.pk).first()) else None
