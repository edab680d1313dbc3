"""Pages as an editor would have written them, on the site that every installation has."""

import datetime as dt
import uuid
from typing import Any

from cms.blocks.tables import grid
from cms.library.enums import CaseScheme
from cms.library.models import (
    CaseIndexPage,
    CasePage,
    ChronicleEvent,
    PaperIssuer,
    ProceedingsAgency,
    ProceedingsPage,
    ResearchAuthor,
    ResearchIndexPage,
    ResearchOutputPage,
    Scheme,
    SchemeBatch,
    WhitePaperChapterPage,
    WhitePaperIndexPage,
    WhitePaperPage,
    sections_by_scheme,
)
from shared.directory.models import Agency
from tests.factories.release import put_live


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def figure(**changes: Any) -> dict[str, Any]:
    value = {
        "title": "监督立案",
        "kind": "bar",
        "grid": grid([["年份", "监督立案"], ["2021", "330"], ["2022", "365"], ["2023", "1155"]]),
        "unit": "件",
        "period": "2021—2023年",
        "cutoff": "2023-12-31",
        "scope": "全国检察机关",
        "source": "公开报道",
        "source_url": "",
        "note": "按公布值列示。",
        "alt": "",
    }
    return block("figure", value | changes)


def table(**changes: Any) -> dict[str, Any]:
    value = {
        "caption": "立案监督情况",
        "unit": "件",
        "period": "2021—2022年",
        "cutoff": "2022-12-31",
        "scope": "全国检察机关",
        "grid": grid([["年份", "监督立案"], ["2021", "330"], ["2022", "365"]]),
        "header_rows": 1,
        "note": "",
        "source": "公开报道",
    }
    return block("table", value | changes)


def complete_tables(page: Any, **changes: Any) -> None:
    """A new draft whose tables say all that a statistic has to, as an editor would fill in after an import."""
    said = {"period": "2025年", "cutoff": "2025-12-31", "scope": "示例省", "source": "双方统计（虚构）"} | changes
    draft = page.get_latest_revision_as_object()
    for one in draft.body:
        if one.block_type == "table":
            one.value.update({name: one.value.get(name) or text for name, text in said.items()})
    draft.save_revision()


def paper(agency: Agency | None = None, *, by: Any = None, live: bool = False, **fields: Any) -> WhitePaperPage:
    """A paper with one revision; `by` wrote it."""
    title = fields.pop("title", "知识产权协同保护白皮书（2025）")
    defaults = {
        "slug": fields.pop("slug", f"paper-{uuid.uuid4().hex[:6]}"),
        "summary": "一年来的协同保护工作。",
        "period_start": dt.date(2025, 1, 1),
        "period_end": dt.date(2025, 12, 31),
        "live": False,
        "owner": by,
    }
    page = WhitePaperPage(title=title, **(defaults | fields))
    if agency:
        page.issuers = [PaperIssuer(agency=agency)]
    WhitePaperIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    return put_live(page) if live else page


def chapter(of: WhitePaperPage, *blocks: Any, by: Any = None, live: bool = False, **fields: Any) -> Any:
    title = fields.pop("title", "一、基本情况")
    page = WhitePaperChapterPage(
        title=title,
        slug=fields.pop("slug", f"c-{uuid.uuid4().hex[:6]}"),
        body=list(blocks) or [block("paragraph", "<p>一年来，双方协作由点及面。</p>")],
        footnotes=fields.pop("footnotes", []),
        live=False,
        owner=by,
        **fields,
    )
    WhitePaperPage.objects.get(pk=of.pk).add_child(instance=page)
    page.save_revision(user=by)
    return put_live(page) if live else page


def event(of: WhitePaperPage, day: dt.date, text: str, **fields: Any) -> ChronicleEvent:
    page = WhitePaperPage.objects.get(pk=of.pk)
    row = ChronicleEvent(happened_on=day, text=text, sort_order=page.chronicle.count(), **fields)
    page.chronicle.add(row)
    page.save_revision()
    if page.live:
        put_live(page)
    else:
        page.save()
    return ChronicleEvent.objects.filter(paper=of.pk).latest("pk")


def case(scheme: str = CaseScheme.SPP_TYPICAL, *, by: Any = None, live: bool = False, **fields: Any) -> CasePage:
    """A case with every mandatory section filled."""
    names = fields.pop("names", [s.name for s in sections_by_scheme()[scheme] if s.is_required])
    defaults = {
        "title": "周某某侵犯商业秘密案",
        "slug": f"case-{uuid.uuid4().hex[:6]}",
        "year": 2026,
        "sections": [block("section", {"name": name, "text": f"<p>{name}的内容。</p>"}) for name in names],
        "live": False,
        "owner": by,
    }
    if fields.get("case_number"):
        defaults["adopted_on"] = dt.date(2026, 3, 2)
    if fields.get("batch"):
        SchemeBatch.objects.get_or_create(scheme=Scheme.objects.get(code=scheme), name=fields["batch"])
    page = CasePage(scheme=scheme, **(defaults | fields))
    CaseIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    return put_live(page) if live else page


def proceedings(*agencies: Agency, by: Any = None, live: bool = False, **fields: Any) -> ProceedingsPage:
    defaults = {
        "title": "第四届知识产权协同保护业务研讨会论文集",
        "slug": f"volume-{uuid.uuid4().hex[:6]}",
        "event": "第四届知识产权协同保护业务研讨会",
        "held_on": dt.date(2026, 9, 20),
        "place": "北京",
        "live": False,
        "owner": by,
    }
    page = ProceedingsPage(**(defaults | fields))
    page.agencies = [ProceedingsAgency(agency=agency, sort_order=at) for at, agency in enumerate(agencies)]
    ResearchIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    return put_live(page) if live else page


def output(
    *authors: tuple[str, Agency | None], of: Any = None, by: Any = None, live: bool = False, **fields: Any
) -> ResearchOutputPage:
    """A paper of those authors, each with an agency, in the proceedings `of` or alone."""
    defaults = {
        "title": "秘密点动态固定的实务路径",
        "slug": f"output-{uuid.uuid4().hex[:6]}",
        "year": 2026,
        "topic": "商业秘密",
        "abstract": "在立案、鉴定、起诉三个时点分别固定。",
        "body": [block("paragraph", "<p>随着检索和鉴定推进，部分内容被证明已经公开。</p>")],
        "live": False,
        "owner": by,
    }
    page = ResearchOutputPage(**(defaults | fields))
    page.authors = [
        ResearchAuthor(name=name, agency=agency, sort_order=at) for at, (name, agency) in enumerate(authors)
    ]
    above = ProceedingsPage.objects.get(pk=of.pk) if of else ResearchIndexPage.objects.get()
    above.add_child(instance=page)
    page.save_revision(user=by)
    return put_live(page) if live else page
