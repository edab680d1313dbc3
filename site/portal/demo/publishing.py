"""White papers, cases and plain pages of the demo: written by the editor, reviewed by the section head, as in life."""

import csv
import datetime as dt
import uuid
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from wagtail.models import Page, TaskState

from cms.blocks.tables import grid
from cms.library.actions import import_case, import_statute, import_white_paper, relink, submit_for_review
from cms.library.models import (
    CaseIndexPage,
    CasePage,
    ChronicleEvent,
    PaperIssuer,
    WhitePaperChapterPage,
    WhitePaperIndexPage,
    WhitePaperPage,
)
from cms.library.provisions import read_statute
from cms.pages.actions import set_up_site
from cms.pages.models import HomePage, PlainPage
from portal.demo.case_texts import CASES, IMPORTED
from portal.demo.paper_texts import IFENG, NATIONAL, PLAIN, REGIONAL, REPORTED
from portal.demo.people import PASSWORD, create_account
from shared.accounts.models import User
from shared.directory.enums import Level, RankSeries
from shared.directory.models import Agency, Region

DATA = Path(__file__).parent / "data"
COUNTED = "数字按公开发布值列示，未作换算；件数与人数分别统计，不相加。"
INTRO = "知识产权管理部门与检察机关共同发布白皮书和典型案例，共同办班，互派干部。"


@transaction.atomic
def seed(world: Any) -> None:
    """Write, submit and approve what is missing; a second call changes nothing."""
    set_up_site()
    introduce()
    import_laws()
    editor, head = desk("editor", "section")
    open_ip_desk()
    ip_desk = desk("editor-ip", "section-ip")
    for about, is_public in [(NATIONAL, True), (REGIONAL, False)]:
        if not WhitePaperPage.objects.filter(slug=about["slug"]).exists():
            page = write_paper(about, by=editor)
            submit_for_review(page, by=editor)
            if is_public:
                approve(page, by=head)
    import_paper(editor, head)
    for path in sorted((DATA / "cases").glob("*.docx")):
        import_sample_case(path, editor, head)
    for about in CASES:
        pair = ip_desk if about["agency"].startswith("I") else (editor, head)
        if not CasePage.objects.filter(slug=about["slug"]).exists():
            bring_on(write_case(about, by=pair[0]), about.get("state", "public"), *pair)
    seed_plain_pages(editor, head)


def import_laws() -> None:
    """Three public statutes that the cases rest on; laws are outside copyright (著作权法 art. 5)."""
    files = sorted((DATA / "laws").glob("*.md"))
    imported = [import_statute(read_statute(file.read_bytes(), file.name), by=None) for file in files]
    if any(result.outcome != "unchanged" for result in imported):
        relink(by=None)


def seed_plain_pages(editor: User, head: User) -> None:
    for about in PLAIN:
        if not PlainPage.objects.filter(slug=about["slug"]).exists():
            bring_on(write_plain(about, by=editor), "public", editor, head)


def desk(editor: str, head: str) -> tuple[User, User]:
    return User.objects.get(username=f"D-{editor}"), User.objects.get(username=f"D-{head}")


def open_ip_desk() -> None:
    """The IP administrations' own editor and section head: each side answers for its own cases."""
    agency, password = Agency.objects.get(code="I000000"), make_password(PASSWORD)
    for key, name, sex, post, role in [
        ("editor-ip", "梁思远", "f", "主任科员", "editor"),
        ("section-ip", "霍明哲", "m", "处长", "section_head"),
    ]:
        if not User.objects.filter(username=f"D-{key}").exists():
            posted = ["知识产权保护司", post, RankSeries.CIVIL_SERVANT, "一级主任科员"]
            create_account(key, name, sex, agency, posted, [role], password)


def import_paper(editor: User, head: User) -> None:
    """The sample Word file: imported, what the import asks for filled in, reviewed, published."""
    made = import_white_paper((DATA / "white-paper.docx").read_bytes(), by=editor, name="white-paper.docx")
    if not made.is_new:
        return
    page = WhitePaperPage.objects.get(pk=made.page.pk)  # type: ignore[union-attr]  # a new draft has its page
    page.slug, page.published_on = "2023-2025", dt.date(2026, 4, 24)
    page.summary = (
        "示例省检察机关与知识产权管理部门三年协作的全貌：线索移送、同堂培训、人才互派与联合调研，附统计表和大事记。"
    )
    page.issuers = [
        PaperIssuer(agency=example_agency("P990000", "示例省人民检察院", "P000000"), sort_order=0),
        PaperIssuer(agency=example_agency("I990000", "示例省知识产权局", "I000000"), sort_order=1),
    ]
    page.save_revision(user=editor)
    bring_on(WhitePaperPage.objects.get(pk=page.pk), "public", editor, head)


def example_agency(code: str, name: str, parent: str) -> Agency:
    """The two agencies of the fictional province whose white paper is imported."""
    above = Agency.objects.get(code=parent)
    wanted = {"name": name, "parent": above, "system": above.system, "level": Level.PROVINCE, "note": "演示用虚构机构"}
    return Agency.objects.get_or_create(code=code, defaults=wanted)[0]


def import_sample_case(path: Path, editor: User, head: User) -> None:
    made = import_case(path.read_bytes(), by=editor, name=path.name)
    if not made.is_new:
        return
    page = CasePage.objects.get(pk=made.page.pk)  # type: ignore[union-attr]  # a new draft has its page
    page.ip_subject, page.procedure, region, page.year, page.batch, page.summary = IMPORTED[path.name]
    page.region, page.slug = Region.objects.get(code=region), path.stem[3:]
    page.save_revision(user=editor)
    bring_on(page, "public", editor, head)


def introduce() -> None:
    HomePage.objects.filter(intro="").update(intro=INTRO)
    WhitePaperIndexPage.objects.filter(intro="").update(
        intro="每份白皮书都有固定的章节地址、可下载的统计数据和 PDF 版。"
    )
    CaseIndexPage.objects.filter(intro="").update(
        intro="指导性案例与典型案例，当事人信息一律隐去。本站案例均为虚构示例。"
    )


def bring_on(page: Page, state: str, editor: User, head: User) -> None:
    if state in {"public", "review"}:
        submit_for_review(page, by=editor)
    if state == "public":
        approve(page, by=head)


def approve(page: Page, *, by: User) -> None:
    state = TaskState.objects.get(workflow_state__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS)
    state.task.specific.on_action(state, user=by, action_name="approve")


def block(kind: str, value: Any, key: str) -> dict[str, Any]:
    """A block with an identity that is the same in every installation of the demo."""
    return {"type": kind, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, key))}


def write_paper(about: dict[str, Any], *, by: User) -> WhitePaperPage:
    start, end = (dt.date.fromisoformat(day) for day in about["period"])
    page = WhitePaperPage(
        title=about["title"],
        slug=about["slug"],
        subtitle=about["subtitle"],
        summary=about["summary"],
        period_start=start,
        period_end=end,
        published_on=dt.date.fromisoformat(about["published_on"]) if about["published_on"] else None,
        live=False,
        owner=by,
    )
    page.issuers = [
        PaperIssuer(agency=Agency.objects.get(code=code), part=part, sort_order=i)
        for i, (code, part) in enumerate(about["issuers"])
    ]
    page.chronicle = [
        ChronicleEvent(happened_on=dt.date.fromisoformat(day), date_text=words, text=text, sort_order=i)
        for i, (day, words, text) in enumerate(about["chronicle"])
    ]
    WhitePaperIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    for chapter in about["chapters"]:
        write_chapter(WhitePaperPage.objects.get(pk=page.pk), chapter, by=by)
    return WhitePaperPage.objects.get(pk=page.pk)


def write_chapter(paper: WhitePaperPage, about: dict[str, Any], *, by: User) -> None:
    key = f"{paper.slug}/{about['slug']}"
    page = WhitePaperChapterPage(
        title=about["title"],
        slug=about["slug"],
        body=[written(kind, what, f"{key}/{i}") for i, (kind, what) in enumerate(about["blocks"])],
        footnotes=[
            block("footnote", {"mark": mark, "text": f"<p>{text}</p>"}, f"{key}/note/{mark}")
            for mark, text in about.get("notes", {}).items()
        ],
        live=False,
        owner=by,
    )
    paper.add_child(instance=page)
    page.save_revision(user=by)


def written(kind: str, what: Any, key: str) -> dict[str, Any]:
    if kind == "figure":
        return block("figure", figure(what), key)
    if kind == "table":
        value = {"caption": what["caption"], "unit": "", "grid": grid(what["rows"]), "header_rows": 1}
        return block("table", {**value, "note": what.get("note", ""), "source": ""}, key)
    if kind == "list":
        items = [{"text": f"<p>{text}</p>", "level": "1"} for text in what]
        return block("items", {"is_ordered": False, "items": items}, key)
    makers: dict[str, tuple[str, Any]] = {
        "p": ("paragraph", f"<p>{what}</p>"),
        "h": ("heading", {"text": what, "level": "2"}),
        "note": ("note", {"title": "说明", "text": f"<p>{what}</p>"}),
        "quote": ("quote", {"text": f"<p>{what}</p>", "attribution": ""}),
    }
    return block(*makers[kind], key)


def figure(about: dict[str, Any]) -> dict[str, Any]:
    """A chart of rows of a statistics file: one series per indicator, one category per year."""
    sheet = DATA / "statistics" / about.get("sheet", "supervision-2021-2023.csv")
    with sheet.open(encoding="utf-8") as file:
        facts = [row for row in csv.DictReader(file) if row["indicator"] in about["rows"]]
    years = sorted({row["period_start"][:4] for row in facts})
    values = {(row["indicator"], row["period_start"][:4]): row["value"] for row in facts}
    rows = [["年份", *about["rows"]], *([f"{y}年", *(values.get((r, y), "") for r in about["rows"])] for y in years)]
    return {
        "title": about["title"],
        "kind": about["kind"],
        "grid": grid(rows),
        "unit": about["unit"],
        "period": f"{years[0]}—{years[-1]}年" if len(years) > 1 else f"{years[0]}年",
        "cutoff": max(row["period_end"] for row in facts),
        "scope": facts[0]["scope"],
        "source": about.get("source", REPORTED),
        "source_url": about.get("source_url", IFENG),
        "note": about.get("note", COUNTED),
        "alt": "",
    }


def write_case(about: dict[str, Any], *, by: User) -> CasePage:
    page = CasePage(
        title=about["title"],
        slug=about["slug"],
        scheme=about["scheme"],
        case_number=about.get("number", ""),
        adopted_on=dt.date(about["year"], 3, 2) if about.get("number") else None,
        batch=about["batch"],
        year=about["year"],
        ip_subject=about["subject"],
        procedure=about["procedure"],
        region=Region.objects.get(code=about["region"]),
        agency=Agency.objects.get(code=about["agency"]),
        summary=about["summary"],
        sections=[
            block("section", {"name": name, "text": f"<p>{text}</p>"}, f"{about['slug']}/{name}")
            for name, text in about["sections"].items()
        ],
        live=False,
        owner=by,
    )
    CaseIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    return page


def write_plain(about: dict[str, Any], *, by: User) -> PlainPage:
    page = PlainPage(
        title=about["title"],
        slug=about["slug"],
        intro=about["intro"],
        body=[written(kind, what, f"plain/{about['slug']}/{i}") for i, (kind, what) in enumerate(about["blocks"])],
        live=False,
        owner=by,
    )
    HomePage.objects.get().add_child(instance=page)
    page.save_revision(user=by)
    return page
