"""Research outputs and proceedings as works: persons as authors, the proceedings as what holds a paper."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.library.enums import OutputKind
from cms.library.models import ProceedingsPage, ResearchOutputPage
from cms.library.records.kinds import Kind, Topic
from cms.library.records.works import Author, Record, WorkType, address_of, in_language, key_of, one_line

TYPES = {
    OutputKind.PAPER: WorkType.PROCEEDINGS,
    OutputKind.REPORT: WorkType.REPORT,
    OutputKind.CONSENSUS: WorkType.OTHER,
    OutputKind.LECTURE: WorkType.OTHER,
}


def output_record(output: ResearchOutputPage) -> Record:
    """A paper stands in its proceedings, which are named only while they are public themselves."""
    language = output.locale.language_code
    is_paper = output.kind == OutputKind.PAPER
    return Record(
        TYPES[OutputKind(output.kind)],
        key_of(output, language),
        one_line(output.title),
        address_of(output.url_path),
        authors=tuple(Author(one_line(author.name), is_agency=False) for author in output.authors.all()),
        container=one_line(volume_of(output)) if is_paper else "",
        pages=one_line(output.pages),
        published_on=output.published_on,
        modified_at=output.last_published_at,
        language=in_language(language),
        summary=one_line(output.abstract),
        subjects=tuple(dict.fromkeys(filter(None, [*output.keyword_list, output.topic]))),
    )


def volume_of(output: ResearchOutputPage) -> str:
    """The title of its public proceedings; a list brings it along, a page alone asks for it."""
    if hasattr(output, "volume"):
        return output.volume or ""
    above = ProceedingsPage.objects.live().filter(path=output.path[: -Page.steplen])
    return above.values_list("title", flat=True).first() or ""


def proceedings_record(page: ProceedingsPage) -> Record:
    language = page.locale.language_code
    return Record(
        WorkType.PROCEEDINGS,
        key_of(page, language),
        one_line(page.title),
        address_of(page.url_path),
        authors=tuple(Author(one_line(name)) for name in page.host_list),
        published_on=page.published_on,
        modified_at=page.last_published_at,
        language=in_language(language),
        summary=one_line(page.abstract),
    )


def public_outputs() -> QuerySet[Any]:
    above = ProceedingsPage.objects.live().filter(path=OuterRef("above")).values("title")[:1]
    rows = ResearchOutputPage.objects.live().public().newest_first()
    rows = rows.annotate(above=Substr("path", 1, Length("path") - Page.steplen), volume=Subquery(above))
    return rows.select_related("locale").prefetch_related("authors")


def public_proceedings() -> QuerySet[Any]:
    return ProceedingsPage.objects.live().public().order_by("-published_on", "-pk").select_related("locale")


def of_kind(kind: OutputKind) -> Any:
    return format_lazy(_("Research: {kind}"), kind=kind.label)


OUTPUTS = Kind(
    ResearchOutputPage,
    output_record,
    public_outputs,
    (
        Topic("research", _("Research outputs")),
        *(Topic(f"research:{kind.value}", of_kind(kind), "kind", kind.value) for kind in OutputKind),
    ),
)
PROCEEDINGS = Kind(ProceedingsPage, proceedings_record, public_proceedings, (Topic("proceedings", _("Proceedings")),))
