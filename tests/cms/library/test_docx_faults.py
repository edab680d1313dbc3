"""Word files that hide something or are not as the format says: nothing hidden comes in, nothing else is lost."""

import pytest

from cms.library.docx import NotReadableError, Paragraph, Table, read_docx
from tests.factories.word import NAMES, STYLES, p, word_file

HIDDEN = (
    '<w:style w:styleId="H"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="H2"><w:name w:val="Hid2"/><w:basedOn w:val="H"/></w:style>'
)
STYLED = {"word/styles.xml": f"<w:styles {NAMES}>{STYLES}{HIDDEN}</w:styles>"}
MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
IN_TWO = "<w:r><w:t>机</w:t></w:r><w:r><w:t>密</w:t></w:r>"
REF = MARK.format("begin") + "<w:r><w:instrText>{}</w:instrText></w:r>" + MARK.format("separate")


def texts(data: bytes) -> list[str]:
    return [block.text for block in read_docx(data).chapters[0].blocks if isinstance(block, Paragraph)]


def kinds(data: bytes) -> list[str]:
    return [loss.kind for loss in read_docx(data).losses]


@pytest.mark.parametrize(
    "hidden",
    [
        p(raw="<w:r><w:rPr><w:vanish/></w:rPr><w:t>线人王五</w:t></w:r>"),
        p(raw='<w:r><w:rPr><w:rStyle w:val="H"/></w:rPr><w:t>线人王五</w:t></w:r>'),
        p("线人王五", "H"),
        p("线人王五", "H2"),
    ],
)
def test_read_docx_leaves_hidden_text_out_whatever_hides_it_and_names_it(hidden):
    data = word_file(p("章", "1") + p("看得见") + hidden, parts=STYLED)

    assert texts(data) == ["看得见"]
    assert [(loss.kind, "线人王五" in loss.message) for loss in read_docx(data).losses] == [("hidden", True)]


def test_read_docx_keeps_a_run_that_its_style_would_hide_and_that_says_otherwise():
    shown = p("", "H", raw='<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t></w:r>')

    assert texts(word_file(p("章", "1") + shown, parts=STYLED)) == ["看得见"]


@pytest.mark.parametrize("how", ["<w:hidden/>", '<w:del w:id="1" w:author="a"/>'])
def test_read_docx_leaves_out_rows_that_are_hidden_or_whose_deletion_is_tracked(how):
    rows = "".join(
        f"<w:tr><w:trPr>{how if text == '乙' else ''}</w:trPr><w:tc>{p(text)}</w:tc><w:tc>{p('1')}</w:tc></w:tr>"
        for text in "甲乙丙"
    )
    data = word_file(p("章", "1") + f"<w:tbl>{rows}</w:tbl>")

    tables = [block for block in read_docx(data).blocks() if isinstance(block, Table)]
    assert [table.rows for table in tables] == [[["甲", "1"], ["丙", "1"]]]
    assert kinds(data) == ["table"]


@pytest.mark.parametrize("instruction", ["TOC \\o", "REF a"])
def test_read_docx_keeps_what_stands_behind_a_field_that_never_ends(instruction):
    data = word_file(p("章", "1") + p(raw=REF.format(instruction)) + p("正文") + p("二、章", "1") + p("更多"))

    paper = read_docx(data)
    assert [(c.title, [b.text for b in c.blocks]) for c in paper.chapters] == [("章", ["正文"]), ("二、章", ["更多"])]
    assert kinds(data) == ["field"]


@pytest.mark.parametrize(
    "end",
    [
        f'<w:del w:id="1" w:author="a">{MARK.format("end")}</w:del>',
        MARK.format("end").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"),
    ],
)
def test_read_docx_ends_a_field_whose_last_mark_was_deleted_or_is_hidden(end):
    data = word_file(p("章", "1") + p(raw=REF.format("PAGEREF a") + "<w:r><w:t>7</w:t></w:r>" + end) + p("正文"))

    assert (texts(data), kinds(data)) == (["正文"], [])


def test_read_docx_says_of_a_damaged_part_that_the_file_is_damaged():
    body = "".join(p(f"第{at}段{at * at}") for at in range(3000))
    data = bytearray(word_file(p("章", "1") + body))
    start = data.index(b"word/document.xml") + 400
    data[start : start + 300] = bytes((byte * 7 + 13) % 256 for byte in data[start : start + 300])

    with pytest.raises(NotReadableError, match="已损坏"):
        read_docx(bytes(data))


@pytest.mark.parametrize("digits", ["²", "٣", "9" * 5000, "-1", "x"])
def test_read_docx_takes_no_harm_from_numbers_that_are_none(digits):
    body = (
        p("正文", properties=f'<w:outlineLvl w:val="{digits}"/><w:numPr><w:ilvl w:val="{digits}"/></w:numPr>')
        + p(raw=f'<w:r><w:rPr><w:sz w:val="{digits}"/></w:rPr><w:t>大小</w:t></w:r>')
        + f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{digits}"/></w:tcPr>{p("格")}</w:tc>'
        + f"<w:tc>{p('二')}</w:tc></w:tr></w:tbl>"
    )
    data = word_file(p("章", "1") + body)

    assert texts(data) == ["正文", "大小"]
    assert [block.rows for block in read_docx(data).blocks() if isinstance(block, Table)] == [[["格", "二"]]]


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (p("机密★10年") + p("章", "1") + p("正文"), {}),
        (p("章", "1") + p(raw="<w:r><w:rPr><w:vanish/></w:rPr><w:t>绝密</w:t></w:r>"), {}),
        (p("章", "1") + f"<w:tbl><w:tr><w:tc>{p('【秘密】')}</w:tc><w:tc>{p('1')}</w:tc></w:tr></w:tbl>", {}),
        (
            p("章", "1") + p("正文"),
            {
                "relations": "h|header|header1.xml",
                "parts": {"word/header1.xml": f"<w:hdr {NAMES}>{p(raw=IN_TWO)}</w:hdr>"},
            },
        ),
    ],
)
def test_read_docx_refuses_a_file_that_is_marked_as_classified(body, more):
    with pytest.raises(NotReadableError, match="密级标志"):
        read_docx(word_file(body, **more))


def test_read_docx_reads_a_file_that_speaks_of_classified_matter():
    data = word_file(p("章", "1") + p("国家秘密的密级分为绝密、机密、秘密三级。") + p("商业秘密"))

    assert texts(data) == ["国家秘密的密级分为绝密、机密、秘密三级。", "商业秘密"]
