"""White papers, cases and plain pages of the demo: written by an editor, reviewed and signed step by step."""

import csv
import datetime as dt
import uuid
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from cms.blocks.tables import grid
from cms.library.actions import import_case, import_statute, import_white_paper, relink, submit_for_review
from cms.library.models import (
    CaseIndexPage,
    CasePage,
    ChronicleEvent,
    PaperIssuer,
    Scheme,
    SchemeBatch,
    WhitePaperChapterPage,
    WhitePaperIndexPage,
    WhitePaperPage,
)
from cms.library.provisions import read_statute
from cms.pages.actions import set_up_site
from cms.pages.models import HomePage, PlainPage
from cms.release.actions import decide, sign
from cms.release.enums import Step
from cms.release.models import Route
from portal.demo.case_texts import BATCHES, CASES, IMPORTED
from portal.demo.certificates import seed_seal
from portal.demo.paper_texts import IFENG, NATIONAL, PLAIN, REGIONAL, REPORTED, TABLE_FACTS
from portal.demo.people import PASSWORD, create_account
from shared.accounts.models import User
from shared.directory.enums import Level, RankSeries
from shared.directory.models import Agency, Region
from shared.documents.models import IssuerMark
from shared.documents.numbers import document_number

DATA = Path(__file__).parent / "data"
COUNTED = "数字按公开发布值列示，未作换算；件数与人数分别统计，不相加。"
INTRODUCTIONS: list[tuple[Any, str]] = [
    (HomePage, "知识产权管理部门与检察机关共同发布白皮书和典型案例，共同办班，互派干部。"),
    (WhitePaperIndexPage, "每份白皮书都有固定的章节地址、可下载的统计数据和 PDF 版。"),
    (CaseIndexPage, "指导性案例与典型案例，当事人信息一律隐去。本站案例均为虚构示例。"),
]
# The people of the two desks besides those that other parts of the demo know: account, name, sex, post, role.
DESKS = {
    "P000000": [
        ("proof", "车晓楠", "f", "检察官助理", "editor"),
        ("chief", "万俟远", "m", "副厅长", "unit_leader"),
    ],
    "I000000": [
        ("editor-ip", "梁思远", "f", "主任科员", "editor"),
        ("section-ip", "霍明哲", "m", "处长", "section_head"),
        ("proof-ip", "尉迟静", "f", "主任科员", "editor"),
        ("legal-ip", "段宁", "m", "调研员", "legal_officer"),
        ("chief-ip", "钟离岳", "m", "副司长", "unit_leader"),
        ("secrecy-ip", "覃卫东", "m", "保密办副主任", "secrecy_officer"),
        ("issuer-ip", "上官明", "f", "司长", "issuer"),
    ],
}
# What stands for the agencies in document numbers: the short name of the place, the side, and 例: it is an example.
PLACES = {
    "00": "", "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫", "42": "鄂",
    "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "贵", "53": "云", "54": "藏",
    "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新", "99": "示",
}  # fmt: skip
EXAMPLES = [("P990000", "示例省人民检察院", "P000000"), ("I990000", "示例省知识产权局", "I000000")]
SIDES = {"P": "检", "I": "知"}
SHADES = {"I": "#1d5b8a", "P": "#a3322b"}
STEPS_OF = {
    "section": [Step.FIRST],
    "proof": [Step.ANONYMISE, Step.PROOF_LANGUAGE, Step.PROOF_NAMES, Step.PROOF_DATES],
    "legal": [Step.LEGAL],
    "chief": [Step.SECOND],
    "secrecy": [Step.SECRECY],
}


@transaction.atomic
def seed(world: Any) -> None:
    """Write, submit and approve what is missing; a second call changes nothing."""
    set_up_site()
    import_laws()
    for agency, people in DESKS.items():
        open_desk(Agency.objects.get(code=agency), people)
    proc, ip = desk("P"), desk("I")
    give_marks_and_seals()
    introduce(proc)
    for about, until in [(NATIONAL, None), (REGIONAL, Step.SIGN)]:
        if not WhitePaperPage.objects.filter(slug=about["slug"]).exists():
            bring_on(write_paper(about, by=proc["author"]), proc, until=until)
    import_paper(proc)
    for path in sorted((DATA / "cases").glob("*.docx")):
        import_sample_case(path, ip if IMPORTED[path.name]["agency"].startswith("I") else proc)
    for about in CASES:
        seed_case(about, ip if about["agency"].startswith("I") else proc)
    for about in PLAIN:
        if not PlainPage.objects.filter(slug=about["slug"]).exists():
            bring_on(write_plain(about, by=proc["author"]), proc)


def seed_case(about: dict[str, Any], people: dict[str, User]) -> None:
    if CasePage.objects.filter(slug=about["slug"]).exists():
        return
    page, state = write_case(about, by=people["author"]), about.get("state", "public")
    if state != "draft":
        bring_on(page, people, until=None if state == "public" else Step.FIRST)


def import_laws() -> None:
    """Three public statutes that the cases rest on; laws are outside copyright (著作权法 art. 5)."""
    files = sorted((DATA / "laws").glob("*.md"))
    imported = [import_statute(read_statute(file.read_bytes(), file.name), by=None) for file in files]
    if any(result.outcome != "unchanged" for result in imported):
        relink(by=None)


def desk(side: str) -> dict[str, User]:
    """Who writes, decides on and signs the pages of one side, by step; each side answers for its own cases."""
    ending = "" if side == "P" else "-ip"
    keys: dict[str, str] = {"author": "editor"}
    keys |= {step.value: key for key, steps in STEPS_OF.items() for step in steps}
    return {step: User.objects.get(username=f"D-{key}{ending}") for step, key in keys.items()}


def open_desk(agency: Agency, people: list[tuple[str, str, str, str, str]]) -> None:
    password = make_password(PASSWORD)
    for key, name, sex, post, role in people:
        if not User.objects.filter(username=f"D-{key}").exists():
            posted = ["宣传与公开办公室", post, RankSeries.CIVIL_SERVANT, "一级主任科员"]
            create_account(key, name, sex, agency, posted, [role], password)


def import_paper(people: dict[str, User]) -> None:
    """The sample Word file: imported, what the import asks for filled in, reviewed, signed by both, released."""
    editor = people["author"]
    made = import_white_paper((DATA / "white-paper.docx").read_bytes(), by=editor, name="white-paper.docx")
    if not made.is_new:
        return
    page = WhitePaperPage.objects.get(pk=made.page.pk)  # type: ignore[union-attr]  # a new draft has its page
    page.slug, page.published_on = "2023-2025", dt.date(2026, 4, 24)
    page.summary = (
        "示例省检察机关与知识产权管理部门三年协作的全貌：线索移送、同堂培训、人才互派与联合调研，附统计表和大事记。"
    )
    page.issuers = [PaperIssuer(agency=example_agency(*about), sort_order=at) for at, about in enumerate(EXAMPLES)]
    page.save_revision(user=editor)
    for chapter in WhitePaperChapterPage.objects.child_of(page):
        complete_tables(chapter, by=editor)
    bring_on(WhitePaperPage.objects.get(pk=page.pk), people)


def complete_tables(chapter: WhitePaperChapterPage, *, by: User) -> None:
    """What the Word file does not say of its figures, and the import asks for."""
    tables = [child for child in chapter.body if child.block_type == "table"]
    for child in tables:
        child.value.update(TABLE_FACTS[child.value["caption"]])
    if tables:
        chapter.save_revision(user=by)


def example_agency(code: str, name: str, parent: str) -> Agency:
    """The two agencies of the fictional province whose white paper is imported."""
    above = Agency.objects.get(code=parent)
    wanted = {"name": name, "parent": above, "system": above.system, "level": Level.PROVINCE, "note": "演示用虚构机构"}
    return Agency.objects.get_or_create(code=code, defaults=wanted)[0]


def import_sample_case(path: Path, people: dict[str, User]) -> None:
    editor = people["author"]
    made = import_case(path.read_bytes(), by=editor, name=path.name)
    if not made.is_new:
        return
    page = CasePage.objects.get(pk=made.page.pk)  # type: ignore[union-attr]  # a new draft has its page
    about = dict(IMPORTED[path.name])
    page.region, page.agency = (
        Region.objects.get(code=about.pop("region")),
        Agency.objects.get(code=about.pop("agency")),
    )
    page.slug = path.stem[3:]
    for name, value in about.items():
        setattr(page, name, value)
    open_batch(page.scheme, page.batch)
    page.save_revision(user=editor)
    bring_on(page, people)


def introduce(people: dict[str, User]) -> None:
    """What the front door and the two lists say of themselves: a change of public pages, by the route."""
    for model, intro in INTRODUCTIONS:
        page = model.objects.get()
        if not page.intro:
            page.intro, page.change_note = intro, "补充栏目说明。"
            page.save_revision(user=people["author"])
            bring_on(page, people)


def registered(page: Any, agency: Agency | None) -> str:
    """A paper of an earlier year has its number from the register of the agency's office; others get their next one."""
    day = page.published_on if isinstance(page, WhitePaperPage) else None
    if agency is None or day is None or day.year >= timezone.localdate().year:
        return ""
    return document_number(f"{mark_of(agency)}白", day.year, 3)


def give_marks_and_seals() -> None:
    """So that what the agencies sign bears numbers of their own, and papers their sample seals."""
    keeper = User.objects.get(username="D-sysadmin")
    for code, name, parent in EXAMPLES:
        example_agency(code, name, parent)
    for agency in Agency.objects.filter(code__regex="^[PI][0-9]{2}0000$"):
        IssuerMark.objects.get_or_create(agency=agency, defaults={"mark": mark_of(agency)})
        if agency.code[1:3] in {"00", "99"}:  # those that issue the papers
            seed_seal(agency, SHADES[agency.code[0]], by=keeper)


def mark_of(agency: Agency) -> str:
    of_nation = {"P000000": "高检例", "I000000": "国知例"}
    return of_nation.get(agency.code) or f"{PLACES[agency.code[1:3]]}{SIDES[agency.code[0]]}例"


def bring_on(page: Any, people: dict[str, User], *, until: Step | None = None) -> None:
    """Send the page on its route, up to a step or to the public; both sides sign what both issue."""
    submit_for_review(page, by=people["author"])
    route = Route.objects.open().get(page=page.pk)
    for step in Step:
        if step == until:
            return
        if step == Step.SIGN:
            for signature in route.signatures.select_related("agency", "route"):
                side = signature.agency.code[0] if signature.agency else "P"
                signer = User.objects.get(username="D-issuer" if side == "P" else "D-issuer-ip")
                sign(signature, by=signer, number=registered(page, signature.agency))
        else:
            decide(route, step=step, by=people[step])


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


def open_batch(scheme: str, name: str) -> None:
    more = {"name_en": BATCHES[name], "sort_order": list(BATCHES).index(name)}
    SchemeBatch.objects.get_or_create(scheme=Scheme.objects.get(code=scheme), name=name, defaults=more)


def write_case(about: dict[str, Any], *, by: User) -> CasePage:
    open_batch(about["scheme"], about["batch"])
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
        cause=about["cause"],
        technical_field=about.get("field", ""),
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
