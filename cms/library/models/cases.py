"""Typical and guiding cases: named sections in the order their scheme prescribes."""

import datetime as dt
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks.fields import StreamField
from cms.blocks.text import ParagraphBlock
from cms.library.enums import CASE_SCHEMES, NUMBER_PATTERNS, CaseScheme, IpSubject, Procedure, Section
from cms.library.models.citing import CitingPage
from cms.library.models.listing import chosen, listed, without_page
from cms.library.models.review import ReviewedPage
from cms.library.provisions import Reference, Register
from cms.release.models.gated import redrawing
from shared.directory.models import Agency, Region


def section_names() -> list[tuple[str, str]]:
    names = dict.fromkeys(section.name for scheme in CASE_SCHEMES.values() for section in scheme)
    return [(name, name) for name in names]


class SectionBlock(blocks.StructBlock):
    """A named section of a case."""

    name = blocks.ChoiceBlock(label=_("Section"), choices=section_names)
    text = ParagraphBlock(label=_("Text"))

    class Meta:
        label = _("Section")
        icon = "doc-full"


class CaseIndexPage(ReviewedPage):
    intro = models.TextField(_("introduction"), blank=True)

    founds_the_site = True
    max_count = 1
    subpage_types = ["library.CasePage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "library/case_index.html"

    class Meta:
        verbose_name = _("cases")
        db_table = "library_caseindex"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        cases = CasePage.objects.live().child_of(self)
        columns = [lookup for _name, _label, lookup, _choices in FACETS]
        counted = list(cases.order_by().values_list(*columns, "region__name").annotate(n=Count("pk")))
        facets = [Facet(request, counted, place, *about) for place, about in enumerate(FACETS)]
        rows = cases.filter(**{f.lookup: f.value for f in facets if f.value}).newest_first()
        return {
            **super().get_context(request, *args, **kwargs),
            "cases": listed(request, rows.select_related("region").defer("sections")),
            "facets": facets,
            "query": without_page(request),
        }


class Facet:
    """One way to narrow the list: its values with how many cases each has."""

    def __init__(
        self, request: HttpRequest, counted: list[Any], place: int, name: str, label: Any, lookup: str, choices: Any
    ) -> None:
        self.name, self.label, self.lookup = name, label, lookup
        counts: Counter[str] = Counter()
        labels = {str(value): text for value, text in choices}
        for row in counted:
            if row[place] not in (None, ""):
                counts[str(row[place])] += row[-1]
                labels.setdefault(str(row[place]), row[-2] if name == "region" else row[place])
        order = [v for v, _text in choices] or sorted(counts, reverse=name == "year")
        self.value = chosen(request, name, counts)
        self.values = [(v, labels[v], counts[v]) for v in map(str, order) if counts[v]]


class CaseQuerySet(PageQuerySet):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """What is live is public; drafts are seen in the editor alone, by its own permissions."""
        return self.live()

    def newest_first(self) -> "CaseQuerySet":
        return self.order_by("-published_on", "-year", "-pk")


class CasePage(CitingPage, ReviewedPage):
    scheme = models.CharField(_("scheme"), max_length=16, choices=CaseScheme, default=CaseScheme.SPP_TYPICAL)
    case_number = models.CharField(
        _("case number"), max_length=40, blank=True, help_text=_("Guiding cases only: 检例第…号, after adoption.")
    )
    batch = models.CharField(_("batch"), max_length=60, blank=True, help_text=_("For example 2026年第2批."))
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=False, validators=[MinValueValidator(1978), MaxValueValidator(2200)]
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    summary = models.TextField(_("summary"), max_length=300, blank=True, help_text=_("One or two sentences for lists."))
    keywords = models.CharField(
        _("keywords"),
        max_length=200,
        blank=True,
        help_text=_("Separated by 、 or spaces; taken from the section 关键词."),
    )
    ip_subject = models.CharField(_("IP subject"), max_length=16, choices=IpSubject, blank=True)
    procedure = models.CharField(_("procedure"), max_length=16, choices=Procedure, blank=True)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("submitted by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sections = StreamField([("section", SectionBlock())], verbose_name=_("sections"), blank=True)
    drawn = models.JSONField(default=list, blank=True, editable=False)

    derived_fields = frozenset({"drawn"})
    filled_at_release = frozenset({"published_on", "keywords"})

    objects = PageManager.from_queryset(CaseQuerySet)()

    parent_page_types = ["library.CaseIndexPage"]
    subpage_types: list[str] = []
    template = "library/case.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("keywords"),
        index.SearchField("summary"),
        index.SearchField("sections"),
    ]
    content_panels = [
        *Page.content_panels,
        HelpPanel(template="library/editor/findings_panel.html", heading=_("Anonymisation")),
        MultiFieldPanel(
            [
                FieldPanel("scheme"),
                FieldRowPanel([FieldPanel("case_number"), FieldPanel("batch")]),
                FieldRowPanel([FieldPanel("year"), FieldPanel("published_on")]),
            ],
            heading=_("Scheme and batch"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("ip_subject"), FieldPanel("procedure")]),
                FieldRowPanel([FieldPanel("region"), FieldPanel("agency")]),
                FieldPanel("keywords"),
            ],
            heading=_("Facets"),
        ),
        FieldPanel("summary"),
        FieldPanel("sections", help_text=_("In the order of the scheme; the form names what is missing.")),
    ]

    class Meta:
        verbose_name = _("typical case")
        verbose_name_plural = _("typical cases")
        db_table = "library_case"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number"],
                condition=~models.Q(case_number=""),
                name="case_number_once",
                violation_error_message=_("This case number is taken."),
            )
        ]

    def agency_paths(self) -> list[str]:
        return [self.agency.path] if self.agency else []

    def issuing_agencies(self) -> list[Agency]:
        return [self.agency] if self.agency else []

    def scheme_sections(self) -> list[Section]:
        return CASE_SCHEMES[self.scheme]

    def missing_sections(self) -> list[str]:
        """Names of the mandatory sections that have no text yet."""
        filled = {s.value["name"] for s in self.sections if strip_tags(s.value["text"].source).strip()}
        return [s.name for s in self.scheme_sections() if s.is_required and s.name not in filled]

    def faults(self) -> list[str]:
        missing = self.missing_sections()
        return (
            [gettext("These sections have no text yet: %(names)s.") % {"names": "、".join(missing)}] if missing else []
        )

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.keywords = self.keywords or self.keywords_of_section()
        super().full_clean(*args, **kwargs)

    def keywords_of_section(self) -> str:
        found = [s.value["text"].source for s in self.sections if s.value["name"] == "关键词"]
        words = strip_tags(found[0]).replace("、", " ").replace("\u3000", " ").split() if found else []
        return "、".join(words)[:200]

    def clean(self) -> None:
        super().clean()
        self.clean_sections()
        pattern = NUMBER_PATTERNS.get(CaseScheme(self.scheme))
        if self.case_number and not pattern:
            raise ValidationError({"case_number": _("Only guiding cases are numbered.")})
        if self.case_number and pattern and not pattern.fullmatch(self.case_number):
            raise ValidationError({"case_number": _("Write the number as 检例第192号.")})

    def clean_sections(self) -> None:
        """Known names, each once, in the order of the scheme. What is missing is asked for at submission."""
        order = [section.name for section in self.scheme_sections()]
        names = [s.value["name"] for s in self.sections]
        if strange := [name for name in names if name not in order]:
            raise ValidationError(
                {
                    "sections": _("This scheme has no section %(names)s. It has: %(all)s.")
                    % {"names": "、".join(strange), "all": "、".join(order)}
                }
            )
        if len(set(names)) < len(names):
            raise ValidationError({"sections": _("A section stands twice.")})
        if names != sorted(names, key=order.index):
            raise ValidationError({"sections": _("The order of this scheme is: %(all)s.") % {"all": "、".join(order)}})

    def parts_in_order(self) -> list[dict[str, str]]:
        """Name and HTML of each section: as drawn when the case went live, else as it stands now."""
        return self.drawn if self.live and self.drawn else self.linked_sections()[0]

    def linked_sections(self, register: Register | None = None) -> tuple[list[dict[str, str]], list[Reference]]:
        """The sections with links to the provisions they name, and what those are."""
        sections, found = [], []
        for section in self.sections:
            html, more = self.link(str(section.value["text"]), register)
            sections.append({"name": section.value["name"], "html": html})
            found += more
        return sections, found

    def cited_day(self) -> dt.date | None:
        """The day of publication; of a case that was gathered in another year the last day of that year."""
        day = self.published_on or timezone.localdate(self.first_published_at)
        return day if self.year in {None, day.year} else dt.date(self.year, 12, 31)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields"):
            super().save(*args, **kwargs)
            return
        self.drawn, found = self.linked_sections() if self.live else ([], [])
        super().save(*args, **kwargs)
        self.keep_citations(found)

    def redraw(self, register: Register) -> bool:
        drawn, found = self.linked_sections(register)
        changed = self.live and bool(drawn) and drawn != self.drawn
        if changed:
            with redrawing(self):
                CasePage.objects.filter(pk=self.pk).update(drawn=drawn)
        return self.keep_citations(found) or changed

    def serializable_data(self) -> dict[str, Any]:
        """Without what is made from the text: a revision keeps the text alone."""
        return {key: value for key, value in super().serializable_data().items() if key != "drawn"}

    @property
    def keyword_list(self) -> list[str]:
        return [word for word in self.keywords.replace("、", " ").split() if word]


FACETS: list[tuple[str, Any, str, Any]] = [
    ("scheme", _("Kind"), "scheme", CaseScheme.choices),
    ("subject", _("IP subject"), "ip_subject", IpSubject.choices),
    ("procedure", _("Procedure"), "procedure", Procedure.choices),
    ("region", _("Region"), "region__code", []),
    ("year", _("Year"), "year", []),
]
