"""White papers: an index, a paper with its issuers and chronicle, chapters with addresses of their own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index

from cms.blocks.fields import StreamField
from cms.blocks.footnotes import marks_in, texts
from cms.blocks.streams import CHAPTER, FOOTNOTES
from cms.library.enums import EditionState, IssuerPart
from cms.library.models.review import PartLock, ReviewedPage
from shared.directory.models import Agency, Region


class WhitePaperIndexPage(ReviewedPage):
    """All white papers, newest first."""

    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    subpage_types = ["library.WhitePaperPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "library/white_paper_index.html"

    class Meta:
        verbose_name = _("white papers")
        db_table = "library_paperindex"


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
    contents = models.JSONField(default=list, blank=True, editable=False)

    objects = PageManager.from_queryset(PaperQuerySet)()

    parent_page_types = ["library.WhitePaperIndexPage"]
    subpage_types = ["library.WhitePaperChapterPage"]
    template = "library/white_paper.html"
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.FilterField("published_on")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("subtitle"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("period_start"), FieldPanel("period_end"), FieldPanel("region")], heading=_("What it covers")
        ),
        InlinePanel("issuers", label=_("Issuing agency"), heading=_("Issuing agencies"), min_num=1),
        MultiFieldPanel(
            [FieldPanel("edition"), FieldPanel("document_number"), FieldPanel("published_on")], heading=_("Edition")
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

    def agency_paths(self) -> list[str]:
        return [issuer.agency.path for issuer in self.issuers.all()]

    def parts(self) -> list[Page]:
        return list(WhitePaperChapterPage.objects.child_of(self).order_by("path"))

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
        day = self.happened_on
        return self.date_text or f"{day.year}年{day.month}月{day.day}日"


class WhitePaperChapterPage(ReviewedPage):
    """A chapter: its own page and address, reviewed and published with its paper."""

    body = StreamField(CHAPTER, verbose_name=_("text"), blank=True)
    footnotes = StreamField(FOOTNOTES, verbose_name=_("footnotes"), blank=True)
    html = models.TextField(blank=True, editable=False)
    headings = models.JSONField(default=list, blank=True, editable=False)

    parent_page_types = ["library.WhitePaperPage"]
    subpage_types: list[str] = []
    show_in_menus_default = False
    template = "library/chapter.html"
    search_fields = [*Page.search_fields, index.SearchField("body")]
    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("footnotes")]

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        db_table = "library_chapter"

    @property
    def paper(self) -> WhitePaperPage:
        if not hasattr(self, "_paper"):
            self._paper = WhitePaperPage.objects.parent_of(self).get()
        return self._paper

    def agency_paths(self) -> list[str]:
        return self.paper.agency_paths()

    def get_workflow(self) -> None:
        """A chapter has no review of its own: the paper's covers it."""
        return

    def get_lock(self) -> Any:
        return PartLock(self) if self.paper.workflow_in_progress else super().get_lock()

    def serializable_data(self) -> dict[str, Any]:
        """Without what is made from the text: a revision keeps the text alone."""
        data = super().serializable_data()
        return {key: value for key, value in data.items() if key not in {"html", "headings"}}

    def clean(self) -> None:
        super().clean()
        check_footnotes(self.body.get_prep_value(), self.footnotes.get_prep_value())


def check_footnotes(body: Any, footnotes: Any) -> None:
    """Every marker has its note, every mark stands once."""
    used = marks_in("\n".join(texts(body)))
    marks = [note["value"]["mark"] for note in footnotes]
    missing = [mark for mark in used if mark not in marks]
    twice = sorted({mark for mark in marks if marks.count(mark) > 1})
    if missing:
        raise ValidationError(
            {
                "footnotes": _("The text refers to footnotes that do not exist: %(marks)s.")
                % {"marks": ", ".join(missing)}
            }
        )
    if twice:
        raise ValidationError(
            {"footnotes": _("These marks stand at several footnotes: %(marks)s.") % {"marks": ", ".join(twice)}}
        )


class PaperEdition(models.Model):
    """One PDF of one revision of a paper, made in the background."""

    paper = models.ForeignKey(WhitePaperPage, on_delete=models.CASCADE, related_name="editions")
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    number = models.CharField(_("edition"), max_length=20)
    state = models.CharField(_("state"), max_length=8, choices=EditionState, default=EditionState.QUEUED)
    file = models.FileField(_("file"), upload_to="editions/", blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    fault = models.TextField(_("what went wrong"), blank=True)
    queued_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    objects = ThroughPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("PDF edition")
        verbose_name_plural = _("PDF editions")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["paper", "revision"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"
