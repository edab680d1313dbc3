"""What the desks plan to publish, what a symposium of the demo has yielded, and what the press was invited to."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cms.library.actions import collection_for, read_file
from cms.library.enums import ResearchKind
from cms.library.models import WhitePaperPage
from cms.library.models.research import ProceedingsPage, ResearchIndexPage, ResearchOutputPage
from cms.library.models.research_parties import ProceedingsAgency, ResearchAuthor
from cms.pages.models import PressConferencePage, PressHost, PressIndexPage
from cms.release.actions import add_page, cancel_release, clear_words, confirm_release, move_release, plan_release
from cms.release.models import Release
from portal.demo.paper_texts import REGIONAL
from portal.demo.publishing import DATA, block, bring_on, desk, written
from shared.accounts.models import User
from shared.directory.models import Agency
from shared.media.models import MediaDocument

VOLUME: dict[str, Any] = {
    "title": "第三届知识产权协同保护业务研讨会论文集",
    "slug": "symposium-3",
    "event": "第三届知识产权协同保护业务研讨会",
    "held_on": dt.date(2025, 11, 20),
    "place": "杭州",
    "organisers": "主办：最高人民检察院、国家知识产权局",
    "summary": "双方同题研讨的部分成果。论文均为虚构示例。",
}
PAPERS: list[dict[str, Any]] = [
    {
        "title": "知识产权案件移送标准中“合理怀疑”的把握",
        "slug": "reasonable-suspicion",
        "kind": ResearchKind.PAPER,
        "topic": "行刑衔接",
        "keywords": "移送标准、合理怀疑、证据",
        "number": 1,
        "abstract": "移送阶段要求查清数额，使线索停留在行政环节。文章区分线索可信、事实可能与证据充分三个层次。",
        "authors": [("覃岭", "P000000"), ("段予", "I000000")],
        "parts": [
            ("一、问题的提出", "行政机关在移送时往往被要求先行查清违法经营数额，线索因此滞留。"),
            ("二、三个层次", "线索可信即可通报，事实可能即应移送，证据充分则是起诉的标准，三者不应混同。"),
        ],
    },
    {
        "title": "秘密点动态固定的实务路径",
        "slug": "fixing-secret-points",
        "kind": ResearchKind.PAPER,
        "topic": "商业秘密",
        "keywords": "商业秘密、秘密点、鉴定",
        "number": 2,
        "abstract": "权利人在鉴定后不断调整秘密点，导致比对结论反复。本文主张在立案、鉴定、起诉三个时点分别固定。",
        "authors": [("车澄", "P000000")],
        "parts": [
            (
                "一、反复的成因",
                "秘密点随鉴定推进而变化，《中华人民共和国刑法》第二百一十九条的认定因此反复。",
            )
        ],
    },
]


SOON = {"title": "协作年度报告发布", "summary": "检察机关与知识产权管理部门协作情况年度报告及附表。"}
HELD: dict[str, Any] = {
    "title": "《示例省知识产权协同保护白皮书（2023—2025）》新闻发布会",
    "slug": "white-paper-2023-2025",
    "venue": "示例省人民检察院新闻发布厅",
    "about": "发布三年协作白皮书，介绍线索移送、同堂培训和人才互派的情况，并回答记者提问。",
    "has_transcript": True,
    "press_contact": "示例省人民检察院新闻办公室",
}
AHEAD: dict[str, Any] = {
    "title": "协作年度报告新闻发布会",
    "slug": "annual-report",
    "venue": "新闻发布厅",
    "about": "介绍双方年度协作情况，回答记者提问。报告同时公开，见发布日历“协作年度报告发布”。",
    "press_contact": "宣传与公开办公室",
}
SPEAKERS = [
    {"name": "尉迟岚", "post": "副检察长", "agency": "示例省人民检察院"},
    {"name": "端木清", "post": "副局长", "agency": "示例省知识产权局"},
]
TRANSCRIPT = [
    ("h", "一、情况介绍"),
    ("p", "尉迟岚：三年来，双方按统一格式移送线索，指定联络人，逐件反馈办理结果，白皮书逐年列出有关数字。"),
    ("p", "端木清：双方共同办班，学员名额对半安排；互派的干部在对方单位参与业务研讨，不参与个案办理。"),
    ("h", "二、答记者问"),
    ("p", "记者：白皮书中的数字以哪一天为准？"),
    ("p", "端木清：各表均注明统计截止日期和来源，件数与人数分别统计，不相加。"),
]
WITH_FILE = "fixing-secret-points"


def beijing(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=timezone.get_default_timezone())


@transaction.atomic
def seed(world: Any) -> None:
    """Plan and publish what is missing; a second call changes nothing."""
    people = desk("P")
    if not ProceedingsPage.objects.exists():
        publish_symposium(people)
    if not Release.objects.exists():
        plan(people)
    if not PressConferencePage.objects.exists():
        invite_the_press(people)


def publish_symposium(people: dict[str, User]) -> None:
    author = people["author"]
    volume = ProceedingsPage(**VOLUME, live=False, owner=author)
    volume.agencies = [
        ProceedingsAgency(agency=Agency.objects.get(code=code), sort_order=at)
        for at, code in enumerate(["P000000", "I000000"])
    ]
    ResearchIndexPage.objects.get().add_child(instance=volume)
    volume.save_revision(user=author)
    bring_on(volume, people)
    for about in PAPERS:
        page = write_paper(about, volume, by=author)
        bring_on(page, people)


def write_paper(about: dict[str, Any], volume: ProceedingsPage, *, by: User) -> ResearchOutputPage:
    kept = {key: value for key, value in about.items() if key not in {"authors", "parts"}}
    page = ResearchOutputPage(**kept, year=2025, live=False, owner=by)
    page.authors = [
        ResearchAuthor(name=name, agency=Agency.objects.get(code=code), sort_order=at)
        for at, (name, code) in enumerate(about["authors"])
    ]
    page.body = [  # type: ignore[assignment]  # a stream takes its raw blocks
        written(kind, text, f"{about['slug']}/{at}{kind}")
        for at, part in enumerate(about["parts"])
        for kind, text in zip(("h", "p"), part, strict=True)
    ]
    if about["slug"] == WITH_FILE:
        file = uploaded(about["title"], f"{WITH_FILE}.pdf", by=by)
        page.files = [block("document", file.pk, f"{WITH_FILE}/file")]  # type: ignore[assignment]
    ProceedingsPage.objects.get(pk=volume.pk).add_child(instance=page)
    page.save_revision(user=by)
    return page


def plan(people: dict[str, User]) -> None:
    """One release confirmed with a paper that still lacks its signatures, one provisional, one called off."""
    editor, head = people["author"], User.objects.get(username="D-section")
    agency, today = Agency.objects.get(code="P000000"), timezone.localdate()
    about: dict[str, Any] = {"agency": agency, "contact": "宣传与公开办公室", "is_listed": True, "by": editor}
    soon = plan_release(
        **SOON,
        planned_at=beijing(today + dt.timedelta(days=9), 10),
        **about,
    )
    add_page(soon, WhitePaperPage.objects.get(slug=REGIONAL["slug"]), by=editor)
    confirm_release(soon, by=head)
    april = beijing(dt.date(today.year + (today.month >= 4), 4, 24), 10)
    week = plan_release(title="知识产权宣传周集中发布", summary="年度白皮书与典型案例。", planned_at=april, **about)
    move_release(week, to=april + dt.timedelta(days=2), reason="改为 4 月 26 日世界知识产权日当天。", by=editor)
    called_off = plan_release(
        title="地理标志保护专题发布",
        summary="专题案例。",
        planned_at=beijing(today + dt.timedelta(days=30), 10),
        **about,
    )
    cancel_release(called_off, reason="案例材料并入知识产权宣传周集中发布。", by=head)
    officer = User.objects.get(username="D-secrecy")
    for release in (soon, week, called_off):
        clear_words(release, seen=Release.objects.get(pk=release.pk).seal_of_words, by=officer)


def invite_the_press(people: dict[str, User]) -> None:
    """The conference at which the white paper of April was presented, and the one of the release to come."""
    paper = WhitePaperPage.objects.get(slug="2023-2025")
    material = uploaded("新闻通稿", "press-release.pdf", by=people["author"])
    held = PressConferencePage(
        **HELD,
        starts_at=beijing(dt.date(2026, 4, 24), 10),
        ends_at=beijing(dt.date(2026, 4, 24), 11),
        works=[block("work", paper.pk, "press/held/work")],
        body=[written(kind, text, f"press/held/{at}") for at, (kind, text) in enumerate(TRANSCRIPT)],
        materials=[block("document", material.pk, "press/held/material")],
        speakers=[block("speaker", about, f"press/held/{about['name']}") for about in SPEAKERS],
        live=False,
        owner=people["author"],
    )
    hold(held, ["P990000", "I990000"], people)
    soon = Release.objects.get(title=SOON["title"])
    ahead = PressConferencePage(
        **AHEAD,
        starts_at=soon.planned_at,
        ends_at=soon.planned_at + dt.timedelta(hours=1),
        live=False,
        owner=people["author"],
    )
    hold(ahead, ["P000000", "I000000"], people)


def hold(page: PressConferencePage, codes: list[str], people: dict[str, User]) -> None:
    page.hosts = [PressHost(agency=Agency.objects.get(code=code), sort_order=at) for at, code in enumerate(codes)]
    PressIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=people["author"])
    bring_on(page, people)


def uploaded(title: str, name: str, *, by: User) -> MediaDocument:
    """A document of the demo, read as every upload is."""
    file = ContentFile((DATA / name).read_bytes(), name=name)
    kept = {"uploaded_by_user": by, "collection": collection_for(by)}
    document = MediaDocument.objects.create(title=title, file=file, **kept)
    read_file(document)
    return document
