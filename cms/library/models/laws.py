"""Laws with their versions and articles, and which public pages rest on which article."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.library.enums import LawKind
from cms.library.models.papers import WhitePaperPage
from cms.library.provisions import KnownLaw, KnownVersion, Register, article_name
from cms.library.provisions.numerals import article_slug


class Law(models.Model):
    """A statute through all its versions; what it says stands in them."""

    slug = models.SlugField(_("address"), max_length=80, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200, unique=True, editable=False)
    aliases = models.TextField(
        _("short names"), blank=True, help_text=_("One to a line, as texts call the law, for example 保密法.")
    )
    kind = models.CharField(_("kind of law"), max_length=16, choices=LawKind, default=LawKind.LAW)
    issuing_body = models.CharField(_("issuing body"), max_length=120, blank=True)
    repealed_on = models.DateField(_("repealed on"), null=True, blank=True)
    note = models.CharField(
        _("note for readers"),
        max_length=300,
        blank=True,
        help_text=_("For readers, for example which interpretation replaced it."),
    )

    panels = [
        FieldPanel("title", read_only=True),
        FieldPanel("slug", read_only=True),
        FieldPanel("aliases"),
        FieldPanel("kind"),
        FieldPanel("issuing_body"),
        FieldPanel("repealed_on"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("law")
        verbose_name_plural = _("laws")
        db_table = "library_law"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("laws:law", args=[self.slug])

    @property
    def names(self) -> list[str]:
        return [name.strip() for name in self.aliases.splitlines() if name.strip()]

    @property
    def is_repealed(self) -> bool:
        return self.repealed_on is not None and self.repealed_on <= timezone.localdate()


class LawVersion(models.Model):
    """The law as it was worded from one day on, until the next version or its repeal."""

    law = models.ForeignKey(Law, verbose_name=_("law"), on_delete=models.CASCADE, related_name="versions")
    year = models.PositiveSmallIntegerField(_("year of the text"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted or amended on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    is_extract = models.BooleanField(_("extract"), default=False, editable=False)
    head = models.TextField(_("adoption and amendments"), blank=True, editable=False)
    preamble = models.TextField(_("preamble"), blank=True, editable=False)
    source = models.CharField(_("source of the text"), max_length=300, blank=True)
    dates_read = models.CharField(max_length=40, blank=True, editable=False)  # as the file said: what tells it apart

    panels = [
        FieldPanel("law", read_only=True),
        FieldPanel("adopted_on"),
        FieldPanel("effective_on"),
        FieldPanel("document_number"),
        FieldPanel("source"),
        FieldPanel("head", read_only=True),
    ]

    class Meta:
        verbose_name = _("version of a law")
        verbose_name_plural = _("versions of laws")
        db_table = "library_lawversion"
        ordering = ["law", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["law", "dates_read"],
                name="law_version_once",
                violation_error_message=_("The law has this version already."),
            ),
            models.CheckConstraint(
                condition=Q(adopted_on=None) | Q(effective_on=None) | Q(effective_on__gte=models.F("adopted_on")),
                name="law_version_days",
                violation_error_message=_("A version cannot come into force before it is adopted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} ({self.starts_on or '—'})"

    @property
    def starts_on(self) -> dt.date | None:
        """From when it counts. Where only the year is known, from the next year on: rather no link than a wrong one."""
        known = self.effective_on or self.adopted_on
        return known or (dt.date(self.year + 1, 1, 1) if self.year else None)

    @property
    def address(self) -> str:
        return self.starts_on.isoformat() if self.starts_on else "undated"


class LawArticle(models.Model):
    """An article; every line of its text is a paragraph (款) or an item (项)."""

    version = models.ForeignKey(
        LawVersion, verbose_name=_("version of the law"), on_delete=models.CASCADE, related_name="articles"
    )
    number = models.PositiveSmallIntegerField(_("article number"))
    suffix = models.PositiveSmallIntegerField(_("suffix"), default=0)
    headings = models.JSONField(_("headings"), default=list)
    text = models.TextField(_("text"))
    shape = models.JSONField(default=list, editable=False)
    html = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("article of a law")
        verbose_name_plural = _("articles of laws")
        db_table = "library_lawarticle"
        ordering = ["number", "suffix"]
        constraints = [models.UniqueConstraint(fields=["version", "number", "suffix"], name="law_article_once")]

    def __str__(self) -> str:
        return f"{self.version.law} {self.name}"

    @property
    def name(self) -> str:
        return article_name(self.number, self.suffix)

    @property
    def slug(self) -> str:
        return article_slug(self.number, self.suffix)

    def get_absolute_url(self) -> str:
        """The article as its version has it."""
        return reverse("laws:article_at", args=[self.version.law.slug, self.version.address, self.slug])


class CitationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CitationQuerySet":
        """Of public pages alone: a draft cites nothing yet, a chapter is public with its paper."""
        return self.filter(Q(paper=None) | Q(paper__live=True), page__live=True)


class Citation(models.Model):
    """A public case or chapter rests on an article; kept when the page is drawn."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="law_citations")
    paper = models.ForeignKey(WhitePaperPage, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    article = models.ForeignKey(LawArticle, on_delete=models.CASCADE, related_name="citations")
    places = models.CharField(_("places"), max_length=200, blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation of a law")
        verbose_name_plural = _("citations of laws")
        db_table = "library_citation"
        constraints = [models.UniqueConstraint(fields=["page", "article"], name="citation_once")]

    def __str__(self) -> str:
        return f"{self.page} → {self.article}"

    @property
    def address(self) -> str:
        """Where the page is read; the first part of its path is the home page's own slug."""
        return f"/{self.page.url_path.split('/', 2)[-1]}"

    @property
    def is_research(self) -> bool:
        return self.address.startswith("/research/")


def law_register() -> Register:
    """What the resolver knows, in three queries."""
    articles: dict[int, dict[tuple[int, int], list[int]]] = {}
    rows = LawArticle.objects.order_by("number", "suffix").values_list("version_id", "number", "suffix", "shape")
    for version, number, suffix, shape in rows:
        articles.setdefault(version, {})[number, suffix] = shape
    versions: dict[int, list[LawVersion]] = {}
    for row in LawVersion.objects.defer("head", "preamble"):
        versions.setdefault(row.law_id, []).append(row)
    return Register(
        KnownLaw(law.slug, law.title, law.names, known(in_order(versions.get(law.pk, [])), articles))
        for law in Law.objects.all()
    )


def in_order(versions: list[LawVersion]) -> list[LawVersion]:
    """Newest first; a version without a day is the oldest."""
    return sorted(versions, key=lambda v: (v.starts_on or dt.date.min, v.pk), reverse=True)


def known(versions: list[LawVersion], articles: dict[int, dict[tuple[int, int], list[int]]]) -> list[KnownVersion]:
    """The versions for the resolver; the newest has the short address."""
    return [
        KnownVersion(v.pk, v.starts_on, v.year, "" if at == 0 else v.address, articles.get(v.pk, {}))
        for at, v in enumerate(versions)
    ]
