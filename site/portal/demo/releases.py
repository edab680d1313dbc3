"""What the desks plan to publish, and what a symposium of the demo has yielded."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.library.enums import ResearchKind
from cms.library.models import WhitePaperPage
from cms.library.models.research import (
    ProceedingsAgency,
    ProceedingsPage,
    ResearchAuthor,
    ResearchIndexPage,
    ResearchOutputPage,
)
from cms.release.actions import add_page, cancel_release, confirm_release, move_release, plan_release
from cms.release.models import Release
from portal.demo.paper_texts import REGIONAL
from portal.demo.publishing import bring_on, desk, written
from shared.accounts.models import User
from shared.directory.models import Agency

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
        "parts": [("一、反复的成因", "秘密点的表述随鉴定推进而变化，比对的基准随之移动。")],
    },
]


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
    ProceedingsPage.objects.get(pk=volume.pk).add_child(instance=page)
    page.save_revision(user=by)
    return page


def plan(people: dict[str, User]) -> None:
    """One release confirmed with a paper that still lacks its signatures, one provisional, one called off."""
    editor, head = people["author"], User.objects.get(username="D-section")
    agency, today = Agency.objects.get(code="P000000"), timezone.localdate()
    about: dict[str, Any] = {"agency": agency, "contact": "宣传与公开办公室", "is_listed": True, "by": editor}
    soon = plan_release(
        title="协作年度报告发布",
        summary="检察机关与知识产权管理部门协作情况年度报告及附表。",
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
