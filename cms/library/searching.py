"""What the search finds of the library: papers, chapters, cases, research outputs, laws and their articles."""

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Left, Length
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from cms.library.models import (
    CasePage,
    FileText,
    Law,
    LawArticle,
    LawVersion,
    PageFile,
    ProceedingsPage,
    ResearchOutputPage,
    WhitePaperChapterPage,
    WhitePaperPage,
    in_order,
)
from cms.library.provisions.numerals import NUMBER, read_number
from cms.library.provisions.register import KnownLaw, Register
from shared.search.sources import Found, Source, plain_text
from shared.search.tokens import fold

ARTICLE = re.compile(
    rf"《?(?P<name>[^《》]{{2,80}}?)》?第?(?P<number>{NUMBER})条(?:之(?P<suffix>[一二三四五六七八九十]{{1,3}}))?"
    rf"(?:第?[(]?{NUMBER}[)]?[款项目])*"
)
PAGE_STEP = 4  # signs by which a child's path is longer


def public(rows: QuerySet) -> QuerySet:
    """Live pages outside every closed part of the tree, in one statement."""
    above = Left(OuterRef("path"), Length("page__path"))
    closed = PageViewRestriction.objects.alias(above=above).filter(above=F("page__path"))
    return rows.filter(~Exists(closed), live=True)


def public_pages(user: Any) -> QuerySet:
    """Of every kind: the same condition for all kinds of pages is asked once."""
    return public(Page.objects.all())


def public_papers(user: Any) -> QuerySet:
    return public(WhitePaperPage.objects.all())


def public_chapters(user: Any) -> QuerySet:
    """A chapter is public with its paper."""
    papers = public_papers(user).order_by().values("path")
    rows = public(WhitePaperChapterPage.objects.all())
    return rows.annotate(of=Left("path", Length("path") - PAGE_STEP)).filter(of__in=papers)


def chapters_of(paper: WhitePaperPage) -> QuerySet:
    return WhitePaperChapterPage.objects.child_of(paper)


def paper_found(paper: WhitePaperPage) -> Found:
    events = [f"{event.printed_date} {event.text}" for event in paper.chronicle.all()]
    issuers = [issuer.agency.name for issuer in paper.issuers.select_related("agency")]
    numbers = [issuer.get("number", "") for issuer in paper.outline.get("issuers", [])]
    head = [paper.subtitle, paper.summary, "、".join(issuers), paper.document_number, *numbers]
    text = "\n".join([*filter(None, head), *events])
    year = paper.period_end.year if paper.period_end else None
    return Found(paper.title, text.strip(), paper.url or "", year, paper.region_id)


def chapter_found(chapter: WhitePaperChapterPage) -> Found:
    paper = chapter.paper
    year = paper.period_end.year if paper.period_end else None
    title = f"{chapter.title} · {paper.title}"
    return Found(title, plain_text(chapter.html), chapter.url or "", year, paper.region_id)


def case_found(case: CasePage) -> Found:
    sections = [f"{section['name']}\n{plain_text(section['html'])}" for section in case.parts_in_order()]
    numbers = [issuer.get("number", "") for issuer in case.issued_by]
    text = "\n".join([case.summary, case.keywords, case.case_number, *filter(None, numbers), *sections])
    return Found(case.title, text.strip(), case.url or "", case.year, case.region_id)


def proceedings_found(volume: ProceedingsPage) -> Found:
    issuers = "、".join(issuer["name"] for issuer in volume.issuers)
    text = "\n".join(filter(None, [volume.event, volume.summary, volume.organisers, issuers, volume.place]))
    return Found(volume.title, text, volume.url or "", year_of(volume.held_on or volume.published_on))


def output_found(page: ResearchOutputPage) -> Found:
    authors = [" ".join(filter(None, [author["name"], author["agency"]])) for author in page.byline]
    said = [page.abstract, page.keywords, page.topic, page.shown_event, "、".join(authors), plain_text(page.html)]
    return Found(page.title, "\n".join(filter(None, said)), page.url or "", page.year)


def page_files() -> QuerySet:
    return PageFile.objects.filter(page__live=True).select_related("page")


def public_files(user: Any) -> QuerySet:
    """With the page that carries them."""
    return PageFile.objects.filter(page__in=public(Page.objects.all()).order_by().values("pk"))


def files_below(page: Page) -> QuerySet:
    return PageFile.objects.filter(page__path__startswith=page.path)


def file_found(row: PageFile) -> Found:
    """Found under its page, by its own name and words."""
    read = FileText.objects.filter(pk=row.digest).first()
    text = read.part(row.part) if read else ""
    day = row.page.first_published_at
    with translation.override(settings.LANGUAGE_CODE):  # the index is the same for every reader
        title = gettext("%(page)s · file “%(title)s”") % {"page": row.page.title, "title": row.title}
    return Found(title, text, address_path(row.page), day.year if day else None)


def address_path(page: Page) -> str:
    """The address of a page without asking for its type; the first part is the home page's own slug."""
    return f"/{page.url_path.split('/', 2)[-1]}"


def newest_versions() -> list[int]:
    """The version of each law that has the short address."""
    versions: dict[int, list[LawVersion]] = {}
    for version in LawVersion.objects.only("law", "year", "adopted_on", "effective_on"):
        versions.setdefault(version.law_id, []).append(version)
    return [in_order(of_law)[0].pk for of_law in versions.values()]


def articles() -> QuerySet:
    return LawArticle.objects.filter(version__in=newest_versions()).select_related("version__law")


def article_found(article: LawArticle) -> Found:
    law, starts_on = article.version.law, article.version.starts_on
    address = reverse("laws:article", args=[law.slug, article.slug])
    return Found(f"{law.title} {article.name}", article.text, address, year_of(starts_on), keys="\n".join(law.names))


def article_named(typed: str) -> list[int]:
    """The article that was typed and nothing else: 商标法第57条, 《中华人民共和国商标法》第五十七条第二项."""
    asked = ARTICLE.fullmatch("".join(fold(typed).split()))
    if asked is None:
        return []
    law = Register(KnownLaw(law.slug, law.title, law.names, []) for law in Law.objects.all()).law(fold(asked["name"]))
    versions = in_order(list(LawVersion.objects.filter(law__slug=law.slug))) if law else []
    number, suffix = read_number(asked["number"]), read_number(asked["suffix"] or "零")
    rows = LawArticle.objects.filter(version__in=versions[:1], number=number or 0, suffix=suffix or 0)
    return list(rows.values_list("pk", flat=True))


def law_found(law: Law) -> Found:
    newest = in_order(list(law.versions.all()))
    text = [*law.names, law.issuing_body, *(version.head for version in newest[:1])]
    year = year_of(newest[0].starts_on) if newest else None
    return Found(law.title, "\n".join(filter(None, text)), law.get_absolute_url(), year)


def year_of(day: dt.date | None) -> int | None:
    return day.year if day else None


def itself(row: Any) -> QuerySet:
    return type(row)._default_manager.filter(pk=row.pk)


SOURCES = [
    Source(
        "paper",
        _("White papers"),
        WhitePaperPage.objects.live,
        paper_found,
        public_pages,
        {WhitePaperPage: itself},
    ),
    Source(
        "chapter",
        _("Chapters"),
        WhitePaperChapterPage.objects.live,
        chapter_found,
        public_chapters,
        {WhitePaperChapterPage: itself, WhitePaperPage: chapters_of},
    ),
    Source(
        "case",
        _("Cases"),
        lambda: CasePage.objects.live().select_related("region"),
        case_found,
        public_pages,
        {CasePage: itself},
    ),
    Source(
        "proceedings",
        _("Proceedings"),
        ProceedingsPage.objects.live,
        proceedings_found,
        public_pages,
        {ProceedingsPage: itself},
    ),
    Source(
        "output",
        _("Research outputs"),
        ResearchOutputPage.objects.live,
        output_found,
        public_pages,
        {ResearchOutputPage: itself},
    ),
    Source("file", _("Attached files"), page_files, file_found, public_files, {Page: files_below}),
    Source("law", _("Laws"), lambda: Law.objects.prefetch_related("versions"), law_found, None, {Law: itself}),
    Source(
        "article",
        _("Articles of laws"),
        articles,
        article_found,
        None,
        {Law: lambda law: LawArticle.objects.filter(version__law=law)},
        article_named,
    ),
]
