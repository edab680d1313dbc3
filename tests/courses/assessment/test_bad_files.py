"""Whatever is uploaded: either questions with their lines, or one sentence; never a traceback, nothing half-written."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.assessment.importers import MOST_QUESTIONS, QuestionImporter, read_questions
from courses.assessment.marking import fits
from courses.assessment.models import Question, QuestionBank
from courses.assessment.parsed import DEEPEST, check_all
from shared.imports.faults import fault_label
from shared.imports.importers import read_batch, run_import
from shared.imports.sheets import SheetError
from tests.factories.directory import AgencyFactory

DATA = Path(__file__).parents[2] / "data"
GIFT, XML = (DATA / "evidence-40.gift").read_bytes(), (DATA / "evidence-40.moodle.xml").read_bytes()
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "utf-32", "latin-1")
PIECES = [
    *"{}=~#:%\\[]\n\t\r\x00\x01\ufdd0\ufffe",
    "::",
    "####",
    "->",
    "$CATEGORY: ",
    "//",
    "\n\n",
    "%50%",
    "T",
    "[html]",
]
PIECES += [
    "<p>",
    "<div>",
    "</div>",
    "<b>x",
    "&amp;",
    "&#0;",
    "<img>",
    "<frameset>",
    "<body>",
    "<!--",
    "]]>",
    "题",
    "\u2028",
]


def outcome(data):
    """How many questions a file holds, or its one sentence; every question has its line and every fault its words."""
    try:
        questions = read_questions(data)
    except SheetError as error:
        return str(error)
    check_all(questions, "题库")
    assert all(parsed.line > 0 for parsed in questions)
    codes = {code for parsed in questions for _part, code in parsed.faults + parsed.repairs}
    assert [code for code in codes if fault_label(code) == code] == []
    return len(questions)


def xml(inner, kind="multichoice"):
    name = "<name><text>N</text></name>"
    return f'<quiz><question type="{kind}">{name}<questiontext><text>{inner}</text></questiontext></question></quiz>'


def faults_of(data):
    questions = read_questions(data if isinstance(data, bytes) else data.encode())
    check_all(questions)
    return [code for parsed in questions for _part, code in parsed.faults]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join), st.sampled_from(ENCODINGS))
def test_any_text_in_any_encoding_ends_in_questions_or_a_sentence(text, encoding):
    outcome(text.encode(encoding, errors="ignore"))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_files_end_in_questions_or_a_sentence(data):
    source = bytearray(data.draw(st.sampled_from([GIFT[:3000], XML[:3000] + b"</quiz>", XML])))
    for _n in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(source) - 1))
        source[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    outcome(bytes(source))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=20).map("".join))
def test_any_formatting_in_xml_ends_in_questions_or_a_sentence(text):
    outcome(xml("<![CDATA[" + text.replace("]]>", "") + "]]>").encode(errors="ignore"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_gift_is_read_in_the_encodings_that_are_used(encoding):
    assert outcome(GIFT.decode("utf-8").encode(encoding)) == 40


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_xml_is_read_in_the_encoding_it_declares(encoding):
    text = XML.decode("utf-8").replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')

    assert outcome(text.encode(encoding)) == 40


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的。"),
        (b"\xef\xbb\xbf \r\n", "文件中没有题目。"),
        ("::题::几日？{=三}".encode("utf-16-le"), "这既不是 GIFT 文本文件，也不是 Moodle XML 文件。"),
        (b"PK\x03\x04\x00\x00", "这既不是 GIFT 文本文件，也不是 Moodle XML 文件。"),
        (b"// only a remark\n", "文件中没有题目。"),
        (b"<quiz></quiz>", "文件中没有题目。"),
        (b"<html><body/></html>", "这个 XML 不是 Moodle 试题文件：其根元素是“html”，而不是“quiz”。"),
        (XML.replace(b'encoding="UTF-8"', b'encoding="martian"'), "XML 在第 1 行有错误："),
        (XML[:2000], "XML 在第 22 行有错误："),
        (
            b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><quiz><question>&b;</question></quiz>',
            "文件声明了文档类型或实体，不予接受；请去除后另存。",
        ),
        (b"<quiz>" + b"<a>" * 300 + b"</a>" * 300 + b"</quiz>", "XML 在第 1 行有错误："),
        (b"::a::b{T}\n\n" * (MOST_QUESTIONS + 1), "文件中的试题超过 5000 题，请拆分后再导入。"),
    ],
)
def test_bad_files_say_what_is_wrong(data, sentence):
    assert str(outcome(data)).startswith(sentence)


def test_entity_bomb_costs_no_time():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    started = time.perf_counter()

    said = outcome(f'<!DOCTYPE q [<!ENTITY e0 "x">{levels}]><quiz>&e11;</quiz>'.encode())

    assert isinstance(said, str)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("depth", [DEEPEST - 20, 5000])
def test_deeply_nested_formatting_is_refused_not_a_crash(depth):
    faults = faults_of(xml("<![CDATA[" + "<div>" * depth + "几日？" + "</div>" * depth + "]]>", "essay"))

    assert faults == ([] if depth < DEEPEST else ["bad_html"])


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (xml("Which <b>one</b>?", "essay"), "not_escaped"),
        (xml("<![CDATA[<frameset>]]>", "essay"), None),
        (xml("t", "truefalse"), "not_true_or_false"),
        ("::a\x07::b{T}", "control_character"),
        ("$CATEGORY: 题\x01库\n\n::a::b{T}", "control_character"),
        ("::a::b \ufdd0{T}", "control_character"),
        ("::a::b{=x =\\ufffe\ufffe}", "control_character"),
        ("$CATEGORY: " + "库" * 121 + "\n\n::a::b{T}", "too_long"),
        ("$CATEGORY: 库/" + "类" * 201 + "\n\n::a::b{T}", "too_long"),
        ("::a::b{=%nan%x}", "bad_weight"),
        ("::a::b{=x->1 =y->2}", "kind_not_taken"),
    ],
)
def test_bad_questions_are_refused_one_by_one(data, fault):
    faults = faults_of(data)

    assert faults
    assert fault in (None, *faults)


def test_two_backslashes_are_one_and_an_arrow_may_stand_in_a_choice():
    questions = read_questions(b"::a::C\\\\new \\= {=x\\\\ ~a->b}")

    assert (questions[0].text, [o.text for o in questions[0].options]) == ("C\\new =", ["x\\", "a->b"])


@pytest.mark.django_db
def test_bad_questions_leave_nothing_half_written():
    agency = AgencyFactory()
    text = "$CATEGORY: 库\x00\n\n::a::b{T}\n\n$CATEGORY: 库\n\n::c::d{T}\n\n::e::f{~x}"

    batch = run_import(QuestionImporter(agency), text.encode("utf-16"), "x.gift")

    assert batch.counts() == {"read": 3, "created": 1, "updated": 0, "repaired": 0, "refused": 2}
    assert [q.name for q in Question.objects.all()] == ["c"]
    assert "\x00" not in "".join(fault.value_in_file for fault in batch.faults)


@pytest.mark.django_db
def test_same_name_in_the_bank_of_the_file_and_in_the_category_of_that_name_is_taken_once():
    batch = run_import(
        QuestionImporter(AgencyFactory()), "::a::b{T}\n\n$CATEGORY: 证据\n\n::a::c{T}".encode(), "证据.gift"
    )

    assert [(fault.row, fault.fault) for fault in batch.faults] == [(5, "question_twice")]
    assert Question.objects.count() == 1


@pytest.mark.django_db
def test_failure_in_the_middle_takes_back_everything(monkeypatch):
    agency = AgencyFactory()
    from courses.assessment import importers

    whole, calls = importers.keep_question, []

    def failing(*args):
        calls.append(args)
        if len(calls) == 20:
            raise RuntimeError("the power went")
        whole(*args)

    monkeypatch.setattr(importers, "keep_question", failing)

    with pytest.raises(RuntimeError):
        run_import(QuestionImporter(agency), GIFT, "x.gift")

    assert (Question.objects.count(), QuestionBank.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_what_has_control_characters_can_be_shown_and_reported():
    batch = read_batch(
        QuestionImporter(AgencyFactory()), "::a\x00::b\x00{T#\x00}".encode("utf-16"), "x\x01.gift", by=None
    )

    (record,) = batch.all()
    assert "\x00" not in QuestionImporter().describe(record) + "".join(record.in_file.values())


@pytest.mark.parametrize(
    ("pattern", "typed", "does"),
    [
        ("检察*书", "检察意见书", True),
        ("检察*书", "检察意见", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("*b*", "abc", True),
        ("a*bc*c", "abc", False),
        ("2\\*3", "2*3", True),
        ("2\\*3", "2x3", False),
        ("*", "x", True),
    ],
)
def test_star_stands_for_anything(pattern, typed, does):
    assert fits(pattern, typed) is does


def test_no_pattern_makes_marking_slow():
    started = time.perf_counter()

    assert not fits("a*" * 400 + "b", "a" * 500)
    assert time.perf_counter() - started < 1
