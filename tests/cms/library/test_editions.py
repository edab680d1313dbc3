import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from cms.library.actions import ask_for_edition, import_white_paper, make_edition
from cms.library.enums import EditionState
from cms.library.models import PaperEdition, WhitePaperPage
from shared.jobs.models import Job
from tests.factories import cms as factories
from tests.factories.release import put_live

DATA = Path(__file__).parents[2] / "data"


def publish(page) -> WhitePaperPage:
    """Bring a paper live as the end of a review does."""
    for part in page.parts():
        put_live(part)
    put_live(page)
    return WhitePaperPage.objects.get(pk=page.pk)


def text_of(reader: PdfReader) -> str:
    """All text without the spaces that typesetting puts between Chinese and figures."""
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def fonts_of(reader: PdfReader) -> dict[str, bool]:
    """Name of each font on any page or inside any picture, and whether its file is inside."""
    found: dict[str, bool] = {}
    waiting = [page["/Resources"] for page in reader.pages]
    while waiting:
        resources = waiting.pop().get_object()
        for font in resources.get("/Font", {}).values():
            whole = font.get_object()
            part = whole["/DescendantFonts"][0].get_object() if "/DescendantFonts" in whole else whole
            descriptor = part["/FontDescriptor"].get_object()
            found[whole["/BaseFont"]] = any(k in descriptor for k in ("/FontFile", "/FontFile2", "/FontFile3"))
        for inner in resources.get("/XObject", {}).values():
            if "/Resources" in inner.get_object():
                waiting.append(inner.get_object()["/Resources"])
    return found


def alternatives_of(reader: PdfReader) -> list[str]:
    """The alternative texts of all figures in the tree of tags."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop(0).get_object()
        if isinstance(node, list):
            waiting.extend(node)
        elif hasattr(node, "get"):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt", "")))
            if "/K" in node and "/Pg" not in node.get("/K", {}) if hasattr(node.get("/K"), "get") else "/K" in node:
                waiting.append(node["/K"])
    return found


def bookmarks(outline, depth: int = 1) -> list[tuple[int, str]]:
    found = []
    for item in outline:
        found += bookmarks(item, depth + 1) if isinstance(item, list) else [(depth, item.title)]
    return found


@pytest.fixture
def edition(db):
    imported = import_white_paper((DATA / "white-paper.docx").read_bytes(), by=None, name="white-paper.docx")
    paper = publish(imported.page)
    return make_edition(ask_for_edition(paper, by=None))


@pytest.fixture
def pdf(edition):
    return PdfReader(io.BytesIO(edition.file.read()))


def test_edition_of_the_sample_is_a_tagged_pdf_whose_text_can_be_read(pdf):
    text = text_of(pdf)

    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert str(pdf.trailer["/Root"]["/Lang"]).lower() == "zh-cn"
    assert b"pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_data()
    assert pdf.metadata.title == "知识产权协同保护白皮书 （示例）2023—2025"
    for words in [
        "这是一份用于系统测试的示例白皮书",
        "注册商标的权利状态，以商标注册证明和官方检索结果为准",
        "以下简称《协同保护意见》，共17条。",
        "参见《干部教育培训工作条例》（2023年）。",
        "首期同堂培训班举办，双方各40人参加。",
        "演示用虚构数据。“—”表示不适用。",
    ]:
        assert words in text, words


def test_edition_of_the_sample_embeds_every_font(pdf):
    fonts = fonts_of(pdf)

    assert fonts
    assert all(fonts.values())
    assert all("Noto" in name for name in fonts)


def test_edition_of_the_sample_has_bookmarks_and_a_contents_with_links(pdf):
    titles = bookmarks(pdf.outline)
    links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.get_object()["/Subtype"] == "/Link"]

    assert (1, "前言") in titles
    assert (2, "（一）工作格局") in titles
    assert (3, "1. 行政执法机关向公安机关移送") in titles
    assert (1, "大事记") in titles
    assert len(links) > 20
    assert "目录" in pdf.pages[1].extract_text()


def test_edition_of_the_sample_has_alternative_texts(pdf):
    assert alternatives_of(pdf) == [
        "柱状图：三年监督立案330、365、1155件；监督撤案241、330、401件；已撤案231、322、413件",
        "折线图：检察机关参训420、655、810人次；知识产权部门参训388、702、934人次",
    ]


def test_edition_numbers_tables_and_figures_with_their_units(pdf):
    text = text_of(pdf)

    assert "表12021—2023年立案监督情况" in text
    assert "表4示例省人员双向交流情况" in text
    assert "图2示例省2023—2025年同堂培训规模" in text
    assert "单位：件" in text


def test_edition_is_made_once_when_the_task_runs_twice(edition):
    first = edition.file.name

    make_edition(PaperEdition.objects.get(pk=edition.pk))

    assert PaperEdition.objects.get(pk=edition.pk).file.name == first
    assert PaperEdition.objects.get(pk=edition.pk).state == EditionState.MADE


def test_edition_says_why_it_failed_when_a_character_has_no_shape(db):
    page = factories.paper()
    factories.chapter(page, factories.block("paragraph", "<p>한국</p>"), title="一、合作")
    paper = publish(page)

    edition = make_edition(ask_for_edition(paper, by=None))

    assert edition.state == EditionState.FAILED
    assert "U+D55C" in edition.fault
    assert "一、合作" in edition.fault
    assert "chapters[" not in edition.fault
    assert not edition.file


def test_edition_draws_a_statistical_figure_with_its_numbers(db):
    page = factories.paper()
    factories.chapter(page, factories.figure(), factories.table())
    paper = publish(page)

    edition = make_edition(ask_for_edition(paper, by=None))

    pdf = PdfReader(io.BytesIO(edition.file.read()))
    assert text_of(pdf).count("1155") == 2  # in the chart and in its table
    assert "注：按公布值列示。" in text_of(pdf)
    assert alternatives_of(pdf) == ["监督立案。监督立案：2021 330件，2022 365件，2023 1155件"]
    assert all(fonts_of(pdf).values())


def test_edition_is_made_in_the_background_when_asked_for(db, run_jobs):
    page = factories.paper()
    factories.chapter(page)
    paper = publish(page)

    edition = ask_for_edition(paper, by=None)
    again = ask_for_edition(paper, by=None)
    run_jobs()

    edition.refresh_from_db()
    assert (again.pk, edition.state) == (edition.pk, EditionState.MADE)
    assert PaperEdition.objects.count() == 1
    assert Job.objects.filter(task="library.make_edition").count() == 1


def test_edition_is_made_anew_when_a_chapter_was_published_since(db, run_jobs):
    page = factories.paper()
    chapter = factories.chapter(page)
    paper = publish(page)
    first = make_edition(ask_for_edition(paper, by=None))
    digest = first.digest

    chapter.refresh_from_db()
    chapter.title = "一、新的标题"
    chapter.save_revision()
    put_live(chapter)
    ask_for_edition(paper, by=None)
    run_jobs()

    edition = PaperEdition.objects.get()
    assert edition.state == EditionState.MADE
    assert edition.digest != digest
    assert "新的标题" in text_of(PdfReader(io.BytesIO(edition.file.read())))


def test_edition_is_tried_again_when_it_failed(db, run_jobs):
    page = factories.paper()
    chapter = factories.chapter(page, factories.block("paragraph", "<p>한</p>"))
    paper = publish(page)
    make_edition(ask_for_edition(paper, by=None))

    chapter.refresh_from_db()
    chapter.body = [factories.block("paragraph", "<p>汉</p>")]
    chapter.save_revision()
    put_live(chapter)
    ask_for_edition(paper, by=None)
    run_jobs()

    assert PaperEdition.objects.get().state == EditionState.MADE
    assert PaperEdition.objects.get().fault == ""
