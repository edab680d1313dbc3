"""Research outputs: symposium papers, reports, consensus documents and lecture material, gathered as proceedings."""

import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce, Length, Substr
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks.faults import footnote_faults, stream_faults
from cms.blocks.fields import StreamField
from cms.blocks.numbering import Text, count_through, names_in, reference_faults
from cms.blocks.rendering import Rendered, render_stream
from cms.blocks.streams import CHAPTER, FOOTNOTES
from cms.library.enums import ResearchKind
from cms.library.models.attachments import attached_faults, said_of_file
from cms.library.models.citing import CitingPage
from cms.library.models.facets import Facet, narrowed
from cms.library.models.keywords import joined, words_of
from cms.library.models.listing import listed, without_page
from cms.library.models.review import ReviewedPage
from cms.library.models.translations import is_translation, language_of, once_each, source_of
from cms.library.provisions import Reference, Register
from cms.release.models.gated import redrawing
from shared.directory.models import Agency

YEARS = [MinValueValidator(1978), MaxValueValidator(2200)]


def once(name: str) -> models.UniqueConstraint:
    """What was imported keeps the name it had where it came from, and comes in once."""
    return models.UniqueConstraint(fields=["source_key"], condition=~models.Q(source_key=""), name=name)


class ResearchIndexPage(ReviewedPage):
    """All proceedings and research outputs, newest first."""

    intro = models.TextField(_("introduction"), blank=True)

    founds_the_site = True
    max_count = 1
    subpage_types = ["library.ProceedingsPage", "library.ResearchOutputPage"]
    content_panels = [*ReviewedPage.content_panels, FieldPanel("intro")]
    template = "library/research_index.html"

    class Meta:
        verbose_name = _("research outputs")
        db_table = "library_researchindex"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        outputs = once_each(ResearchOutputPage.objects.live().descendant_of(self))
        volumes = once_each(ProceedingsPage.objects.live().child_of(self))
        facets = research_facets(request, outputs)
        rows = outputs
        for facet in facets:
            rows = facet.narrow(rows) if facet.value else rows
        return {
            **super().get_context(request, *args, **kwargs),
            "outputs": listed(request, rows.newest_first().select_related("locale").defer("body", "footnotes", "html")),
            "volumes": volumes.newest_first().select_related("locale"),
            "facets": facets,
            "query": without_page(request),
        }


def research_facets(request: HttpRequest, outputs: models.QuerySet) -> list[Facet]:
    rows = list(outputs.order_by().values("kind", "topic", "year").annotate(n=models.Count("pk")))
    facets = [
        Facet("kind", _("Kind"), "kind"),
        Facet("topic", _("Research topic"), "topic"),
        Facet("year", _("Year"), "year"),
    ]
    return narrowed(request, facets, rows, {"kind": {value: str(text) for value, text in ResearchKind.choices}})


class ResearchQuerySet(PageQuerySet):
    def visible_to(self, user: Any) -> "ResearchQuerySet":
        """What is live is public; drafts are seen in the editor alone, by its own permissions."""
        return self.live()

    def newest_first(self) -> "ResearchQuerySet":
        return self.order_by("-published_on", "-pk")


class ProceedingsPage(ReviewedPage):
    """One symposium: who held it, when and where, and its papers in order. Each paper is released on its own."""

    event = models.CharField(_("event"), max_length=120, help_text=_("The symposium, as its hosts call it."))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    organisers = models.CharField(
        _("organisers"), max_length=300, blank=True, help_text=_("As printed, with their part: 主办, 承办, 协办.")
    )
    summary = models.TextField(
        _("summary"), max_length=600, blank=True, help_text=_("Two or three sentences for lists and search.")
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    source_key = models.CharField(_("name where it came from"), max_length=60, blank=True, editable=False)
    made = models.JSONField(default=dict, blank=True, editable=False)

    derived_fields = frozenset({"made"})
    exclude_fields_in_copy = ["source_key", "made"]

    objects = PageManager.from_queryset(ResearchQuerySet)()

    parent_page_types = ["library.ResearchIndexPage"]
    subpage_types = ["library.ResearchOutputPage"]
    template = "library/proceedings.html"
    search_fields = [*Page.search_fields, index.SearchField("event"), index.SearchField("summary")]
    content_panels = [
        *ReviewedPage.content_panels,
        HelpPanel(template="library/editor/findings_panel.html", heading=_("Anonymisation")),
        HelpPanel(template="library/editor/languages_panel.html", heading=_("Languages")),
        MultiFieldPanel(
            [
                FieldPanel("event"),
                FieldRowPanel([FieldPanel("held_on"), FieldPanel("place")]),
                FieldPanel("organisers"),
            ],
            heading=_("Symposium"),
        ),
        FieldPanel("summary"),
        InlinePanel("agencies", label=_("Issuing agency"), heading=_("Issuing agencies")),
        FieldPanel("published_on"),
    ]

    class Meta:
        verbose_name = _("proceedings")
        verbose_name_plural = _("proceedings")
        db_table = "library_proceedings"
        constraints = [once("proceedings_once")]

    agency_lookups = ("agencies__agency",)

    def agency_paths(self) -> list[str]:
        return [agency.path for agency in self.issuing_agencies()]

    def issuing_agencies(self) -> list[Agency]:
        return [row.agency for row in self.agencies.all()]

    def faults(self) -> list[str]:
        unissued = [] if self.agencies.all() else [gettext("Name the agencies that issue the proceedings.")]
        return [*super().faults(), *unissued]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.live and not kwargs.get("update_fields"):
            self.made = self.make()
        super().save(*args, **kwargs)

    def make(self) -> dict[str, Any]:
        return {"issuers": [{"name": a.name, "name_en": a.name_en} for a in self.issuing_agencies()]}

    @property
    def issuers(self) -> list[dict[str, str]]:
        """As they were called when the volume went live, else as they are called now."""
        return (self.made if self.live and self.made else self.make())["issuers"]

    def serializable_data(self) -> dict[str, Any]:
        """Without what is gathered from elsewhere."""
        return {key: value for key, value in super().serializable_data().items() if key != "made"}

    def papers(self) -> "OutputQuerySet":
        """In the language of the volume, if public in it; those of a translated volume stand in its original."""
        volume = source_of(self) if is_translation(self) else None
        rows = once_each(ResearchOutputPage.objects.live().child_of(volume or self), language_of(self))
        return rows.in_order().select_related("locale").defer("body", "footnotes", "html")


class OutputQuerySet(ResearchQuerySet):
    def newest_first(self) -> "OutputQuerySet":
        return self.with_volume().order_by("-published_on", "-year", "-pk")

    def in_order(self) -> "OutputQuerySet":
        return self.with_volume().order_by(models.F("number").asc(nulls_last=True), "path")

    def with_volume(self) -> "OutputQuerySet":
        """With the title of the public proceedings each stands in, in its own language if there is one."""
        volumes, step = ProceedingsPage.objects.order_by(), Length("path") - Page.steplen
        above = volumes.filter(path=models.OuterRef("above")).values("translation_key", "title")
        same = volumes.live().filter(translation_key=models.OuterRef("above_key"), locale=models.OuterRef("locale"))
        rows = self.annotate(above=Substr("path", 1, step)).annotate(
            above_key=models.Subquery(above.values("translation_key")[:1])
        )
        titles = [models.Subquery(found.values("title")[:1]) for found in (same, above.live())]
        return rows.annotate(volume_title=Coalesce(*titles))


class ResearchOutputPage(CitingPage, ReviewedPage):
    kind = models.CharField(_("kind"), max_length=16, choices=ResearchKind, default=ResearchKind.PAPER)
    number = models.PositiveSmallIntegerField(
        _("number in the proceedings"), null=True, blank=True, help_text=_("Its place in the order of the volume.")
    )
    event = models.CharField(
        _("event"), max_length=120, blank=True, help_text=_("Empty: that of the proceedings it stands in.")
    )
    topic = models.CharField(_("research topic"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=False, validators=YEARS)
    abstract = models.TextField(_("abstract"), max_length=2000, blank=True)
    keywords = models.CharField(_("keywords"), max_length=200, blank=True, help_text=_("Separated by 、 or spaces."))
    body = StreamField(CHAPTER, verbose_name=_("text"), blank=True)
    footnotes = StreamField(FOOTNOTES, verbose_name=_("footnotes"), blank=True)
    files = StreamField(
        [("document", DocumentChooserBlock(label=_("File")))],
        verbose_name=_("files"),
        blank=True,
        help_text=_("Full text or material as PDF or Word file, public from the beginning: up to 20 MB each."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    remarks = models.TextField(
        _("open points"),
        max_length=1000,
        blank=True,
        help_text=_("Never public. What the import found against the rules of the call; empty it when it is settled."),
    )
    source_key = models.CharField(_("name where it came from"), max_length=60, blank=True, editable=False)
    html = models.TextField(blank=True, editable=False)
    made = models.JSONField(default=dict, blank=True, editable=False)

    derived_fields = frozenset({"html", "made"})
    exclude_fields_in_copy = ["source_key", "html", "made"]

    objects = PageManager.from_queryset(OutputQuerySet)()

    parent_page_types = ["library.ResearchIndexPage", "library.ProceedingsPage"]
    subpage_types: list[str] = []
    template = "library/research.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("abstract"),
        index.SearchField("keywords"),
        index.SearchField("body"),
    ]
    content_panels = [
        *ReviewedPage.content_panels,
        FieldPanel("remarks"),
        HelpPanel(template="library/editor/findings_panel.html", heading=_("Anonymisation")),
        HelpPanel(template="library/editor/languages_panel.html", heading=_("Languages")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("year")]),
                FieldRowPanel([FieldPanel("topic"), FieldPanel("number")]),
                FieldPanel("event"),
                FieldPanel("published_on"),
            ],
            heading=_("Kind and event"),
        ),
        InlinePanel("authors", label=_("Author"), heading=_("Authors")),
        FieldPanel("abstract"),
        FieldPanel("keywords"),
        FieldPanel("body"),
        FieldPanel("footnotes"),
        FieldPanel("files"),
    ]

    class Meta:
        verbose_name = _("research output")
        verbose_name_plural = _("research outputs")
        db_table = "library_output"
        constraints = [once("output_once")]

    @property
    def proceedings(self) -> ProceedingsPage | None:
        """The volume it stands in, public or not."""
        if not hasattr(self, "_proceedings"):
            self._proceedings = ProceedingsPage.objects.parent_of(self).first() if self.path else None
        return self._proceedings

    @property
    def volume(self) -> str:
        """The title of the volume for readers: one that is not public yet is not named."""
        if hasattr(self, "volume_title"):
            return self.volume_title or ""
        return self.public_volume.title if self.public_volume else ""

    @cached_property
    def public_volume(self) -> ProceedingsPage | None:
        """The volume as readers of this page find it: in its language if it is public in it."""
        above = self.proceedings
        if above is None or above.locale_id == self.locale_id:
            return above if above and above.live else None
        same = ProceedingsPage.objects.live().filter(translation_key=above.translation_key)
        return same.filter(locale=self.locale_id).first() or (above if above.live else None)

    @property
    def shown_event(self) -> str:
        return self.event or (self.public_volume.event if self.public_volume else "")

    agency_lookups = ("authors__agency",)
    kept_by = "library.ProceedingsPage"

    def agency_paths(self) -> list[str]:
        """Of the authors' agencies and of those that issue the volume."""
        paths = [row.agency.path for row in self.authors.all() if row.agency]
        return list(dict.fromkeys([*paths, *(self.proceedings.agency_paths() if self.proceedings else [])]))

    def issuing_agencies(self) -> list[Agency]:
        """Those of the volume; of what stands alone, the agency of its first author."""
        if self.proceedings and (agencies := self.proceedings.issuing_agencies()):
            return agencies
        return [row.agency for row in self.authors.all() if row.agency][:1]

    def faults(self) -> list[str]:
        raw, notes = self.body.get_prep_value(), self.footnotes.get_prep_value()
        open_points = gettext("Open points: %(remarks)s Settle them and empty the field.")
        return [
            *super().faults(),
            *([] if self.authors.all() else [gettext("Name the authors: people with their agencies, or agencies.")]),
            *([] if self.abstract.strip() else [gettext("The abstract is missing.")]),
            *([open_points % {"remarks": self.remarks.strip()}] if self.remarks.strip() else []),
            *stream_faults(self.body),
            *stream_faults(self.footnotes),
            *attached_faults([block.value for block in self.files]),
            *footnote_faults(raw, notes),
            *reference_faults(self.numbers(), [*names_in(raw), *names_in(notes)]),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields"):
            super().save(*args, **kwargs)
            return
        found: list[Reference] = []
        if self.live:
            drawn = self.drawn()
            self.html, found = self.link(drawn.html)
            self.made = {"headings": drawn.headings, "byline": self.make_byline(), "files": self.make_files()}
        super().save(*args, **kwargs)
        self.keep_citations(found)

    def cited_day(self) -> dt.date | None:
        """As for a case: the day of publication, or the last day of an earlier year."""
        day = self.published_on or timezone.localdate(self.first_published_at)
        return day if self.year in {None, day.year} else dt.date(self.year, 12, 31)

    def redraw(self, register: Register) -> bool:
        html, found = self.link(self.drawn().html, register)
        changed = self.live and bool(self.made) and html != self.html
        if changed:
            with redrawing(self):
                ResearchOutputPage.objects.filter(pk=self.pk).update(html=html)
        return self.keep_citations(found) or changed

    def numbers(self) -> Any:
        return count_through([Text(list(self.body.raw_data))], language_of(self))

    def drawn(self) -> Rendered:
        with translation.override(language_of(self)):
            return render_stream(self.body, self.footnotes, with_data=False)

    def make_byline(self) -> list[dict[str, str]]:
        return [row.as_printed(language_of(self)) for row in self.authors.all()]

    @property
    def byline(self) -> list[dict[str, str]]:
        """Authors as they were called when the page went live, else as they stand now."""
        return self.made["byline"] if self.live and self.made else self.make_byline()

    def make_files(self) -> list[dict[str, Any]]:
        return [said_of_file(block.value) for block in self.files if block.value]

    @property
    def shown_files(self) -> list[dict[str, Any]]:
        """Title, address, kind and size: as they were when the page went live, else as they stand now."""
        return self.made.get("files", []) if self.live and self.made else self.make_files()

    def shown_text(self) -> dict[str, Any]:
        """HTML and headings: as drawn when the page went live, else as it stands now."""
        if self.live and self.made:
            return {"html": self.html, "headings": self.made["headings"]}
        drawn = self.drawn()
        return {"html": self.link(drawn.html)[0], "headings": drawn.headings}

    def serializable_data(self) -> dict[str, Any]:
        """Without what is made from the text: a revision keeps the text alone."""
        return {key: value for key, value in super().serializable_data().items() if key not in self.derived_fields}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        said = {"text": self.shown_text(), "provisions": self.provisions()}
        return {**super().get_context(request, *args, **kwargs), **said}

    @property
    def keyword_list(self) -> list[str]:
        return words_of(self.keywords, language_of(self))

    @property
    def shown_keywords(self) -> str:
        return joined(self.keyword_list, language_of(self))
