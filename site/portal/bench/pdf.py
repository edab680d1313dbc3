"""What the PDF of a long paper costs: sixty pages with tables, charts, photographs and footnotes, in a process of its
own. The paper is written for the measurement and taken back with its transaction."""

import datetime as dt
import io
import math
import re
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random
from typing import Any

import django
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import translation
from PIL import Image

from cms.blocks.charts import chart_digest, drawn
from cms.blocks.figures import said_of
from cms.blocks.models import DrawnChart
from cms.blocks.tables import grid
from cms.library.book import paper_book, picture_bytes
from cms.library.models import ChronicleEvent, PaperIssuer, WhitePaperChapterPage, WhitePaperIndexPage, WhitePaperPage
from portal.bench.papers import megabytes
from shared.directory.models import Agency
from shared.documents.actions import typeset
from shared.media.models import MediaImage

CHAPTERS, SECTIONS, PHOTOGRAPHS = 10, 3, 4
TOPICS = [
    ("工作格局", "协作配合"), ("线索移送与案件办理", "立案监督"), ("人员交流", "同堂培训"), ("技术支持", "专家咨询"),
    ("业务指导", "案例会商"), ("信息共享", "数据核对"), ("区域协作", "重点区域"), ("公益诉讼", "地理标志保护"),
    ("行政执法", "反向衔接"), ("涉外保护", "国际交流"), ("宣传引导", "公开发布"), ("保障措施", "经费与考核"),
]  # fmt: skip
REGIONS = ["浙江", "江苏", "上海", "安徽", "广东", "福建", "山东", "北京", "天津", "河北", "湖北", "湖南"]
NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
PAGES = re.compile(rb"/Type/Pages/Count (\d+)")
SENTENCES = [
    "{year}年，{region}知识产权管理部门与检察机关围绕{topic}召开联席会议{n}次，会签文件{m}份，协作事项逐项明确了牵头单位和办理时限。",
    "截至{year}年底，双方通过{topic}机制移送线索{n}条，其中{m}条已经立案，其余线索均在规定期限内反馈了处理意见。",
    "办案人员就权利基础、侵权比对和损失计算等问题先后咨询专家{m}人次，专家意见书全部附卷，并随案移送审查。",
    "{region}在试点中发现，{topic}所需材料的名称和格式并不一致，同一事项在不同地区重复提交，增加了基层单位的工作量。",
    "针对上述问题，双方于{year}年第{quarter}季度统一了文书样式和数据口径，统计范围为本行政区域内办结的案件。",
    "从数据看，{topic}数量较上年增加{m}件，增幅为{share}%，增长主要来自商标和商业秘密两类案件[^{note}]。",
    "调研组走访了{m}家企业和{n}个基层单位，收集意见建议{n}条，形成的报告作为修订工作办法的依据之一。",
    "需要说明的是，案件数与人数分别统计，不能相加；跨年度办结的案件计入办结年度[^{note}]。",
    "下一步，双方将继续完善{topic}的工作流程，把行之有效的做法固定为制度，并在{region}等地组织复核。",
]
NOTES = [
    "数据来源为双方内部统计报表，截至当年12月31日，四舍五入后的合计数可能与分项之和略有差异。",
    "参见《关于强化知识产权协同保护的意见》第{n}条。该条对联络机构、会商程序和信息共享范围作了规定。",
    "“同堂培训”指双方联合举办、学员各占一定比例的培训班，不含单方举办后邀请对方旁听的班次。",
]


class Writer:
    """The same paper for the same number, another for another: the typesetter remembers what it has set before."""

    def __init__(self, number: int) -> None:
        self.dice = Random(number)  # noqa: S311  no secret, only always the same

    def words(self, source: str, topic: str, note: int) -> str:
        draw = self.dice.randint
        return source.format(
            year=draw(2021, 2025), region=self.dice.choice(REGIONS), topic=topic, n=draw(3, 96), m=draw(2, 480),
            quarter=draw(1, 4), share=f"{draw(10, 480) / 10:.1f}", note=note,
        )  # fmt: skip

    def paragraph(self, topic: str, note: int) -> dict[str, Any]:
        chosen = self.dice.sample(SENTENCES, 4)
        return block("paragraph", f"<p>{''.join(self.words(one, topic, note) for one in chosen)}</p>")

    def items(self, topic: str) -> dict[str, Any]:
        rows = [(1, 0), (2, 3), (2, 6), (1, 4), (1, 8)]
        texts = [(level, self.words(SENTENCES[at], topic, 1).replace("[^1]", "")) for level, at in rows]
        return block("items", {"is_ordered": True, "items": [{"text": f"<p>{t}</p>", "level": n} for n, t in texts]})

    def table(self, topic: str, rows: int) -> dict[str, Any]:
        heads = ["地区", "会商次数", "移送线索", "立案", "办结", "平均用时（天）", "备注"]
        remark = self.dice.choice
        lines = [
            [f"{REGIONS[at % 12]}第{at // 12 + 1}组", *self.numbers(5), remark(["", "含上年结转", "—"])]
            for at in range(rows)
        ]
        value = {"caption": f"{topic}分地区情况[^1]", "unit": "件", "grid": grid([heads, *lines]), "header_rows": 1}
        about = {"period": "2025年", "cutoff": "2025-12-31", "scope": "双方全部基层单位", "source": "双方统计报表"}
        return block("table", value | about | {"note": "空白处表示当年没有发生。"})

    def numbers(self, count: int) -> list[str]:
        return [str(self.dice.randint(4, 2400)) for _n in range(count)]

    def figure(self, topic: str, kind: str) -> dict[str, Any]:
        series = ["监督立案", "监督撤案", "移送线索"] if kind != "share" else ["占比"]
        lines = [[f"{year}年", *self.numbers(len(series))] for year in range(2020, 2026)]
        value = {
            "title": f"{topic}变化情况", "kind": kind, "grid": grid([["年份", *series], *lines]), "unit": "件",
            "period": "2020—2025年", "cutoff": "2025-12-31", "scope": "双方全部基层单位", "source": "双方统计报表",
            "source_url": "", "note": "按办结年度统计。", "alt": "",
        }  # fmt: skip
        return block("figure", value)


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def heading(level: int, text: str) -> dict[str, Any]:
    return block("heading", {"level": str(level), "text": text})


def photograph(number: int) -> MediaImage:
    """A picture of the size that an office's camera gives, with enough in it to weigh something."""
    wide, high = 2400, 1600
    picture = Image.effect_noise((wide // 4, high // 4), 60 + number * 10).resize((wide, high))
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=88)
    return MediaImage.objects.create(title=f"会商现场{number}", file=ImageFile(file, name=f"bench-{number}.jpg"))


def body_of(writer: Writer, at: int, image: MediaImage | None) -> list[dict[str, Any]]:
    kinds = ["bar", "line", "stacked", "share"]
    blocks = []
    for number, topic in enumerate([*TOPICS[at], "主要问题", "改进方向"][:SECTIONS]):
        blocks += [heading(2, f"（{NUMERALS[number]}）{topic}"), writer.paragraph(topic, 1)]
        blocks += [heading(3, "1. 基本情况"), *(writer.paragraph(topic, 2) for _n in range(2))]
        blocks += [writer.table(topic, 46 if at % 3 == 0 else 14)] if number == 0 else []
        blocks += [writer.figure(topic, kinds[at % 4])] if number == 1 else []
        blocks += [writer.items(topic)] if number == 2 else []
        blocks += [heading(3, "2. 主要做法"), *(writer.paragraph(topic, 3) for _n in range(2))]
    if image:
        value = {"image": image.pk, "alt": "双方代表在会议室会商", "caption": "会商现场", "note": "", "source": ""}
        blocks.insert(6, block("picture", value))
    quote = {"text": "<p>知识产权保护工作关系国家治理体系和治理能力现代化。</p>", "attribution": "《协同保护意见》"}
    return [*blocks, block("quote", quote)]


def write_paper(images: list[MediaImage], number: int = 1) -> tuple[WhitePaperPage, list[WhitePaperChapterPage]]:
    """A paper of about sixty pages, as drafts."""
    writer = Writer(number)
    paper = WhitePaperPage(
        title="知识产权协同保护白皮书", subtitle="2020—2025", slug=f"bench-{uuid.uuid4().hex[:6]}", live=False,
        summary="六年来的协同保护工作。", period_start=dt.date(2020, 1, 1), period_end=dt.date(2025, 12, 31),
        published_on=dt.date(2026, 4, 20), document_number="国知办发保字〔2026〕17号",
    )  # fmt: skip
    agencies = Agency.objects.order_by("pk")[:2]
    paper.issuers = [PaperIssuer(agency=agency) for agency in agencies]
    paper.chronicle = [
        ChronicleEvent(happened_on=dt.date(2020 + at // 4, 1 + at % 4 * 3, 15), text="双方召开联席会议，会签纪要。")
        for at in range(24)
    ]
    WhitePaperIndexPage.objects.get().add_child(instance=paper)
    for at, (title, _more) in enumerate(TOPICS[:CHAPTERS]):
        notes = [
            block("footnote", {"mark": str(n), "text": f"<p>{writer.words(text, title, 1)}</p>"})
            for n, text in enumerate(NOTES, 1)
        ]
        image = images[at // 3] if at % 3 == 1 and images else None
        said = {"title": f"{NUMERALS[at]}、{title}", "body": body_of(writer, at, image), "footnotes": notes}
        page = WhitePaperChapterPage(slug=f"c{at}", live=False, **said)
        paper.add_child(instance=page)
    return paper, list(WhitePaperChapterPage.objects.child_of(paper).order_by("path"))


def measure() -> dict[str, Any]:
    """As the task does it, each a paper of its own: the first of a new worker, whose charts and pictures were drawn
    when it was sent to review; one that nobody has drawn before, by a worker that has drawn none; one after it."""
    images: list[MediaImage] = []
    try:
        with transaction.atomic():
            images += [photograph(n) for n in range(PHOTOGRAPHS)]
            drawn_ahead = write_paper(images, 0)
            draw_elsewhere(*drawn_ahead)
            first = one_run(*drawn_ahead)
            undrawn, later = [one_run(*write_paper(images, number)) for number in (1, 2)]
            peak = megabytes()
            transaction.set_rollback(True)
    finally:
        for image in images:
            image.file.storage.delete(image.file.name)
    return {
        **first,
        "undrawn_seconds": undrawn["seconds"],
        "undrawn_processor_seconds": undrawn["processor_seconds"],
        "next_seconds": later["seconds"],
        "next_processor_seconds": later["processor_seconds"],
        "peak_mb": round(peak),
    }


def draw_elsewhere(paper: WhitePaperPage, chapters: list[Any]) -> None:
    """The job at the beginning of the review, in a process of its own; the pictures have no engine to load."""
    with translation.override(paper.locale.language_code):
        figures = [one.value for page in chapters for one in page.body if one.block_type == "figure"]
        said = [said_of(value) for value in figures]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as other:
        svgs = list(other.map(drawn, said))
    DrawnChart.objects.keep(dict(zip(map(chart_digest, said), svgs, strict=True)))
    for page in chapters:
        for one in page.body:
            if one.block_type == "picture":
                picture_bytes(one.value["image"])


def one_run(paper: WhitePaperPage, chapters: list[Any]) -> dict[str, Any]:
    begun, worked = time.perf_counter(), time.process_time()
    marks: list[float] = []
    book = paper_book(paper, chapters, before_drawing=lambda: marks.append(time.perf_counter()))
    drawn = time.perf_counter()
    pdf = typeset("library/white_paper", book)
    ended = time.perf_counter()
    return {
        "seconds": round(ended - begun, 2),
        "processor_seconds": round(time.process_time() - worked, 2),  # what the load of the machine changes least
        "text_seconds": round(marks[0] - begun, 2),
        "drawing_seconds": round(drawn - marks[0], 2),
        "typesetting_seconds": round(ended - drawn, 2),
        "pages": int(PAGES.search(pdf).group(1)),  # type: ignore[union-attr]  # every PDF says it
        "kilobytes": math.ceil(len(pdf) / 1024),
    }
