"""Chapters: pages with addresses of their own, drawn once when they are published."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks.exports import data_response
from cms.blocks.faults import footnote_faults, stream_faults
from cms.blocks.fields import StreamField
from cms.blocks.numbering import Numbers, Text, count_through
from cms.blocks.rendering import Rendered, render_stream
from cms.blocks.streams import CHAPTER, FOOTNOTES
from cms.library.models.citing import CitingPage
from cms.library.models.locks import PartLock
from cms.library.models.papers import WhitePaperPage
from cms.library.models.review import ReviewedPage
from cms.library.provisions import Reference, Register
from cms.release.models.gated import redrawing
from cms.release.queries import open_route_of


class WhitePaperChapterPage(CitingPage, ReviewedPage):
    """A chapter: its own page and address, reviewed and published with its paper."""

    body = StreamField(CHAPTER, verbose_name=_("text"), blank=True)
    footnotes = StreamField(FOOTNOTES, verbose_name=_("footnotes"), blank=True)
    html = models.TextField(blank=True, editable=False)
    headings = models.JSONField(default=list, blank=True, editable=False)

    derived_fields = frozenset({"html", "headings"})
    is_released_alone = False
    parent_page_types = ["library.WhitePaperPage"]
    subpage_types: list[str] = []
    show_in_menus_default = False
    template = "library/chapter.html"
    search_fields = [*Page.search_fields, index.SearchField("body")]
    content_panels = [
        *ReviewedPage.content_panels,
        HelpPanel(template="library/editor/findings_panel.html", heading=_("Anonymisation")),
        HelpPanel(template="library/editor/languages_panel.html", heading=_("Languages")),
        FieldPanel("body"),
        FieldPanel("footnotes"),
    ]

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        db_table = "library_chapter"

    @property
    def paper(self) -> WhitePaperPage:
        if not hasattr(self, "_paper"):
            self._paper = WhitePaperPage.objects.parent_of(self).get()
        return self._paper

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields"):
            super().save(*args, **kwargs)
            return
        found: list[Reference] = []
        if self.live:
            drawn = self.drawn()
            self.html, found = self.link(drawn.html)
            self.headings = drawn.headings
        super().save(*args, **kwargs)
        self.keep_citations(found)

    def cited_day(self) -> dt.date | None:
        """A white paper speaks of the law of the day on which it was published."""
        return (self.paper.published_on if self.path else None) or timezone.localdate()

    def cited_paper(self) -> WhitePaperPage | None:
        return self.paper

    def redraw(self, register: Register) -> bool:
        html, found = self.link(self.html, register)
        changed = self.live and html != self.html
        if changed:
            with redrawing(self):
                WhitePaperChapterPage.objects.filter(pk=self.pk).update(html=html)
        return self.keep_citations(found) or changed

    def drawn(self, numbers: Numbers | None = None, part: str = "") -> Rendered:
        """The chapter as HTML: headings, tables and figures numbered through the paper, references resolved.

        As a `part` of a page with the whole paper, where no address gives its data away.
        """
        language = self.locale.language_code if self.locale_id else settings.LANGUAGE_CODE
        with translation.override(language):
            if numbers is None:
                numbers = self.paper.numbers(instead=self) if self.path else count_through([self.counted()], language)
            kept: dict[str, Any] = {"numbers": numbers, "chapter": self.slug, "with_data": not part, "part": part}
            return render_stream(self.body, self.footnotes, **kept)

    def counted(self) -> Text:
        return Text(list(self.body.raw_data), self.title, self.slug)

    @property
    def entry(self) -> dict[str, Any]:
        """What the paper's outline says of this chapter, where the paper is at hand."""
        chapters = self._paper.outline.get("chapters", []) if hasattr(self, "_paper") else []
        return next((c for c in chapters if c["slug"] == self.slug), {})

    @property
    def shown_title(self) -> str:
        """The title with the number of its place."""
        return self.entry.get("title") or self.title

    @property
    def shown_translation(self) -> dict[str, str]:
        return {name: self.entry.get(name, "") for name in ("translation", "other")}

    def redraw_numbers(self, numbers: Numbers) -> bool:
        """Draw a live chapter anew where numbers or references in it have changed, without a revision."""
        drawn = self.drawn(numbers)
        html, found = self.link(drawn.html)
        self.keep_citations(found)
        same = WhitePaperChapterPage.objects.filter(pk=self.pk)
        if not same.exclude(html=html, headings=drawn.headings).exists():
            return False
        with redrawing(self):
            same.update(html=html, headings=drawn.headings)
        return True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.paper.live:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def serve_data(self, block_id: str, fmt: str = "csv") -> HttpResponse:
        block = next((b for b in self.body if b.id == block_id and b.block_type in {"table", "figure"}), None)
        if block is None:
            raise Http404
        with translation.override(self.locale.language_code):
            return data_response(block.value, f"{self.slug}-{block_id[:8]}", fmt)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        paper = self.paper
        if getattr(request, "is_preview", False) or not self.live:
            others = [draft for draft in paper.drafts() if draft.pk != self.pk]
            drafts = sorted([*others, self], key=lambda one: one.path)  # one that is new or left out among them
            paper.outline = paper.make_outline(drafts)
            drawn = self.drawn(paper.numbers(drafts))
            self.html, self.headings = self.link(drawn.html)[0], drawn.headings
        return context | paper.frame(request) | self.neighbours(paper)

    def neighbours(self, paper: WhitePaperPage) -> dict[str, Any]:
        """The chapters before and after this one."""
        chapters = paper.outline.get("chapters", [])
        here = next((i for i, c in enumerate(chapters) if c["slug"] == self.slug), None)
        if here is None:
            return {"previous": None, "next": None}
        return {
            "previous": chapters[here - 1] if here else None,
            "next": chapters[here + 1] if here + 1 < len(chapters) else None,
        }

    def faults(self) -> list[str]:
        return [
            *stream_faults(self.body),
            *stream_faults(self.footnotes),
            *footnote_faults(self.body.get_prep_value(), self.footnotes.get_prep_value()),
        ]

    def change_faults(self) -> list[str]:
        """The paper says what changes, for all its chapters."""
        return []

    kept_by = "library.WhitePaperPage"

    def agency_paths(self) -> list[str]:
        return self.paper.agency_paths() if self.path else []

    has_workflow = False  # a chapter has no review of its own: the paper's covers it

    def get_workflow(self) -> None:
        return None

    def get_lock(self) -> Any:
        if not self.path:
            return None  # a form for a new chapter: it lies below no paper yet
        paper = self.paper
        return PartLock(self) if paper.workflow_in_progress or open_route_of(paper) else super().get_lock()

    def serializable_data(self) -> dict[str, Any]:
        """Without what is made from the text: a revision keeps the text alone."""
        data = super().serializable_data()
        return {key: value for key, value in data.items() if key not in {"html", "headings"}}

    def clean(self) -> None:
        super().clean()
        if self.slug in {"pdf", "chronicle"}:
            raise ValidationError({"slug": _("This address is taken by the paper itself.")})
