"""White papers, their chapters, cases and research outputs as works: what each page stores, said in one form."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Length, Substr
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.library.enums import CaseScheme, IpSubject, IssuerPart, ResearchKind
from cms.library.models import CasePage, ProceedingsPage, ResearchOutputPage, WhitePaperChapterPage, WhitePaperPage
from cms.library.models.translations import in_language
from cms.library.records.kinds import Kind, Topic
from cms.library.records.works import Author, Record, WorkType, address_of, key_of, one_line


def paper_record(paper: WhitePaperPage) -> Record:
    """A white paper is a report of its issuing agencies, the leading ones first."""
    language = paper.locale.language_code
    return Record(
        WorkType.REPORT,
        key_of(paper, language),
        one_line(paper.title),
        address_of(paper.url_path),
        subtitle=one_line(paper.subtitle),
        authors=issuers(paper, language),
        number=one_line(number_of(paper)),
        edition=one_line(paper.edition),
        published_on=paper.published_on,
        modified_at=paper.last_published_at,
        language=in_language(language),
        summary=one_line(paper.summary),
        coverage=tuple(f"{day:%Y-%m-%d}" for day in (paper.period_start, paper.period_end) if day),
    )


def issuers(paper: WhitePaperPage, language: str) -> tuple[Author, ...]:
    """As the live paper keeps them, in the language of the paper."""
    names = [(i["name_en"] if language == "en" else "") or i["name"] for i in in_order(paper)]
    return tuple(Author(one_line(name)) for name in names)


def in_order(paper: WhitePaperPage) -> list[dict[str, str]]:
    """The leading agencies first."""
    outline = paper.outline if "issuers" in paper.outline else paper.make_outline([])
    return sorted(outline["issuers"], key=lambda issuer: issuer["part"] != IssuerPart.LEAD)


def number_of(paper: WhitePaperPage) -> str:
    """Of joint papers that of the leading agency (regulations on official papers of 2012, art. 9), else as printed."""
    numbers = [issuer["number"] for issuer in in_order(paper) if issuer.get("number")]
    return numbers[0] if numbers else paper.document_number


def chapter_record(chapter: WhitePaperChapterPage) -> Record:
    """A chapter is a part of its paper, which gives it issuers, number and day."""
    paper = chapter.paper
    whole = paper_record(paper)
    return Record(
        whole.type,
        key_of(chapter, whole.language),
        one_line(chapter.title),
        f"{whole.url}{chapter.slug}/",
        authors=whole.authors,
        container=whole.title,
        published_on=whole.published_on,
        modified_at=whole.modified_at,
        language=whole.language,
        coverage=whole.coverage,
        is_part=True,
    )


def case_record(case: CasePage) -> Record:
    """A case is a web page of the agency that submitted it, and of those that publish it with it."""
    language = case.locale.language_code
    with translation.override(language):
        subjects = [str(case.get_ip_subject_display()), str(case.get_procedure_display())]
    names = [(issuer["name_en"] if language == "en" else "") or issuer["name"] for issuer in case.issuers]
    return Record(
        WorkType.WEB_PAGE,
        key_of(case, language),
        one_line(case.title),
        address_of(case.url_path),
        authors=tuple(Author(one_line(name)) for name in names),
        number=one_line(case.case_number),
        published_on=case.published_on,
        modified_at=case.last_published_at,
        language=in_language(language),
        summary=one_line(case.summary),
        subjects=tuple(dict.fromkeys(filter(None, [*case.keyword_list, *subjects]))),
        coverage=(case.region.name,) if case.region else (),
    )


def proceedings_record(volume: ProceedingsPage) -> Record:
    """The volume of a symposium, by the agencies that issue it."""
    language = volume.locale.language_code
    names = [(i["name_en"] if language == "en" else "") or i["name"] for i in volume.issuers]
    return Record(
        WorkType.PROCEEDINGS,
        key_of(volume, language),
        one_line(volume.title),
        address_of(volume.url_path),
        authors=tuple(Author(one_line(name)) for name in names),
        place=one_line(volume.place),
        published_on=volume.published_on,
        modified_at=volume.last_published_at,
        language=in_language(language),
        summary=one_line(volume.summary),
    )


def output_record(page: ResearchOutputPage) -> Record:
    """A paper stands in its volume or, without one, belongs to its event; people are its authors, else agencies."""
    language = page.locale.language_code
    with translation.override(language):
        kind = str(page.get_kind_display())
    is_paper = page.kind == ResearchKind.PAPER
    return Record(
        type_of(page),
        key_of(page, language),
        one_line(page.title),
        address_of(page.url_path),
        authors=tuple(Author(one_line(a["name"] or a["agency"]), is_agency=not a["name"]) for a in page.byline),
        container=one_line(page.volume or page.event) if is_paper else "",
        published_on=page.published_on,
        modified_at=page.last_published_at,
        language=in_language(language),
        summary=one_line(page.abstract),
        subjects=tuple(dict.fromkeys(map(one_line, filter(None, [*page.keyword_list, page.topic, kind])))),
        files=tuple((f"{settings.BASE_URL}{file['url']}", file["format"]) for file in page.shown_files),
    )


def type_of(page: ResearchOutputPage) -> WorkType:
    """A paper that is of no volume and no event is none of proceedings either."""
    if page.kind == ResearchKind.REPORT:
        return WorkType.REPORT
    is_held = page.kind == ResearchKind.PAPER and (page.volume or page.event)
    return WorkType.PROCEEDINGS if is_held else WorkType.OTHER


def public_papers() -> QuerySet[Any]:
    return WhitePaperPage.objects.live().public().newest_first().select_related("locale")


def public_chapters() -> QuerySet[Any]:
    """A chapter is public with its paper."""
    papers = WhitePaperPage.objects.live().public().values("path")
    rows = WhitePaperChapterPage.objects.live().public().select_related("locale").order_by("path")
    return rows.annotate(above=Substr("path", 1, Length("path") - Page.steplen)).filter(above__in=papers)


def public_cases() -> QuerySet[Any]:
    return (
        CasePage.objects.live()
        .public()
        .newest_first()
        .select_related("locale", "agency", "region")
        .prefetch_related("joint_issuers__agency")
    )


def public_proceedings() -> QuerySet[Any]:
    return ProceedingsPage.objects.live().public().newest_first().select_related("locale")


def public_outputs() -> QuerySet[Any]:
    return ResearchOutputPage.objects.live().public().newest_first().select_related("locale")


def on_subject(subject: IpSubject) -> Any:
    return format_lazy(_("Cases: {subject}"), subject=subject.label)


PAPERS = Kind(WhitePaperPage, paper_record, public_papers, (Topic("white-papers", _("White papers")),))
CHAPTERS = Kind(WhitePaperChapterPage, chapter_record, public_chapters)
CASES = Kind(
    CasePage,
    case_record,
    public_cases,
    (
        Topic("cases", _("Typical cases")),
        *(Topic(f"cases:{scheme.value}", scheme.label, "scheme", scheme.value) for scheme in CaseScheme),
        *(Topic(f"cases:subject-{one.value}", on_subject(one), "ip_subject", one.value) for one in IpSubject),
    ),
)
PROCEEDINGS = Kind(ProceedingsPage, proceedings_record, public_proceedings, (Topic("proceedings", _("Proceedings")),))
OUTPUTS = Kind(
    ResearchOutputPage,
    output_record,
    public_outputs,
    (
        Topic("research", _("Research outputs")),
        *(Topic(f"research:{kind.value}", kind.label, "kind", kind.value) for kind in ResearchKind),
    ),
)
