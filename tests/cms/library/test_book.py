"""The PDF of a paper as a book: contents, long tables, figures, footnotes."""

import io
import re

import pytest
from pypdf import PdfReader

from cms.blocks.numbering import Text, count_through
from cms.blocks.tables import grid
from cms.library.book import Chapter, paper_book
from cms.library.models import WhitePaperChapterPage, WhitePaperPage
from shared.documents.actions import typeset
from tests.factories import cms as factories
from tests.shared.documents.measuring import lines_of, signs_of

pytestmark = pytest.mark.django_db

ROWS = [[f"第{n}组", str(n), str(n * 7)] for n in range(1, 91)]
TEXT = "一年来，双方围绕线索移送、人员交流和技术支持开展协作，办理了一批有影响的案件。" * 9


def heading(level, text):
    return factories.block("heading", {"level": str(level), "text": text})


def paragraph(mark=""):
    return factories.block("paragraph", f"<p>{TEXT}{mark}</p>")


@pytest.fixture
def pdf():
    paper = factories.paper(title="协同保护白皮书", document_number="国知办发保字〔2026〕17号")
    table = factories.table(grid=grid([["地区", "线索", "立案"], *ROWS]), note="不含上年结转。", caption="分组情况")
    notes = [factories.block("footnote", {"mark": "1", "text": "<p>以下简称双方。</p>"})]
    factories.chapter(paper, heading(2, "（一）移送"), paragraph("[^1]"), table, title="一、线索移送", footnotes=notes)
    more = [*(paragraph() for _n in range(4)), factories.figure(), *(paragraph() for _n in range(9))]
    last = [heading(2, "（二）互派"), heading(3, "1. 挂职"), paragraph()]
    factories.chapter(paper, heading(2, "（一）培训"), *more, *last, title="二、人员交流")
    page = WhitePaperPage.objects.get(pk=paper.pk)
    return typeset("library/white_paper", paper_book(page, page.drafts()))


def words_on(reader, page):
    return "".join(reader.pages[page].extract_text().split())


def entries(reader, outline, found=None):
    """Every bookmark with the number printed on its page."""
    found = {} if found is None else found
    for item in outline:
        if isinstance(item, list):
            entries(reader, item, found)
        else:
            found["".join(item.title.split())] = reader.page_labels[reader.get_destination_page_number(item)]
    return found


def test_contents_say_the_page_on_which_each_heading_stands(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    rows = ["".join(sign.text for sign in line) for line in lines_of(signs_of(pdf, 1))]
    printed = dict(found.groups() for row in rows if (found := re.match(r"(.+?)\.{3,}(\d+)$", row)))
    places = entries(reader, reader.outline)

    assert places.pop("目录") == "i"
    assert printed == places
    assert places["一、线索移送"] == "1"
    assert (places["二、人员交流"], places["1.挂职"]) == ("4", "7")


def test_table_over_several_pages_repeats_its_head_and_keeps_its_notes_with_the_last_row(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    pages = [n for n in range(len(reader.pages)) if re.search(r"第\d+组", words_on(reader, n))]

    assert len(pages) == 3
    for n in pages:
        assert "地区线索立案" in words_on(reader, n)
    last = words_on(reader, pages[-1])
    assert last.index("第90组") < last.index("注：不含上年结转。") < last.index("来源：公开报道")
    assert "不含上年结转" not in words_on(reader, pages[-2])


def test_running_head_names_paper_and_chapter_but_not_where_a_chapter_begins(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    begins = next(n for n in range(2, len(reader.pages)) if words_on(reader, n).startswith("一、线索移送"))
    head = "".join(sign.text for sign in lines_of(signs_of(pdf, begins + 1))[0])

    assert head == "协同保护白皮书一、线索移送"
    assert "协同保护白皮书" not in words_on(reader, begins)


def test_footnote_stands_on_the_page_of_its_mark(pdf):
    reader = PdfReader(io.BytesIO(pdf))

    found = [n for n in range(len(reader.pages)) if "以下简称双方。" in words_on(reader, n)]

    assert len(found) == 1
    assert "（一）移送" in words_on(reader, found[0])


def test_figure_floats_so_that_the_text_before_it_fills_its_page(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    at = next(n for n in range(len(reader.pages)) if "图1" in words_on(reader, n))
    before = lines_of(signs_of(pdf, at - 1))

    assert len(before) > 30  # the page before it is full
    assert "1155" in words_on(reader, at)


def test_book_says_its_language_title_and_standard_and_tags_tables_and_figures(pdf):
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    kinds, waiting = set(), [root["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += [item for item in node if not isinstance(item, int)]
        elif hasattr(node, "get"):
            kinds.add(str(node.get("/S", "")))
            waiting += [node["/K"]] if "/K" in node and not isinstance(node["/K"], int) else []

    assert root["/Lang"] == "zh-CN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in metadata
    assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure", "/Caption", "/Note", "/TOC"} <= kinds


def test_blocks_of_older_data_are_typeset_without_what_they_lack():
    page = WhitePaperChapterPage(title="一、概况", slug="a")
    page.body = page.body.stream_block.to_python(
        [
            {"type": "picture", "id": "a", "value": {"image": None}},
            {"type": "table", "id": "b", "value": {"caption": None, "grid": grid([["年"], [None]]), "header_rows": 1}},
            {"type": "quote", "id": "c", "value": {"text": "<p>甲</p>"}},
        ]
    )

    picture, table, quote = Chapter(page, {page.pk: "a"}, count_through([Text([], "一、概况", "a")], "zh-hans")).blocks

    assert (picture["caption"], picture["note"], picture["source"], picture["alt"]) == ([], [], [], "")
    assert (table["caption"], table["note"], table["source"], table["unit"]) == ([], [], [], "")
    assert quote["attribution"] == ""
