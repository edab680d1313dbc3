"""Official documents by the ruler: GB/T 9704-2012 (N24)."""

import io

import pytest
from pypdf import PdfReader

from shared.documents.actions import typeset
from shared.documents.numbers import document_number
from tests.shared.documents.measuring import lines_of, rules_of, signs_of, size_of

EM = 15.75 / 72 * 25.4
RUNNING = {"text": "知识产权协同保护" * 300}


def paper(kind="document", **changes):
    data = {
        "kind": kind,
        "issuers": ["浙江省知识产权局"],
        "number": document_number("浙知培", 2026, 12),
        "title": "关于举办商业秘密案件证据规则同堂培训班的通知",
        "addressees": ["各市知识产权局", "各市人民检察院"],
        "paragraphs": [{"text": "总体要求", "level": 1}, RUNNING, {"text": "时间和地点", "level": 2}, RUNNING],
        "annexes": ["名额分配表", "回执"],
        "issued_on": "2026-11-02",
        "copies": ["各市人民政府办公室"],
    }
    return typeset("documents/official", data | changes)


@pytest.fixture(scope="module")
def document():
    return paper()


def line_with(lines, words):
    return next(line for line in lines if words in "".join(sign.text for sign in line))


def words_of(line):
    return "".join(sign.text for sign in line)


def test_sheet_is_a4_and_a_full_page_has_22_lines_of_28_characters(document):
    *lines, number = lines_of(signs_of(document, page=1))

    assert size_of(document) == (210.0, 297.0)
    assert [len(line) for line in lines] == [28] * 22
    assert {round(sign.size, 2) for line in lines for sign in line} == {15.75}
    assert words_of(number) == "—2—"


def test_margins_and_text_area_are_those_of_the_standard(document):
    *lines, _number = lines_of(signs_of(document, page=1))
    left, right = lines[0][0].x, lines[0][-1].x + EM
    top, bottom = lines[0][0].y - 0.88 * EM, lines[-1][0].y + 0.12 * EM
    pitch = lines[1][0].y - lines[0][0].y

    assert left == pytest.approx(28, abs=0.1)
    assert top == pytest.approx(37, abs=0.1)
    assert right - left == pytest.approx(156, abs=0.1)
    # the lines fill 225 mm together with the space below the last one
    assert bottom - top + pitch - EM == pytest.approx(225, abs=0.1)


def test_page_numbers_stand_on_the_outer_side_seven_millimetres_below_the_text(document):
    right, left = (lines_of(signs_of(document, page=n))[-1] for n in (0, 1))

    assert (words_of(right), words_of(left)) == ("—1—", "—2—")
    assert {round(sign.size) for sign in (*right, *left)} == {14}
    assert right[-1].x + right[-1].size / 72 * 25.4 == pytest.approx(184 - EM, abs=0.6)
    assert left[0].x == pytest.approx(28 + EM, abs=0.1)
    dash = left[0].y - 0.38 * left[0].size / 72 * 25.4
    assert dash == pytest.approx(262 + 7, abs=0.5)


def test_head_has_its_mark_number_and_red_line_where_they_belong(document):
    lines = lines_of(signs_of(document))
    mark, number, title = (line_with(lines, words) for words in ("浙江省知识产权局文件", "浙知培", "关于举办"))
    (_x, y, width, height) = rules_of(document)[0]

    assert mark[0].y - 0.85 * mark[0].size / 72 * 25.4 == pytest.approx(37 + 35, abs=1)
    assert words_of(number) == "浙知培〔2026〕12号"
    middle = (number[0].x + number[-1].x + EM) / 2
    assert middle == pytest.approx(106, abs=0.5)  # the middle of the text area
    assert y + height / 2 - (number[0].y + 0.12 * EM) == pytest.approx(4, abs=0.3)
    assert width == pytest.approx(156, abs=1.1)
    assert round(title[0].size) == 22
    assert "知识产权协同保护" in words_of(lines[-2]), "the first page shows the text"


def test_numbers_have_square_brackets_no_ordinal_and_no_leading_zero():
    assert document_number("国知办发保字", 2021, 7) == "国知办发保字〔2021〕7号"


def test_headings_and_paragraphs_begin_two_characters_in(document):
    heading, text = (line_with(lines_of(signs_of(document)), words) for words in ("总体要求", "知识产权协同"))

    assert heading[0].x == pytest.approx(28 + 2 * EM, abs=0.1)
    assert text[0].x == pytest.approx(28 + 2 * EM, abs=0.1)


def test_day_of_signature_stands_four_characters_from_the_edge_and_the_issuer_over_it(document):
    last = len(PdfReader(io.BytesIO(document)).pages) - 1
    lines = lines_of(signs_of(document, page=last))
    at = next(n for n, line in enumerate(lines) if words_of(line) == "2026年11月2日")
    day, issuer = lines[at], lines[at - 1]

    assert day[-1].x + EM == pytest.approx(184 - 4 * EM, abs=0.5)
    middle = (day[0].x + day[-1].x) / 2
    assert words_of(issuer) == "浙江省知识产权局"
    assert (issuer[0].x + issuer[-1].x) / 2 == pytest.approx(middle, abs=0.5)


def test_imprint_ends_on_the_lower_edge_of_the_text_area(document):
    last = len(PdfReader(io.BytesIO(document)).pages) - 1
    lines = lines_of(signs_of(document, page=last))
    edges = [y + height / 2 for _x, y, width, height in rules_of(document, page=last) if width > 150]

    assert max(y + h for _x, y, _w, h in rules_of(document, page=last)) == pytest.approx(262, abs=0.7)
    assert len(edges) >= 2
    assert words_of(line_with(lines, "抄送")) == "抄送：各市人民政府办公室。"
    assert words_of(line_with(lines, "印发")) == "浙江省知识产权局2026年11月2日印发"


def test_letter_has_double_lines_its_number_at_the_right_and_no_number_on_its_first_page():
    pdf = paper("letter")
    lines = lines_of(signs_of(pdf))
    rules = rules_of(pdf)
    mark, number = line_with(lines, "浙江省知识产权局"), line_with(lines, "浙知培")

    assert "文件" not in words_of(mark)
    assert mark[0].y - 0.85 * mark[0].size / 72 * 25.4 == pytest.approx(30, abs=1)
    assert len(rules) == 4
    assert {round(x + width / 2) for x, _y, width, _h in rules} == {105}
    assert {round(width / 2) * 2 for _x, _y, width, _h in rules} <= {170, 172}
    assert max(y + h / 2 for _x, y, _w, h in rules) == pytest.approx(277, abs=1.2)
    assert number[-1].x + EM == pytest.approx(184, abs=0.2)
    assert "—1—" not in {words_of(line) for line in lines}
    assert words_of(lines_of(signs_of(pdf, page=1))[-1]) == "—2—"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "印发" not in text


def test_minutes_name_who_was_there_and_bear_no_signature():
    attended = [{"label": "出席", "names": ["方敏", "车晓楠"]}, {"label": "请假", "names": ["段宁"]}]
    pages = PdfReader(io.BytesIO(paper("minutes", attended=attended))).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)

    assert "浙江省知识产权局纪要" in text
    assert "出席：方敏、车晓楠" in text
    assert text.count("2026年11月2日") == 1  # in the imprint


def test_joint_issuers_are_of_the_same_width_and_sign_one_below_the_other():
    pdf = paper(issuers=["浙江省知识产权局", "浙江省高级人民检察院"])
    first, second = (line_with(lines_of(signs_of(pdf)), words) for words in ("浙江省知识", "浙江省高级"))

    assert first[0].x == pytest.approx(second[0].x, abs=0.1)
    assert first[-1].x == pytest.approx(second[-1].x, abs=0.1)


def test_official_documents_are_tagged_in_english_as_well():
    words = {"issuers": ["IP Office"], "number": "ZIP 12/2026", "title": "Notice", "issued_on": "2026-11-02"}

    pdf = PdfReader(io.BytesIO(typeset("documents/official", words | {"paragraphs": [{"text": "Text."}]}, lang="en")))

    assert b"pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_data()
    assert "2 November 2026" in pdf.pages[0].extract_text()
