"""White papers: an index, a paper with its issuers and chronicle, chapters with addresses of their own."""

from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.blocks.numbering import Numbers, count_through, names_in, reference_faults
from cms.library.broken_links import LinkFault, broken_links
from cms.library.enums import IssuerPart
from cms.library.models.listing import chosen, listed, without_page
from cms.library.models.printed_dates import chinese_day, english_date
from cms.library.models.review import ReviewedPage
from cms.library.models.translations import mark_of, once_each, path_of, translation_faults
from cms.release.models.gated import redrawing
from cms.release.queries import numbers_of
from shared.directory.models import Agency, Region


class WhitePaperIndexPage(ReviewedPage):
    """All white papers, newest first."""

    intro = models.TextField(_("introduction"), blank=True)

    founds_the_site = True
    max_count = 1
    subpage_types = ["library.WhitePaperPage"]
    content_panels = [*ReviewedPage.content_panels, FieldPanel("intro")]
    template = "library/white_paper_index.html"

    class Meta:
        verbose_name = _("white papers")
        db_table = "library_paperindex"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        papers = once_each(WhitePaperPage.objects.live().child_of(self))
        years = [day.year for day in papers.order_by().dates("period_end", "year", order="DESC")]
        regions = Region.objects.filter(pk__in=papers.order_by().values("region"))
        year, region = chosen(request, "year", years), chosen(request, "region", [r.code for r in regions])
        rows = papers.filter(**({"period_end__year": year} if year else {}))
        rows = rows.filter(**({"region__code": region} if region else {})).newest_first().select_related("region")
        return {
            **super().get_context(request, *args, **kwargs),
            "papers": listed(request, rows),
            "years": years,
            "regions": regions,
            "chosen": {"year": year, "region": region},
            "query": without_page(request),
        }


def other_address(page: Page) -> str:
    """Where the live page in the other language stands, from the white papers on; '' where there is none."""
    others = Page.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    path = others.order_by("pk").values_list("url_path", flat=True).first() if page.pk else None
    return path_of(path) if path else ""


class PaperQuerySet(PageQuerySet):
    def visible_to(self, user: Any) -> "PaperQuerySet":
        """What is live is public; drafts are seen in the editor alone, by its own permissions."""
        return self.live()

    def newest_first(self) -> "PaperQuerySet":
        return self.order_by("-published_on", "-period_end", "-pk")


class WhitePaperPage(ReviewedPage):
    subtitle = models.CharField(_("subtitle"), max_length=120, blank=True)
    summary = models.TextField(
        _("summary"), max_length=600, help_text=_("Two or three sentences for lists and search.")
    )
    period_start = models.DateField(_("period from"), null=True, blank=False)
    period_end = models.DateField(_("period to"), null=True, blank=False)
    region = models.ForeignKey(
        Region,
        verbose_name=_("region"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the whole country."),
    )
    edition = models.CharField(_("edition"), max_length=20, default="1.0")
    document_number = models.CharField(
        _("document number"),
        max_length=60,
        blank=True,
        help_text=_("As printed, for example 国知办发保字〔2021〕17号."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    imported_from = models.CharField(_("imported from"), max_length=200, blank=True, editable=False)
    outline = models.JSONField(default=dict, blank=True, editable=False)

    derived_fields = frozenset({"outline"})
    document_series = ("white-paper", "白")
    is_typeset = True

    objects = PageManager.from_queryset(PaperQuerySet)()

    parent_page_types = ["library.WhitePaperIndexPage"]
    subpage_types = ["library.WhitePaperChapterPage"]
    template = "library/white_paper.html"
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.FilterField("published_on")]
    content_panels = [
        *ReviewedPage.content_panels,
        HelpPanel(template="library/editor/findings_panel.html", heading=_("Anonymisation")),
        HelpPanel(template="library/editor/chapters.html", heading=_("Chapters")),
        HelpPanel(template="library/editor/languages_panel.html", heading=_("Languages")),
        FieldPanel("subtitle"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("period_start"), FieldPanel("period_end"), FieldPanel("region")], heading=_("What it covers")
        ),
        InlinePanel("issuers", label=_("Issuing agency"), heading=_("Issuing agencies"), min_num=1),
        MultiFieldPanel(
            [
                FieldPanel("edition"),
                FieldPanel(
                    "document_number",
                    help_text=_(
                        "Only of a paper that was printed elsewhere, for example 国知办发保字〔2021〕17号: "
                        "the issuing agencies give their numbers when they sign."
                    ),
                ),
                FieldPanel("published_on"),
            ],
            heading=_("Edition"),
        ),
        InlinePanel("chronicle", label=_("Event"), heading=_("Chronicle of events")),
    ]

    class Meta:
        verbose_name = _("white paper")
        verbose_name_plural = _("white papers")
        db_table = "library_paper"
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start=None) | Q(period_end=None) | Q(period_end__gte=F("period_start")),
                name="paper_period",
                violation_error_message=_("The last day of the period lies before its first day."),
            )
        ]

    agency_lookups = ("issuers__agency",)

    def agency_paths(self) -> list[str]:
        return [issuer.agency.path for issuer in self.issuers.all()]

    def issuing_agencies(self) -> list[Agency]:
        return [issuer.agency for issuer in self.issuers.all()]

    def parts(self) -> list[Page]:
        if self.frozen_parts is not None:
            return self.frozen_parts
        return list(Page.objects.child_of(self).filter(left_out=None).order_by("path").specific())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.live and self.pk and not kwargs.get("update_fields"):
            chapters = self.parts_live()
            self.outline = self.make_outline(chapters)
            self.renumber(chapters)
        super().save(*args, **kwargs)
        if self.live and not kwargs.get("update_fields"):
            self.tell_editions()

    def tell_editions(self) -> None:
        """The live editions in other languages link to this one, and say what became outdated by it."""
        others = WhitePaperPage.objects.live().filter(translation_key=self.translation_key).exclude(pk=self.pk)
        for other in others:
            other.keep_outline()

    def keep_outline(self) -> bool:
        """Gather anew what the pages of a live paper show around their text; True where something changed."""
        outline = self.make_outline(self.parts_live())
        if outline == self.outline:
            return False
        with redrawing(self):
            WhitePaperPage.objects.filter(pk=self.pk).update(outline=outline)
        self.outline = outline
        return True

    def numbers(self, chapters: list[Any] | None = None, instead: Any = None) -> Numbers:
        """Numbers through the chapters in their order, the live ones when none are given; `instead` takes its place."""
        if chapters is None:
            chapters = [c for c in self.parts_live() if instead is None or c.pk != instead.pk]
            chapters = sorted([*chapters, *([instead] if instead else [])], key=lambda c: c.path)
        with translation.override(self.locale.language_code):
            return count_through([chapter.counted() for chapter in chapters], self.locale.language_code)

    def renumber(self, chapters: list[Any]) -> bool:
        """Draw those live chapters anew whose numbers or references changed with another chapter."""
        numbers, changed = self.numbers(chapters), 0
        for chapter in chapters:
            chapter._paper = self
            changed += chapter.redraw_numbers(numbers)
        return changed > 0

    def faults(self) -> list[str]:
        if not self.pk:
            return []
        drafts = self.drafts()
        if not drafts:
            return [gettext("A paper needs at least one chapter.")]
        used = [name for draft in drafts for name in names_in(draft.body.get_prep_value())]
        used += [name for draft in drafts for name in names_in(draft.footnotes.get_prep_value())]
        return [
            *(fault for page in [self, *drafts] for fault in translation_faults(page)),
            *(f"{draft.title}：{fault}" for draft in drafts for fault in draft.faults()),
            *reference_faults(self.numbers(drafts), used),
        ]

    def anonymisation_faults(self) -> list[str]:
        """Of the paper's own texts and of every chapter."""
        drafts = self.drafts() if self.pk else []
        return [*super().anonymisation_faults(), *(fault for draft in drafts for fault in draft.anonymisation_faults())]

    def link_report(self) -> list[LinkFault]:
        drafts = self.drafts() if self.pk else []
        found = [(draft.title, fault) for draft in drafts for fault in broken_links(draft)]
        return [*broken_links(self), *(replace(fault, place=f"{title}：{fault.place}") for title, fault in found)]

    def parts_live(self) -> list[Page]:
        return list(Page.objects.child_of(self).live().order_by("path").specific())

    def make_outline(self, chapters: list[Page]) -> dict[str, Any]:
        """What every page of the paper shows around its text, kept with the paper so that no request gathers it."""
        titles = self.numbers(chapters).titles
        return {
            "chapters": [
                {"title": titles[c.slug], "slug": c.slug, "translation": mark_of(c), "other": other_address(c)}
                for c in chapters
            ],
            "lang": "zh-Hans" if self.locale.language_code == "zh-hans" else self.locale.language_code,
            "translation": mark_of(self),
            "other": other_address(self),
            "has_chronicle": bool(self.chronicle.all()),
            "issuers": self.made_issuers(),
        }

    def made_issuers(self) -> list[dict[str, str]]:
        """The issuing agencies as they are called now, each with its document number where it has given one."""
        numbers = numbers_of(self)
        return [
            {
                "name": i.agency.name,
                "name_en": i.agency.name_en,
                "side": i.agency.side,
                "part": i.part,
                "number": numbers.get(i.agency_id, ""),
            }
            for i in self.issuers.all()
        ]

    @property
    def shown_number(self) -> str:
        """As printed long ago, where its agencies have given none of their own."""
        is_numbered = any(issuer.get("number") for issuer in self.outline.get("issuers", []))
        return "" if is_numbered else self.document_number

    def serializable_data(self) -> dict[str, Any]:
        """Without what is gathered from elsewhere."""
        return {key: value for key, value in super().serializable_data().items() if key != "outline"}

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Besides the chapters a paper has addresses of its own: its chronicle, its PDF, those of earlier versions."""
        match path_components if self.live else []:
            case ["chronicle" | "pdf" as part]:
                return RouteResult(self, kwargs={"part": part})
            case ["pdf", edition] if edition.isascii() and edition.isdigit():
                return RouteResult(self, kwargs={"part": "pdf", "edition": int(edition)})
        return super().route(request, path_components)

    def serve(
        self, request: HttpRequest, part: str = "", edition: int | None = None, **kwargs: Any
    ) -> HttpResponseBase:
        if part == "pdf":
            return self.serve_pdf(
                self.ready_edition() if edition is None else self.editions.ready().filter(pk=edition).first()
            )
        if part == "chronicle":
            return TemplateResponse(request, "library/chronicle.html", self.get_context(request))
        return super().serve(request, **kwargs)

    def serve_pdf(self, edition: Any) -> HttpResponseBase:
        if not edition:
            raise Http404(gettext("The PDF of this paper is still being made. Try again in a few minutes."))
        name = f"{self.title}（{edition.number}）.pdf"
        return FileResponse(edition.file.open("rb"), content_type="application/pdf", as_attachment=True, filename=name)

    def ready_edition(self) -> Any:
        """The PDF that readers get, or None: of the live text, else of the version before."""
        return self.editions.ready().first() if self.pk else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if getattr(request, "is_preview", False):
            drafts = self.drafts()
            self.outline = self.make_outline(drafts)
            numbers = self.numbers(drafts)
            context["drafts"] = [draft.drawn(numbers, f"{at}-") for at, draft in enumerate(drafts, 1)]
        return {**context, **self.frame(request)}

    @property
    def text_lang(self) -> str:
        """The language of the text for browsers and screen readers."""
        return self.outline.get("lang", "zh-Hans")

    @property
    def shown_translation(self) -> dict[str, str]:
        """State and other language of the paper itself."""
        return {name: self.outline.get(name, "") for name in ("translation", "other")}

    def frame(self, request: HttpRequest) -> dict[str, Any]:
        """Title, issuers, edition and table of contents, the same on each page of the paper."""
        return {"paper": self, "paper_url": f"/white-papers/{self.slug}/", "edition": self.edition_for(request)}

    def edition_for(self, request: HttpRequest) -> Any:
        """The PDF of exactly the text that is shown: an earlier version has its own, a draft has none."""
        if version := getattr(request, "superseded", None):
            day = self.published_on or WhitePaperPage.objects.get(pk=self.pk).published_on  # filled in at the release
            return self.editions.ready().of_version(version, day).first()
        return None if getattr(request, "is_preview", False) else self.ready_edition()

    def drafts(self) -> list[Any]:
        """The chapters as they stand in the editor, live or not."""
        return self.frozen_parts or [part.get_latest_revision_as_object() for part in self.parts()]

    def lead_issuers(self) -> list[Agency]:
        return [i.agency for i in self.issuers.all() if i.part == IssuerPart.LEAD]

    def supporting_issuers(self) -> list[Agency]:
        return [i.agency for i in self.issuers.all() if i.part == IssuerPart.SUPPORTING]


class ThroughPaperQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ThroughPaperQuerySet":
        return self.filter(paper__live=True)


class PaperIssuer(Orderable):
    """An agency that issues a white paper, leading or supporting (E22)."""

    paper = ParentalKey(WhitePaperPage, on_delete=models.CASCADE, related_name="issuers")
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=12, choices=IssuerPart, default=IssuerPart.LEAD)

    objects = ThroughPaperQuerySet.as_manager()

    panels = [FieldPanel("agency"), FieldPanel("part")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["paper", "agency"], name="issuer_once")]

    def __str__(self) -> str:
        return str(self.agency)


class ChronicleEvent(Orderable):
    """An entry of the chronicle; `date_text` is as printed, `happened_on` its first day, for order."""

    paper = ParentalKey(WhitePaperPage, on_delete=models.CASCADE, related_name="chronicle")
    happened_on = models.DateField(_("first day"))
    date_text = models.CharField(
        _("date as printed"), max_length=40, blank=True, help_text=_("For example 2023年11月. Empty: the day itself.")
    )
    text = models.TextField(_("event"), max_length=500)

    objects = ThroughPaperQuerySet.as_manager()

    panels = [FieldPanel("happened_on"), FieldPanel("date_text"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.printed_date} {self.text[:40]}"

    @property
    def printed_date(self) -> str:
        """In the language of the paper."""
        if self.paper.locale_id and self.paper.locale.language_code == "en":
            return english_date(self.date_text, self.happened_on)
        return self.date_text or chinese_day(self.happened_on)
