"""Where pages stand in the tree: the order of the parts of a paper, and the address, are what its readers see."""

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.release.models.gated import GatedPage


def founds_the_site(place: Page) -> bool:
    """A list of the site: it sorts its pages by itself, whatever their order in the tree."""
    model = place.specific_class
    return bool(model and issubclass(model, GatedPage) and model.founds_the_site)


def is_on_view(page: Page) -> bool:
    """Public, or above something that is."""
    return page.live or page.get_descendants().live().exists()


def move_fault(page: Page, to: Page) -> str:
    """Why the page may not be moved below `to`, to be a child of it or another of its children; empty: it may."""
    model = page.specific_class
    if model is None or not issubclass(model, GatedPage):
        return ""
    if page.is_child_of(to) and founds_the_site(to):
        return ""
    if is_on_view(page):
        message = _("“%(title)s” is public: its place and its order are those that were cleared, and stay.")
        return message % {"title": page.title}
    return ""
