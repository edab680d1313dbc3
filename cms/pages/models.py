from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.blocks.fields import StreamField
from cms.blocks.streams import CHAPTER
from cms.library.models import ReviewedPage


class HomePage(ReviewedPage):
    """The front door: the newest white paper, a class open for enrolment, the newest cases."""

    intro = models.TextField(_("introduction"), blank=True, max_length=300)

    max_count = 1
    subpage_types = ["library.WhitePaperIndexPage", "library.CaseIndexPage", "pages.SectionPage", "pages.PlainPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")


class SectionPage(ReviewedPage):
    """A page that gathers others."""

    intro = models.TextField(_("introduction"), blank=True)

    subpage_types = ["pages.SectionPage", "pages.PlainPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "pages/section.html"

    class Meta:
        verbose_name = _("section page")
        verbose_name_plural = _("section pages")


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
