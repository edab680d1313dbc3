import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from cms.library import docx
from cms.library.docx import ItemList, NotReadableError, Paragraph, Picture, Table, opening, read_docx
from tests.factories.word import p, word_file

DATA = Path(__file__).parents[2] / "data"
DRAWING = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{alt}"/><a:graphic><a:graphicData>{inner}'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
BLIP = '<a:blip r:embed="i1"/>'


def png(size: tuple[int, int] = (2, 2), kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


def blocks(body: str, **more) -> list:
    return read_docx(word_file(p("章", "1") + body, **more)).chapters[0].blocks


def kinds(body: str, **more) -> list[str]:
    return [loss.kind for loss in read_docx(word_file(p("章", "1") + body, **more)).losses]


def test_read_docx_keeps_everything_of_the_sample_white_paper():
    paper = read_docx((DATA / "white-paper.docx").read_bytes())

    tables = [b for b in paper.blocks() if isinstance(b, Table)]
    pictures = [b for b in paper.blocks() if isinstance(b, Picture)]
    lists = [b for b in paper.blocks() if isinstance(b, ItemList)]
    assert (paper.title, paper.subtitle) == ("知识产权协同保护白皮书", "（示例）2023—2025")
    assert paper.cover == ["示例省人民检察院", "示例省知识产权局", "2026年4月"]
    assert [c.title for c in paper.chapters] == [
        *["前言", "一、基本情况", "二、办案协作", "三、人才共育", "四、社会共治与研究", "五、问题与展望", "结语"]
    ]
    assert [b.text for b in paper.chapters[2].blocks if isinstance(b, docx.Heading)] == [
        *["（一）线索移送与双向通报", "1. 行政执法机关向公安机关移送", "2. 检察机关向知识产权管理部门通报"],
        *["3. 不起诉案件的反向衔接", "（二）征求意见与专业支撑", "（三）共同挂牌督办"],
    ]
    assert [(t.caption, t.unit, len(t.rows), t.header_rows) for t in tables] == [
        ("2021—2023年立案监督情况", "件", 4, 1),
        ("示例省协同保护主要工作量", "", 6, 1),
        ("示例省同堂培训情况", "", 5, 1),
        ("示例省人员双向交流情况", "人", 6, 1),
    ]
    assert [(t.period, t.cutoff, t.scope) for t in tables] == [
        *[("2021—2023年", "", "全国"), ("2023—2025年", "", ""), ("2025年1月1日至12月31日", "", ""), ("", "", "")]
    ]
    assert tables[0].note == "全国口径，公开发布数。已撤案含上年监督、本年撤销的案件。"
    assert [f.caption for f in pictures] == ["2021—2023年全国检察机关立案监督情况", "示例省2023—2025年同堂培训规模"]
    assert pictures[0].alt == "柱状图：三年监督立案330、365、1155件；监督撤案241、330、401件；已撤案231、322、413件"
    assert [(one.is_ordered, len(one.items)) for one in lists] == [(False, 4), (True, 4)]
    assert list(paper.footnotes) == ["1", "2", "3", "4", "5", "6"]
    assert paper.footnotes["1"][0].text == "以下简称《协同保护意见》，共17条。"
    assert len(paper.chronicle) == 12
    assert paper.chronicle[2] == docx.Event(
        "2023年6月5日至9日", date(2023, 6, 5), "首期同堂培训班举办，双方各40人参加。"
    )
    assert paper.losses == []


def test_read_docx_loses_no_word_of_the_samples():
    for name in ("white-paper.docx", "white-paper-en.docx", "cases/01-guiding-trade-secret.docx"):
        data = (DATA / name).read_bytes()

        paper = read_docx(data)

        root = opening.Package(data).xml("word/document.xml")
        words = {t.text.strip() for t in root.iter("{*}t") if t.text and len(t.text.strip()) > 8}
        kept = "".join(repr(paper).replace("\\u3000", "").split())
        lost = [
            w
            for w in words
            if "".join(w.split()).rstrip(".") not in kept and "目录域" not in w and w[:2] not in ("表1", "Ta")
        ]
        assert [w for w in lost if not w.startswith(("表", "图", "注：", "Table", "Figure", "附录", "Annex"))] == []


def test_read_docx_reads_the_english_sample():
    paper = read_docx((DATA / "white-paper-en.docx").read_bytes())

    assert paper.language == "en"
    assert [c.title for c in paper.chapters] == [
        *["Preface", "1. Overview", "2. Cooperation in cases", "3. People", "4. Research and openness", "5. Outlook"]
    ]
    assert [event.date_text for event in paper.chronicle] == [
        *["17 February 2023", "5-9 June 2023", "22 January 2024", "24 April 2025"]
    ]
    assert [t.note for t in paper.blocks() if isinstance(t, Table)][1] == "Fictitious demonstration data."


def test_read_docx_keeps_emphasis_links_and_line_breaks():
    raw = (
        "<w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>乙</w:t></w:r>"
        '<w:hyperlink r:id="l"><w:r><w:t>丙</w:t></w:r></w:hyperlink>'
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t><w:br/><w:t>丁</w:t></w:r>'
    )

    found = blocks(p(raw=raw), relations="l|hyperlink|https://example.org/|External")[0].runs

    assert [(r.text, r.bold, r.href, r.raised) for r in found] == [
        ("甲", False, "", ""),
        ("乙", True, "", ""),
        ("丙", False, "https://example.org/", ""),
        ("2\n丁", False, "", "sup"),
    ]


def test_read_docx_drops_the_link_but_keeps_the_text_when_the_address_is_dangerous():
    raw = '<w:hyperlink r:id="l"><w:r><w:t>丙</w:t></w:r></w:hyperlink>'
    relations = "l|hyperlink|javascript:alert(1)|External"

    assert blocks(p(raw=raw), relations=relations)[0].runs == [docx.Run("丙")]
    assert kinds(p(raw=raw), relations=relations) == ["link"]


def test_read_docx_drops_the_contents_field_when_it_reaches_over_paragraphs():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
    step, end = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = p(raw=f"{begin}{step}<w:r><w:t>一、旧目录</w:t></w:r>") + p("二、旧目录") + p(raw=end) + p("正文")

    assert [b.text for b in blocks(body)] == ["正文"]


def test_read_docx_keeps_a_cross_reference_as_a_link_inside():
    body = p(raw='<w:bookmarkStart w:name="_Ref1"/><w:r><w:t>甲</w:t></w:r>') + p(
        raw='<w:fldSimple w:instr="REF _Ref1 \\h"><w:r><w:t>第一章</w:t></w:r></w:fldSimple>'
    )
    paper = read_docx(word_file(p("章", "1") + body))

    assert paper.chapters[0].blocks[1].runs == [docx.Run("第一章", anchor="_Ref1")]
    assert paper.places == {"_Ref1": 0}


def test_read_docx_takes_tracked_changes_as_accepted_and_says_so():
    added, deleted = "<w:ins><w:r><w:t>新</w:t></w:r></w:ins>", "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    raw = f"{added}{deleted}<w:r><w:t>文</w:t></w:r>"

    assert blocks(p(raw=raw))[0].text == "新文"
    assert kinds(p(raw=raw)) == ["change", "change"]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ('<w:r><w:commentReference w:id="1"/></w:r>', "comment"),
        ("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>", "equation"),
        ("<w:r><w:object/></w:r>", "object"),
        ("<w:r><w:drawing><a:x/></w:drawing></w:r>", "drawing"),
        ("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>", "textbox"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "symbol"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>", "hidden"),
        (DRAWING.format(alt="", inner='<a:blip r:link="i1"/>'), "picture"),
        (DRAWING.format(alt="", inner='<c:chart r:id="none"/>'), "chart"),
    ],
)
def test_read_docx_names_what_it_cannot_keep(raw, kind):
    assert kinds(p(raw=raw)) == [kind]


def test_read_docx_keeps_a_picture_and_asks_for_its_text_when_there_is_none():
    data = word_file(
        p("章", "1") + p(raw=DRAWING.format(alt="", inner=BLIP)) + p("图1  流程", "C"),
        relations="i1|image|media/a.png",
        parts={"word/media/a.png": png()},
    )

    paper = read_docx(data)

    assert [(f.caption, f.alt) for f in paper.without_alternative()] == [("流程", "")]


@pytest.mark.parametrize("content", [b"<svg/>", b"", png((9000, 9000))])
def test_read_docx_names_a_picture_it_cannot_keep(content):
    body = p(raw=DRAWING.format(alt="图", inner=BLIP))

    assert kinds(body, relations="i1|image|media/a.png", parts={"word/media/a.png": content}) == ["picture"]


def test_read_docx_turns_a_bitmap_into_png():
    body = p(raw=DRAWING.format(alt="图", inner=BLIP))

    found = blocks(body, relations="i1|image|media/a.bmp", parts={"word/media/a.bmp": png(kind="BMP")})[0]

    assert (found.name, found.data[:4]) == ("a.png", b"\x89PNG")


def test_read_docx_reads_the_numbers_of_a_chart():
    def series(name: str, *numbers: int) -> str:
        points = "".join(f'<c:pt idx="{i}"><c:v>{n}.0</c:v></c:pt>' for i, n in enumerate(numbers))
        years = "".join(f'<c:pt idx="{i}"><c:v>{2023 + i}年</c:v></c:pt>' for i in range(len(numbers)))
        return f"<c:ser><c:tx><c:v>{name}</c:v></c:tx><c:cat>{years}</c:cat><c:val>{points}</c:val></c:ser>"

    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:plotArea><c:barChart>'
        f'<c:grouping val="stacked"/>{series("检察", 420, 655)}{series("知产", 388, 702)}'
        "</c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )
    body = p(raw=DRAWING.format(alt="柱状图", inner='<c:chart r:id="c1"/>')) + p("图2  规模（人次）", "C")

    found = blocks(body, relations="c1|chart|charts/c.xml", parts={"word/charts/c.xml": chart})[0]

    assert found == docx.Chart(
        "stacked",
        [["", "检察", "知产"], ["2023年", "420", "388"], ["2024年", "655", "702"]],
        alt="柱状图",
        caption="规模",
        printed="图2",
        unit="人次",
        period="2023—2024年",
    )


def test_read_docx_keeps_merged_cells_and_repeated_header_rows():
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    head = "<w:trPr><w:tblHeader/></w:trPr>"
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    rows = [
        head + cell("年", down) + cell("件", wide),
        head + cell("", on) + cell("甲") + cell("乙"),
        cell("2025") + cell("1") + cell("2"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"

    above, below = p("统计期间：2025年　单位：件"), p("来源：示例") + p("注：虚构") + p("统计范围：示例省")
    found = blocks(p("表1 情况") + above + table + below)

    assert found == [
        Table(
            [["年", "件", ""], ["", "甲", "乙"], ["2025", "1", "2"]],
            header_rows=2,
            spans=[(0, 0, 2, 1), (0, 1, 1, 2)],
            caption="情况",
            printed="表1",
            unit="件",
            period="2025年",
            scope="示例省",
            note="虚构",
            source="示例",
        )
    ]


def test_read_docx_counts_the_numbers_that_word_prints_before_headings():
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1">'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    first, second = (f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>' for depth in (0, 1))
    body = (
        p("概况", "1", properties=first)
        + p("格局", "2", properties=second)
        + p("数据", "2", properties=second)
        + p("三级联动", "1", properties=first)
        + p("今年", "2", properties=second)
    )

    paper = read_docx(word_file(body, relations="n|numbering|numbering.xml", parts={"word/numbering.xml": numbering}))

    assert [c.title for c in paper.chapters] == ["一、概况", "二、 三级联动"]
    assert [b.text for b in paper.blocks()] == ["（一）格局", "（二）数据", "（一）今年"]


def test_read_docx_finds_headings_by_their_numbers_when_no_style_says_so():
    paper = read_docx(
        word_file(p("某省白皮书") + p("一、概况") + p("（一）格局") + p("正文。") + p("二、展望") + p("正文。"))
    )

    assert paper.title == "某省白皮书"
    assert [c.title for c in paper.chapters] == ["一、概况", "二、展望"]


def test_read_docx_takes_the_only_first_heading_for_the_title():
    paper = read_docx(word_file(p("白皮书", "1") + p("概况", "2") + p("甲") + p("展望", "2") + p("乙")))

    assert (paper.title, [c.title for c in paper.chapters]) == ("白皮书", ["概况", "展望"])


def test_read_docx_keeps_what_has_no_date_in_the_chronicle():
    paper = read_docx(word_file(p("甲", "1") + p("文") + p("大事记", "1") + p("说明一句") + p("2024年5月　签约")))

    assert [(e.date_text, e.text) for e in paper.chronicle] == [("2024年5月", "签约")]
    assert [b.text for b in paper.chapters[1].blocks] == ["说明一句"]


def test_read_docx_keeps_footnotes_of_the_strict_variant_of_the_format():
    notes = (
        '<w:footnotes xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">'
        '<w:footnote w:id="7"><w:p><w:r><w:t>出处</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    body = p("章", "1") + p(raw='<w:r><w:t>文</w:t><w:footnoteReference w:id="7"/></w:r>')

    paper = read_docx(word_file(body, relations="f|footnotes|footnotes.xml", parts={"word/footnotes.xml": notes}))

    assert paper.footnotes == {"1": [docx.Run("出处")]}
    assert docx.structure.marked(paper.chapters[0].blocks[0].runs) == "文[^1]"


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0....", b"hello", b"PK\x03\x04broken", word_file("")[:-30]],
)
def test_read_docx_refuses_other_kinds_of_files_with_a_sentence(data):
    with pytest.raises(NotReadableError, match=r"[。.]$"):
        read_docx(data)


def test_read_docx_refuses_a_zip_that_is_no_word_file():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "x")

    with pytest.raises(NotReadableError):
        read_docx(made.getvalue())


def test_read_docx_refuses_a_file_that_defines_entities():
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document/>'

    with pytest.raises(NotReadableError):
        read_docx(word_file("", parts={"word/document.xml": bomb}))


def test_read_docx_refuses_a_file_that_would_unpack_without_measure(monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_WHOLE", 100_000)

    with pytest.raises(NotReadableError):
        read_docx(word_file("", parts={"word/zero.bin": b"\0" * 200_000}))


def test_read_docx_stops_reading_when_a_part_is_larger_than_it_says(monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_PART", 10)

    with pytest.raises(NotReadableError):
        read_docx(word_file(p("文")))


def test_read_docx_has_no_trouble_with_an_empty_document():
    paper = read_docx(word_file(""))

    assert (paper.title, paper.chapters) == ("", [])
    assert isinstance(paper, docx.Paper)
    assert not [b for b in paper.blocks() if isinstance(b, Paragraph)]


def test_read_docx_keeps_a_paragraph_that_is_a_footnote_mark_alone():
    found = read_docx(word_file(p("一、甲") + p(raw='<w:r><w:footnoteReference w:id="3"/></w:r>')))

    assert [run.note for run in found.chapters[0].blocks[0].runs] == ["1"]
    assert [loss.kind for loss in found.losses] == ["footnote"]
