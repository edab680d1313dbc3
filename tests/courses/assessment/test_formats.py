"""GIFT and Moodle XML: the same forty questions from both, and a sentence for everything that is wrong."""

from pathlib import Path

import pytest

from courses.assessment.enums import Kind
from courses.assessment.gift import read_gift
from courses.assessment.importers import read_questions
from courses.assessment.moodle_xml import read_moodle_xml
from courses.assessment.parsed import check_all, split_category
from shared.imports.sheets import SheetError

DATA = Path(__file__).parents[2] / "data"
GIFT, XML = (DATA / "evidence-40.gift").read_bytes(), (DATA / "evidence-40.moodle.xml").read_bytes()


def checked(source: str):
    """The one question of a GIFT text."""
    questions = read_gift(source)
    check_all(questions)
    return questions[0]


def from_xml(inner: str, kind: str = "multichoice"):
    text = "<questiontext><text>&lt;p&gt;问？&lt;/p&gt;</text></questiontext>"
    xml = f'<quiz><question type="{kind}"><name><text>N</text></name>{text}{inner}</question></quiz>'
    questions = read_moodle_xml(xml.encode())
    check_all(questions)
    return questions[0]


def content(parsed):
    options = [(option.text, option.fraction, option.feedback) for option in parsed.options]
    return parsed.name, parsed.kind, parsed.text, options, parsed.feedback, split_category(parsed.category)


def test_both_files_hold_the_same_forty_questions():
    gift, xml = read_questions(GIFT), read_questions(XML)
    check_all(gift)
    check_all(xml)

    kinds = [parsed.kind for parsed in gift]
    assert [content(parsed) for parsed in gift] == [content(parsed) for parsed in xml]
    assert [kinds.count(kind) for kind in Kind] == [15, 7, 10, 4, 4]
    assert [parsed.faults for parsed in [*gift, *xml] if parsed.faults] == []


def test_hints_of_essays_stand_only_in_the_xml():
    gift, xml = read_questions(GIFT), read_questions(XML)

    assert [parsed.hint for parsed in gift] == [None] * 40
    assert xml[36].hint == "应当涉及：清单、调查报告、鉴定或辨认意见、价格依据、电子数据、当事人主体信息。"
    assert (gift[0].line, xml[0].line) == (4, 4)


@pytest.mark.parametrize(
    ("source", "kind", "options"),
    [
        ("::a::b {=x ~y#no}", Kind.SINGLE, [("x", 100, ""), ("y", 0, "no")]),
        ("::a::b {~%50%x ~%50%y ~%-100%z}", Kind.MULTIPLE, [("x", 50, ""), ("y", 50, ""), ("z", -100, "")]),
        ("::a::b {=x =%50%y}", Kind.SHORT, [("x", 100, ""), ("y", 50, "")]),
        ("::a::b {T#wrong#right}", Kind.TRUE_FALSE, [("true", 100, "right"), ("false", 0, "wrong")]),
        ("::a::b {false}", Kind.TRUE_FALSE, [("true", 0, ""), ("false", 100, "")]),
        (r"::a\:b::b \{1\} {=x\=1 ~y\~2}", Kind.SINGLE, [("x=1", 100, ""), ("y~2", 0, "")]),
        ("::a::b {}", Kind.ESSAY, []),
    ],
)
def test_gift_kinds_are_told_by_their_signs(source, kind, options):
    parsed = checked(source)

    assert (parsed.kind, [(o.text, o.fraction, o.feedback) for o in parsed.options]) == (kind, options)
    assert parsed.faults == []


def test_gift_answer_in_the_middle_leaves_a_gap():
    assert checked("移送期限是 {=24} 小时。").text == "移送期限是 _____ 小时。"


def test_gift_without_name_takes_its_first_words():
    assert checked("期限是几日？{=三 ~七}").name == "期限是几日？"


def test_gift_html_becomes_words():
    parsed = checked("::a::[html]<p>第一段</p><p><b>第二段</b></p> {=x ~y}")

    assert parsed.text == "第一段\n第二段"
    assert parsed.repairs == [("text", "formatting_dropped")]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("::a b {=x ~y}", ("name", "name_not_closed")),
        ("::a::只有一句话", ("answers", "not_a_question")),
        ("::a::b {=x ~y", ("answers", "braces_do_not_match")),
        ("::a::b {=x ~y}}", ("answers", "braces_do_not_match")),
        ("::a::b {#3:0.1}", ("answers", "kind_not_taken")),
        ("::a::b {=x -> 1 =y -> 2}", ("answers", "kind_not_taken")),
        ("::a::b {x ~y}", ("answers", "answer_without_sign")),
        ("::a::b {T#1#2#3}", ("answers", "too_much_feedback")),
        ("::a::b {~%abc%x ~y}", ("answers", "bad_weight")),
        ("::a::b {~%150%x ~y}", ("answers", "bad_weight")),
        ("::a::b {= ~y}", ("answers", "empty_answer")),
        ("::a::b {=x ~x}", ("answers", "answer_twice")),
        ("::a::b {~x ~y}", ("answers", "no_right_answer")),
        ("::a::b {~%50%x ~y}", ("answers", "weights_not_whole")),
        ("::a::b {~%100%x}", ("answers", "too_few_answers")),
        ("::a::b {=%50%x}", ("answers", "no_right_answer")),
        ("::a::{=x ~y}", ("text", "missing_text")),
        (f"::{'a' * 121}::b {{=x ~y}}", ("name", "too_long")),
        (f"::a::{'b' * 4001} {{=x ~y}}", ("text", "too_long")),
        ("::a::b\x01 {=x ~y}", ("text", "control_character")),
        ("::a::[html]<img src=x> {=x ~y}", ("text", "has_picture")),
    ],
)
def test_gift_fault_names_the_part(source, fault):
    assert fault in checked(source).faults


def test_gift_fault_stands_on_the_line_of_its_question():
    questions = read_gift("// 说明\n\n::a::b {=x ~y}\n\n$CATEGORY: 甲/乙\n::c::d {=x\n\n~y}\n")

    assert [(parsed.line, parsed.category) for parsed in questions] == [(3, ""), (6, "甲/乙"), (8, "甲/乙")]
    assert questions[1].faults == [("answers", "braces_do_not_match")]


def test_the_same_name_twice_is_refused_the_second_time():
    questions = read_gift("::a::b {=x ~y}\n\n::a::c {=x ~y}")
    check_all(questions)

    assert [parsed.faults for parsed in questions] == [[], [("name", "question_twice")]]


@pytest.mark.parametrize(
    ("inner", "kind", "fault"),
    [
        ("", "matching", ("kind", "kind_not_taken")),
        ("", "cloze", ("kind", "kind_not_taken")),
        ("<answer fraction='x'><text>a</text></answer>", "multichoice", ("answers", "bad_weight")),
        ("<defaultgrade>viel</defaultgrade>", "essay", ("answers", "bad_marks")),
        ("<answer fraction='100'><text>a</text></answer>", "multichoice", ("answers", "too_few_answers")),
        ("", "shortanswer", ("answers", "no_answers")),
        (
            "<generalfeedback><text>&lt;table&gt;&lt;/table&gt;</text></generalfeedback>",
            "essay",
            ("feedback", "has_picture"),
        ),
        ("<graderinfo><text>x</text><file name='a.png'>AAAA</file></graderinfo>", "essay", ("hint", "has_picture")),
    ],
)
def test_xml_fault_names_the_part(inner, kind, fault):
    assert fault in from_xml(inner, kind).faults


def test_xml_keeps_tags_marks_and_case():
    parsed = from_xml(
        "<defaultgrade>2.5</defaultgrade><usecase>1</usecase><tags><tag><text>证据</text></tag></tags>"
        "<answer fraction='100'><text>SHA</text></answer>",
        "shortanswer",
    )

    assert (parsed.tags, parsed.marks, parsed.is_case_sensitive) == (["证据"], 2.5, True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7 \x00", "GIFT"),
        (b"// only a remark", "没有题目"),
        (b"<quiz><question></quiz>", "第 1 行"),
        (b"<html></html>", "html"),
        (b"<quiz></quiz>", "没有题目"),
        (
            b'<!DOCTYPE q [<!ENTITY a "b">]><quiz><question><name><text>&a;</text></name></question></quiz>',
            "实体",
        ),
        (b'<!DOCTYPE quiz SYSTEM "http://example.org/x.dtd"><quiz></quiz>', "实体"),
    ],
)
def test_file_that_cannot_be_read_says_why(data, sentence):
    with pytest.raises(SheetError, match=sentence):
        read_questions(data)


def test_entities_are_never_expanded():
    bomb = b'<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>'

    with pytest.raises(SheetError):
        read_questions(bomb)


def test_category_path_is_read_as_moodle_writes_it():
    assert split_category("$course$/top/证据//鉴定/2026") == ["证据/鉴定", "2026"]
