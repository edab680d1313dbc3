"""Typical and guiding cases: named sections in the order their scheme prescribes."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import Select
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks.fields import StreamField
from cms.blocks.text import ParagraphBlock
from cms.library.enums import CaseScheme, IpSubject, Procedure
from cms.library.models.case_rules import SchemeRules
from cms.library.models.citing import CitingPage
from cms.library.models.facets import facets_of
from cms.library.models.keywords import words_of
from cms.library.models.listing import listed, without_page
from cms.library.models.review import ReviewedPage
from cms.library.models.schemes import Scheme, SchemeBatch, batch_choices, scheme_choices, section_names
from cms.library.models.translations import is_translation, language_of, once_each
from cms.library.provisions import Reference, Register
from cms.release.models.gated import redrawing
from cms.release.queries import numbers_of
from shared.directory.enums import RoleCode
from shared.directory.models import Agency, Region, role_scopes


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
    content_panels = [*ReviewedPage.content_panels, FieldPanel("intro")]
    template = "library/case_index.html"

    class Meta:
        verbose_name = _("cases")
        db_table = "library_caseindex"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        cases = once_each(CasePage.objects.live().child_of(self))
        facets = facets_of(request, cases)
        rows = cases
        for facet in facets:
            rows = facet.narrow(rows) if facet.value else rows
        return {
            **super().get_context(request, *args, **kwargs),
            "cases": listed(request, rows.newest_first().select_related("region", "locale").defer("sections")),
            "facets": facets,
            "query": without_page(request),
        }


class CaseQuerySet(PageQuerySet):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """What is live is public; drafts are seen in the editor alone, by its own permissions."""
        return self.live()

    def newest_first(self) -> "CaseQuerySet":
        """With the names of their schemes and batches, so that a list asks once."""
        own = Scheme.objects.filter(code=models.OuterRef("scheme"))
        batch = SchemeBatch.objects.filter(scheme__code=models.OuterRef("scheme"), name=models.OuterRef("batch"))
        named = self.annotate(
            scheme_name=models.Subquery(own.values("name")[:1]),
            scheme_name_en=models.Subquery(own.values("name_en")[:1]),
            batch_name_en=models.Subquery(batch.values("name_en")[:1]),
        )
        return named.order_by("-published_on", "-year", "-pk")


class CasePage(SchemeRules, CitingPage, ReviewedPage):
    scheme = models.CharField(_("scheme"), max_length=16, default=CaseScheme.SPP_TYPICAL)
    case_number = models.CharField(
        _("case number"), max_length=40, blank=True, help_text=_("By the pattern of the kind of case, after adoption.")
    )
    adopted_on = models.DateField(
        _("adopted on"), null=True, blank=True, help_text=_("The day on which the procuratorial committee adopted it.")
    )
    batch = models.CharField(
        _("batch"),
        max_length=60,
        blank=True,
        help_text=_("Of its kind; section heads add batches to the kinds of cases."),
    )
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
    cause = models.CharField(
        _("charge or cause"), max_length=80, blank=True, help_text=_("For example 侵犯商业秘密罪, 侵害商标权纠纷.")
    )
    technical_field = models.CharField(
        _("technical field"), max_length=60, blank=True, help_text=_("For example 集成电路. Empty where there is none.")
    )
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("submitted by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sections = StreamField([("section", SectionBlock())], verbose_name=_("sections"), blank=True)
    drawn = models.JSONField(default=list, blank=True, editable=False)
    issued_by = models.JSONField(default=list, blank=True, editable=False)
    language = models.CharField(
        max_length=12, default="zh-hans", editable=False
    )  # of its locale, for `case_number_once`

    derived_fields = frozenset({"drawn", "issued_by", "language"})
    document_series = ("typical-case", "案")
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
        *ReviewedPage.content_panels,
        HelpPanel(template="library/editor/findings_panel.html", heading=_("Anonymisation")),
        HelpPanel(template="library/editor/languages_panel.html", heading=_("Languages")),
        MultiFieldPanel(
            [
                FieldPanel("scheme", widget=Select(choices=scheme_choices)),  # type: ignore[arg-type]  # asked for by the form
                FieldRowPanel([FieldPanel("adopted_on"), FieldPanel("case_number")]),
                FieldPanel("batch", widget=Select(choices=batch_choices)),  # type: ignore[arg-type]  # asked for by the form
                FieldRowPanel([FieldPanel("year"), FieldPanel("published_on")]),
            ],
            heading=_("Scheme and batch"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("ip_subject"), FieldPanel("procedure")]),
                FieldRowPanel([FieldPanel("cause"), FieldPanel("technical_field")]),
                FieldRowPanel([FieldPanel("region"), FieldPanel("agency")]),
                FieldPanel("keywords"),
            ],
            heading=_("Facets"),
        ),
        InlinePanel("joint_issuers", heading=_("Published jointly with"), label=_("agency"), max_num=8),
        FieldPanel("summary"),
        FieldPanel("sections", help_text=_("In the order of the scheme; the form names what is missing.")),
    ]

    class Meta:
        verbose_name = _("typical case")
        verbose_name_plural = _("typical cases")
        db_table = "library_case"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "language"],
                condition=~models.Q(case_number=""),
                name="case_number_once",
                violation_error_message=_("This case number is taken."),
            )
        ]

    agency_lookups = ("agency", "joint_issuers__agency")

    def agency_paths(self) -> list[str]:
        return [agency.path for agency in self.issuing_agencies()]

    def scope_paths(self) -> list[str]:
        """Those of its agencies; while it names none, those that its owner writes for."""
        roles = {RoleCode.EDITOR, RoleCode.SECTION_HEAD}
        return self.agency_paths() or [path for role, path in role_scopes(self.owner) if role in roles]

    def issuing_agencies(self) -> list[Agency]:
        """The agency that submitted it, then those that publish it jointly: each of them signs."""
        joint = [row.agency for row in self.joint_issuers.all()]
        return list(dict.fromkeys([self.agency, *joint] if self.agency else joint))

    def made_issuers(self) -> list[dict[str, str]]:
        agencies = self.issuing_agencies()
        numbers = numbers_of(self) if agencies else {}
        return [
            {"name": agency.name, "name_en": agency.name_en, "number": numbers.get(agency.pk, "")}
            for agency in agencies
        ]

    @cached_property
    def issuers_now(self) -> list[dict[str, str]]:
        """Of a draft or an earlier version, gathered once for all places of the page that name them."""
        return self.made_issuers()

    @property
    def issuers(self) -> list[dict[str, str]]:
        """The issuing agencies as they were called when the case went live, else as they are called now."""
        return self.issued_by if self.live and self.issued_by else self.issuers_now

    @property
    def shown_issuers(self) -> list[dict[str, str]]:
        """With their document numbers, in the language of the reader."""
        is_english = (get_language() or "").startswith("en")
        return [
            {"name": (issuer["name_en"] if is_english else "") or issuer["name"], "number": issuer.get("number", "")}
            for issuer in self.issuers
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "provisions": self.provisions()}

    @cached_property
    def kind(self) -> Scheme | None:
        """Of a page alone, with the English name of its batch, asked for once; a list brings the names along."""
        batch = SchemeBatch.objects.filter(scheme=models.OuterRef("pk"), name=self.batch).values("name_en")
        return Scheme.objects.filter(code=self.scheme).annotate(batch_name_en=models.Subquery(batch[:1])).first()

    def get_scheme_display(self) -> str:
        """The name of the kind, in the language of the reader."""
        name, name_en = getattr(self, "scheme_name", ""), getattr(self, "scheme_name_en", "")
        if name:
            return (name_en if get_language() == "en" else "") or name
        return str(self.kind or self.scheme)

    def get_batch_display(self) -> str:
        """The name of the batch, in the language of the reader."""
        if get_language() != "en" or not self.batch:
            return self.batch
        held = self if hasattr(self, "batch_name_en") else self.kind
        return getattr(held, "batch_name_en", "") or self.batch

    def faults(self) -> list[str]:
        faults = super().faults()
        if missing := self.missing_sections():
            faults.append(gettext("These sections have no text yet: %(names)s.") % {"names": "、".join(missing)})
        if not self.issuing_agencies():
            faults.append(gettext("Name the agency that issues it: “Submitted by”, under “Facets”."))
        return faults

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.keywords = self.keywords or self.keywords_of_section()
        super().full_clean(*args, **kwargs)

    def keywords_of_section(self) -> str:
        found = [s.value["text"].source for s in self.sections if s.value["name"] == "关键词"]
        words = words_of(strip_tags(found[0]), language_of(self)) if found else []
        return ("; " if is_translation(self) else "、").join(words)[:200]

    def clean(self) -> None:
        super().clean()
        if not Scheme.objects.filter(code=self.scheme).exists():
            raise ValidationError({"scheme": _("There is no such kind of case.")})
        self.clean_sections()
        self.clean_batch()
        if self.case_number:
            self.clean_number(Scheme.objects.filter(code=self.scheme).first())

    def parts_in_order(self) -> list[dict[str, str]]:
        """Name and HTML of each section: as drawn when the case went live, else as it stands now."""
        return self.drawn if self.live and self.drawn else self.linked_sections()[0]

    def linked_sections(self, register: Register | None = None) -> tuple[list[dict[str, str]], list[Reference]]:
        """The sections in the words of the language, with links to the provisions they name, and what those are."""
        sections, found = [], []
        names = self.english_names() if language_of(self) == "en" else {}
        for section in self.sections:
            html, more = self.link(str(section.value["text"]), register)
            name = section.value["name"]
            sections.append({"name": names.get(name, name), "html": html})
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
        self.language = language_of(self)
        self.drawn, found = self.linked_sections() if self.live else ([], [])
        self.issued_by = self.made_issuers() if self.live else []
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
        return {key: value for key, value in super().serializable_data().items() if key not in self.derived_fields}

    @property
    def keyword_list(self) -> list[str]:
        return words_of(self.keywords, language_of(self))
