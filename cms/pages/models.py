from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.blocks.faults import stream_faults
from cms.blocks.fields import StreamField
from cms.blocks.numbering import Text, count_through, names_in, reference_faults
from cms.blocks.rendering import render_stream
from cms.blocks.streams import CHAPTER
from cms.library.models import CasePage, ReviewedPage, WhitePaperPage
from courses.training.enums import SessionState
from courses.training.models import Session
from courses.training.queries import seat_blocks


def open_session() -> Session | None:
    """The class whose enrolment closes next, with its seats."""
    now = timezone.now()
    rows = Session.objects.filter(state=SessionState.ENROLLING, closes_at__gte=now, opens_at__lte=now)
    session = rows.select_related("region").prefetch_related("blocks").order_by("closes_at", "pk").first()
    if session:
        blocks = seat_blocks(session)
        session.shown_blocks = blocks  # type: ignore[attr-defined]
        session.places_left = sum(b.seats - b.taken for b in blocks)  # type: ignore[attr-defined]
    return session


class HomePage(ReviewedPage):
    """The front door: the newest white paper, a class open for enrolment, the newest cases."""

    intro = models.TextField(_("introduction"), blank=True, max_length=300)

    founds_the_site = True
    fresh_seconds = 20  # how long the page cache may keep it: seats are taken and classes close without any publication
    max_count = 1
    subpage_types = [
        "library.WhitePaperIndexPage",
        "library.CaseIndexPage",
        "library.ResearchIndexPage",
        "pages.SectionPage",
        "pages.PlainPage",
    ]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a page by its whole address instead of level by level; what is no page of its own goes the long way."""
        address = f"{self.url_path}{'/'.join(path_components)}/"
        page = Page.objects.filter(url_path=address, live=True).first() if path_components else None
        return page.specific.route(request, []) if page else super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        paper = WhitePaperPage.objects.live().newest_first().first()
        return {
            **super().get_context(request, *args, **kwargs),
            "paper": paper,
            "edition": paper.ready_edition() if paper else None,
            "cases": CasePage.objects.live().newest_first().select_related("region").defer("sections")[:3],
            "session": open_session(),
        }


class SectionPage(ReviewedPage):
    """A page that gathers others."""

    intro = models.TextField(_("introduction"), blank=True)

    subpage_types = ["pages.SectionPage", "pages.PlainPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "pages/section.html"

    class Meta:
        verbose_name = _("section page")
        verbose_name_plural = _("section pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "children": self.get_children().live()}


class PlainPage(ReviewedPage):
    """A page of text: about the site, accessibility, help."""

    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(CHAPTER, verbose_name=_("text"), blank=True)

    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    template = "pages/plain.html"

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def faults(self) -> list[str]:
        numbers = count_through([Text(list(self.body.raw_data))], self.locale.language_code)
        return [*stream_faults(self.body), *reference_faults(numbers, names_in(self.body.get_prep_value()))]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        drawn = render_stream(self.body, with_data=False)
        return {**super().get_context(request, *args, **kwargs), "drawn": drawn}
