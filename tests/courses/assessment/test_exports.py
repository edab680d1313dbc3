"""What goes out comes in again as it was, whatever stands in it; and no file ends in anything but a sentence."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courses.assessment.enums import Kind
from courses.assessment.exports import GIFT, XML, written
from courses.assessment.gift import write_gift
from courses.assessment.importers import QuestionImporter, content_of, read_questions
from courses.assessment.models import Question, QuestionBank, QuestionVersion
from courses.assessment.moodle_xml import write_moodle_xml
from courses.assessment.parsed import (
    CONTROL,
    Option,
    Parsed,
    check_all,
    in_one_line,
    joined_category,
    settle,
    split_category,
)
from shared.directory.enums import RoleCode
from shared.imports.importers import run_import
from tests.factories.directory import AgencyFactory, member
from tests.factories.learning import BankFactory, option, question

# Signs of both formats, of HTML and of formulas come up far more often than by chance.
SIGNS = [*"~=#{}:\\%/<>&\"'[]-+@$* \n\t\r", "->", "::", "####", "//", "\\n", "[html]", "%50%", "$CATEGORY:", "T", "]]>"]
SIGNS += ["=HYPERLINK(1)", "<script>alert(1)</script>", "&lt;b&gt;", "\u3000", "\xa0", "三日", "𠮷", "\ue000", "top"]
WORDS = st.lists(st.sampled_from(SIGNS) | st.text(max_size=3), max_size=8).map("".join)
TEXTS = WORDS.map(lambda text: CONTROL.sub("", text))
FRACTIONS = st.sampled_from([0, 100, 50, 33.33333, -100, -25, 12.5])


@st.composite
def parsed_questions(draw):
    """Any question that the importers take."""
    kind = draw(st.sampled_from(list(Kind)))
    options = []
    if kind == Kind.TRUE_FALSE:
        right = draw(st.booleans())
        options = [Option("true", 100.0 * right, draw(TEXTS)), Option("false", 100.0 * (not right), draw(TEXTS))]
    elif kind != Kind.ESSAY:
        rows = draw(st.lists(st.tuples(TEXTS, FRACTIONS, TEXTS), min_size=1, max_size=5, unique_by=lambda row: row[0]))
        options = [
            Option(f"{text}x{n}" if draw(st.booleans()) else text, f, fb) for n, (text, f, fb) in enumerate(rows)
        ]
    parsed = Parsed(
        1,
        name=draw(TEXTS) or "Q",
        kind=kind,
        text=draw(TEXTS) or "？",
        category=joined_category("题/库", in_one_line(draw(TEXTS))),
        feedback=draw(TEXTS),
        options=options,
        tags=draw(st.lists(TEXTS, max_size=2)),
        is_case_sensitive=draw(st.booleans()) if kind == Kind.SHORT else None,
        is_retired=draw(st.booleans()),
        marks=draw(st.sampled_from([1.0, 0.5, 2.125])),
        hint=draw(TEXTS) if kind == Kind.ESSAY else None,
    )
    check_all([parsed])
    return parsed


def said(parsed):
    options = [(o.text, o.fraction, o.feedback) for o in parsed.options]
    return parsed.name, parsed.kind, parsed.text, options, parsed.feedback, split_category(parsed.category)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(parsed_questions().filter(lambda parsed: not parsed.faults))
def test_every_question_comes_back_from_both_formats(parsed):
    from_gift, from_xml = read_questions(write_gift([parsed]).encode()), read_questions(write_moodle_xml([parsed]))
    check_all(from_gift)
    check_all(from_xml)

    assert [said(q) for q in from_gift] == [said(parsed)] == [said(q) for q in from_xml]
    assert [q.faults + q.repairs for q in [*from_gift, *from_xml]] == [[], []]
    assert content_of(from_xml[0], None) == content_of(parsed, None)
    assert (from_xml[0].tags, from_xml[0].is_retired) == (parsed.tags, parsed.is_retired)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
@example("top", "top/a//b")
@example("/", "//")
@example("$a$", " /x")
def test_every_bank_and_category_comes_back(bank, category):
    path = split_category(joined_category(" ".join(bank.split()) or "库", " ".join(category.split())))

    assert path[0] == (" ".join(bank.split()) or "库")
    assert "/".join(path[1:]) == " ".join(category.split())


@settings(max_examples=300, deadline=None)
@given(parsed_questions())
def test_what_is_settled_stays_settled(parsed):
    once = said(parsed)
    settle(parsed)

    assert said(parsed) == once


def full_bank():
    """One question of every kind, with everything that a version can say."""
    bank = BankFactory(title="证据/期限")
    question(bank, name="=SUM(A1)", category="2026/示例", tags=["期限"], text="<script>alert(1)</script>\n几日？")
    question(bank, Kind.MULTIPLE, marks=Decimal("2.500"))
    question(bank, Kind.TRUE_FALSE, feedback="")
    question(bank, Kind.SHORT, is_case_sensitive=True, options=[option("a->b", 100, "=1"), option("//c\\n", 50)])
    question(bank, Kind.ESSAY, hint="清单；笔录。")
    return bank


def held(bank):
    rows = bank.questions.select_related("current").order_by("name")
    facts = ["kind", "text", "options", "feedback", "hint", "marks", "is_case_sensitive"]
    return [(q.name, q.category, q.tags, q.is_retired, *(getattr(q.current, f) for f in facts)) for q in rows]


@pytest.mark.django_db
def test_bank_comes_back_from_moodle_xml_with_everything():
    bank, other = full_bank(), AgencyFactory()
    Question.objects.filter(name="Q01").update(is_retired=True)

    batch = run_import(QuestionImporter(other), written(bank, XML), "x.xml")

    assert batch.counts() == {"read": 5, "created": 5, "updated": 0, "repaired": 0, "refused": 0}
    assert held(QuestionBank.objects.get(agency=other, title="证据/期限")) == held(bank)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [GIFT, XML])
def test_own_export_changes_nothing_in_the_bank_it_came_from(kind):
    bank = full_bank()
    before = held(bank)

    batch = run_import(QuestionImporter(bank.agency), written(bank, kind), "x")

    assert batch.counts() == {"read": 5, "created": 0, "updated": 0, "repaired": 0, "refused": 0}
    assert held(bank) == before
    assert QuestionVersion.objects.count() == 5


@pytest.mark.django_db
def test_gift_leaves_retired_questions_out():
    bank = full_bank()
    Question.objects.filter(name="Q01").update(is_retired=True)

    assert [q.name for q in read_questions(written(bank, GIFT))] == ["Q02", "Q03", "Q04", "=SUM(A1)"]


@pytest.mark.django_db
def test_no_line_of_gift_begins_like_a_formula_and_no_xml_holds_markup():
    bank = full_bank()

    gift, xml = written(bank, GIFT).decode(), written(bank, XML).decode()

    assert [line for line in gift.splitlines() if re.match(r"\s*[=+\-@\t]", line)] == []
    assert "::[plain]<script>" in gift
    assert "<script" not in xml
    assert 'format="html"' not in xml


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "mime"), [("gift", "text/plain"), ("xml", "application/xml")])
def test_author_downloads_her_bank_and_nobody_else_does(client, kind, mime):
    bank = full_bank()
    address = reverse("assessment:export", args=[bank.pk]) + f"?format={kind}"

    def asked(user):
        client.force_login(user)
        return client.get(address)

    answer = asked(member(bank.agency, RoleCode.ORGANISER))
    assert (answer.status_code, answer["Content-Type"]) == (200, f"{mime}; charset=utf-8")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert asked(member(bank.agency, RoleCode.TRAINEE)).status_code == 404
    assert asked(member(AgencyFactory(), RoleCode.ORGANISER)).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.django_db
def test_unknown_format_is_not_found(client):
    bank = full_bank()
    client.force_login(member(bank.agency, RoleCode.ORGANISER))

    assert client.get(reverse("assessment:export", args=[bank.pk]) + "?format=doc").status_code == 404
