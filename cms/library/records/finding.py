"""A public page by its address, whatever its kind."""

from typing import Any

from wagtail.models import Page

from cms.library.records.kinds import Kind, kind_of

HOME = "/home/"


def public_page(address: str) -> tuple[Kind, Any] | None:
    """The page and its kind; None for a draft, a page of a withdrawn paper, and what is restricted or not cited."""
    found = Page.objects.filter(url_path=f"{HOME}{address.strip('/')}/", live=True).first()
    kind = kind_of(found.specific) if found else None
    page = kind.rows().filter(pk=found.pk).first() if kind and found else None
    return (kind, page) if kind and page else None
