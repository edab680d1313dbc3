"""Research outputs: papers, reports, consensus documents and lecture materials, collected as proceedings."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks.fields import StreamField
from cms.blocks.text import ParagraphBlock
from cms.library.enums import OutputKind
from cms.library.models.listing import chosen, listed, without_page
from cms.library.models.review import ReviewedPage
from shared.directory.models import Agency


class PartBlock(blocks.StructBlock):
    """A part of a text with its heading."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    text = ParagraphBlock(label=_("Text"))

    class Meta:
        label = _("Part")
        icon = "doc-full"


class ResearchIndexPage(ReviewedPage):
    """All research outputs that are public, by kind, topic, agency, event and year."""

    intro = models.TextField(_("introduction"), blank=True)

    founds_the_site = True
    max_count = 1
    subpage_types = ["library.ProceedingsPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "library/research_index.html"

    class Meta:
        verbose_name = _("research outputs")
        db_table = "library_research"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        held = ResearchOutputPage.objects.live().descendant_of(self)
        rows, facets = narrowed(request, held)
        return {
            **super().get_context(request, *args, **kwargs),
            "outputs": listed(request, rows.newest_first().prefetch_related("authors__agency").defer("body")),
            "proceedings": ProceedingsPage.objects.live().child_of(self).order_by("-held_on", "-pk"),
            "facets": facets,
            "words": request.GET.get("q", "").strip()[:60],
            "query": without_page(request),
        }


def narrowed(request: HttpRequest, held: Any) -> tuple[Any, list[dict[str, Any]]]:
    """The rows that the address asks for, and the facets with their values."""
    kinds = dict(OutputKind.choices)
    found = held.order_by()
    values: list[tuple[str, Any, str, list[tuple[str, str]]]] = [
        ("kind", _("Kind"), "kind", [(v, str(kinds[v])) for v in distinct(found, "kind")]),
        ("topic", _("Topic of research"), "topic", [(v, v) for v in distinct(found, "topic")]),
        ("agency", _("Agency"), "authors__agency_name", [(v, v) for v in distinct(found, "authors__agency_name")]),
        ("event", _("Event"), "event", [(v, v) for v in distinct(found, "event")]),
        ("year", _("Year"), "year", [(str(v), str(v)) for v in reversed(distinct(found, "year"))]),
    ]
    facets = []
    for name, label, column, options in values:
        value = chosen(request, name, [v for v, _label in options])
        held = held.filter(**{column: value}) if value else held
        facets += [{"name": name, "label": label, "value": value, "values": options}] if options else []
    for word in request.GET.get("q", "")[:60].split():
        held = held.filter(
            models.Q(title__icontains=word)
            | models.Q(abstract__icontains=word)
            | models.Q(keywords__icontains=word)
            | models.Exists(ResearchAuthor.objects.filter(output=models.OuterRef("pk"), name__icontains=word))
        )
    return held.distinct() if any(f["name"] == "agency" and f["value"] for f in facets) else held, facets


def distinct(rows: Any, column: str) -> list[Any]:
    return sorted({value for value in rows.values_list(column, flat=True).distinct() if value})


class ProceedingsPage(ReviewedPage):
    """The outputs of one symposium or lecture, in order; citable as a whole."""

    call_code = models.CharField(
        _("number of the call"), max_length=40, blank=True, help_text=_("Imported papers find their proceedings by it.")
    )
    event = models.CharField(_("event"), max_length=120, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    hosts = models.CharField(_("hosts"), max_length=200, blank=True, help_text=_("Separated by ；."))
    abstract = models.TextField(_("introduction"), blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    objects = PageManager.from_queryset(PageQuerySet)()

    parent_page_types = ["library.ResearchIndexPage"]
    subpage_types = ["library.ResearchOutputPage"]
    template = "library/proceedings.html"
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("event"), FieldPanel("held_on")]),
        FieldRowPanel([FieldPanel("hosts"), FieldPanel("call_code")]),
        FieldPanel("abstract"),
        FieldPanel("published_on"),
    ]

    class Meta:
        verbose_name = _("proceedings")
        verbose_name_plural = _("proceedings")
        db_table = "library_proceedings"
        constraints = [
            models.UniqueConstraint(
                fields=["call_code"],
                condition=~models.Q(call_code=""),
                name="proceedings_call_once",
                violation_error_message=_("There are proceedings of this call already."),
            )
        ]

    @property
    def host_list(self) -> list[str]:
        return [name.strip() for name in self.hosts.split("；") if name.strip()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = ResearchOutputPage.objects.live().child_of(self).order_by("path").defer("body")
        return {
            **super().get_context(request, *args, **kwargs),
            "outputs": rows.prefetch_related("authors__agency"),
        }


class OutputQuerySet(PageQuerySet):
    def visible_to(self, user: Any) -> "OutputQuerySet":
        """What is live is public; drafts are seen in the editor alone, by its own permissions."""
        return self.live()

    def newest_first(self) -> "OutputQuerySet":
        return self.order_by("-published_on", "-year", "-pk")


class ResearchOutputPage(ReviewedPage):
    """A paper, a report, a consensus document or lecture material with its authors."""

    kind = models.CharField(_("kind"), max_length=12, choices=OutputKind, default=OutputKind.PAPER)
    topic = models.CharField(_("topic of research"), max_length=60, blank=True)
    event = models.CharField(_("event"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    abstract = models.TextField(_("abstract"), blank=True)
    keywords = models.CharField(_("keywords"), max_length=200, blank=True, help_text=_("Separated by 、 or spaces."))
    pages = models.CharField(
        _("pages"), max_length=20, blank=True, help_text=_("In the printed volume, such as 12-19.")
    )
    body = StreamField([("part", PartBlock())], verbose_name=_("full text"), blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    submission_code = models.CharField(_("number of the submission"), max_length=40, blank=True)
    objections = models.TextField(
        _("objections"),
        blank=True,
        help_text=_("What breaks a rule of the call. Empty the field when it is settled: until then no review begins."),
    )

    objects = PageManager.from_queryset(OutputQuerySet)()

    parent_page_types = ["library.ProceedingsPage"]
    subpage_types: list[str] = []
    template = "library/research_output.html"
    search_fields = [*Page.search_fields, index.SearchField("abstract"), index.SearchField("keywords")]
    content_panels = [
        *Page.content_panels,
        HelpPanel(template="library/editor/findings_panel.html", heading=_("Anonymisation")),
        FieldPanel("objections"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("topic")]),
                FieldRowPanel([FieldPanel("event"), FieldPanel("year")]),
                FieldRowPanel([FieldPanel("pages"), FieldPanel("published_on")]),
                FieldRowPanel([FieldPanel("keywords"), FieldPanel("submission_code")]),
            ],
            heading=_("Kind and event"),
        ),
        InlinePanel("authors", heading=_("Authors"), label=_("Author")),
        FieldPanel("abstract"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("research output")
        verbose_name_plural = _("research outputs")
        db_table = "library_output"
        constraints = [
            models.UniqueConstraint(
                fields=["submission_code"],
                condition=~models.Q(submission_code=""),
                name="submission_once",
                violation_error_message=_("This submission is here already."),
            )
        ]

    def agency_paths(self) -> list[str]:
        return [author.agency.path for author in self.authors.all() if author.agency]

    def faults(self) -> list[str]:
        """Objections of the import stand in the way until an editor has settled them."""
        found = [line for line in self.objections.splitlines() if line.strip()]
        if not self.authors.all():
            found.append(gettext("Name at least one author."))
        if not self.abstract.strip():
            found.append(gettext("Write an abstract."))
        return found

    @property
    def keyword_list(self) -> list[str]:
        return [word for word in self.keywords.replace("、", " ").split() if word]


class AuthorQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AuthorQuerySet":
        return self.filter(output__live=True)


class ResearchAuthor(Orderable):
    """An author as printed, with her agency of that day. The anonymisation check leaves authors alone."""

    output = ParentalKey(ResearchOutputPage, on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(_("name"), max_length=60)
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency_name = models.CharField(_("agency as printed"), max_length=120, blank=True)

    objects = AuthorQuerySet.as_manager()

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("agency")]), FieldPanel("agency_name")]

    class Meta(Orderable.Meta):
        db_table = "library_author"

    def __str__(self) -> str:
        return self.name
