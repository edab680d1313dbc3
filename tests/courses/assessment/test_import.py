"""Questions come in by page and by command: once, in versions, into banks of one's own agency."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from courses.assessment.importers import QuestionImporter
from courses.assessment.models import Question, QuestionBank, QuestionVersion
from shared.directory.enums import RoleCode
from shared.imports.importers import run_import
from tests.factories.directory import AgencyFactory, member
from tests.factories.learning import BankFactory, question

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[2] / "data"
GIFT, XML = DATA / "evidence-40.gift", DATA / "evidence-40.moodle.xml"
SMALL = "$CATEGORY: 证据/期限\n\n::Q1::几日？{=三 ~七}\n\n::Q2::几时？{=24}\n"


def bring(path_or_text, agency, name="small.gift", **kwargs):
    data = path_or_text.encode() if isinstance(path_or_text, str) else path_or_text.read_bytes()
    return run_import(QuestionImporter(agency), data, name, **kwargs)


def held(bank):
    """What a bank says, question by question."""
    rows = bank.questions.select_related("current").order_by("name")
    return [
        (q.name, q.category, q.tags, q.current.kind, q.current.text, q.current.options, q.current.feedback)
        for q in rows
    ]


def test_both_formats_make_equal_banks():
    first, second = AgencyFactory(), AgencyFactory()

    bring(GIFT, first)
    bring(XML, second)

    banks = [QuestionBank.objects.get(agency=agency) for agency in (first, second)]
    assert held(banks[0]) == held(banks[1])
    assert [bank.title for bank in banks] == ["知识产权执法证据"] * 2
    assert {row[1] for row in held(banks[0])} == {"2026示例"}
    hints = [QuestionVersion.objects.filter(question__bank=bank).exclude(hint="").count() for bank in banks]
    assert hints == [0, 4]


def test_second_run_and_the_other_format_change_nothing():
    agency = AgencyFactory()

    counts = [bring(path, agency).counts() for path in (XML, XML, GIFT, XML)]

    assert [(c["read"], c["created"], c["updated"], c["refused"]) for c in counts] == [(40, 40, 0, 0)] + [
        (40, 0, 0, 0)
    ] * 3
    assert QuestionVersion.objects.count() == 40


def test_changed_question_gets_a_new_version():
    agency = AgencyFactory()
    bring(SMALL, agency)

    batch = bring(SMALL.replace("~七", "~十"), agency)

    assert batch.counts()["updated"] == 1
    versions = QuestionVersion.objects.filter(question__name="Q1").order_by("number")
    assert [(v.number, v.options[1]["text"]) for v in versions] == [(1, "七"), (2, "十")]
    assert Question.objects.get(name="Q1").current.number == 2


def test_moved_question_keeps_its_version():
    agency = AgencyFactory()
    bring(SMALL, agency)

    assert bring(SMALL.replace("证据/期限", "证据/时限"), agency).counts()["updated"] == 2
    assert set(Question.objects.values_list("category", "current__number")) == {("时限", 1)}


def test_bad_question_is_refused_and_the_rest_taken():
    batch = bring(SMALL + "\n::Q3::坏题 {~a ~b}\n", AgencyFactory())

    assert [(fault.row, fault.column, fault.fault) for fault in batch.faults] == [(7, "答案", "no_right_answer")]
    assert Question.objects.count() == 2


def test_questions_without_category_go_to_a_bank_named_like_the_file():
    bring("::a::b {=x ~y}", AgencyFactory(), "第一批.gift")

    assert QuestionBank.objects.get().title == "第一批"


def test_author_checks_and_takes_over_by_page(client):
    agency = AgencyFactory()
    client.force_login(member(agency, RoleCode.ORGANISER))
    page = reverse("imports:upload", args=["questions"])

    assert ".gift" in client.get(page).content.decode()
    answer = client.post(page, {"sheet": SimpleUploadedFile("q.gift", GIFT.read_bytes())})
    assert Question.objects.count() == 0
    assert "Q01 移送决定期限" in client.get(answer.url + "?show=rows").content.decode()
    client.post(answer.url + "take-over/", {"scope": "all"})

    assert QuestionBank.objects.get().agency == agency
    assert Question.objects.count() == 40


def test_unreadable_file_is_a_sentence_on_the_form(client):
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    answer = client.post(
        reverse("imports:upload", args=["questions"]), {"sheet": SimpleUploadedFile("q.xml", b"<quiz>")}
    )

    assert answer.status_code == 422
    assert "XML 在第 1 行有错误" in answer.content.decode()


@pytest.mark.parametrize("role", [RoleCode.TRAINEE, RoleCode.UNIT_HR, RoleCode.CLASS_HEAD, RoleCode.SECTION_HEAD])
def test_who_writes_no_courses_imports_no_questions(client, role):
    client.force_login(member(AgencyFactory(), role))

    assert client.get(reverse("imports:upload", args=["questions"])).status_code == 403


def test_import_goes_to_ones_own_bank_even_when_another_has_the_same_title():
    foreign = BankFactory(title="证据", is_shared=True)
    agency = AgencyFactory()
    author = member(agency, RoleCode.EDITOR)

    run_import(QuestionImporter(), SMALL.encode(), "q.gift", by=author)

    assert foreign.questions.count() == 0
    assert QuestionBank.objects.get(agency=agency).questions.count() == 2


def test_command_prints_counts_and_wants_an_agency():
    agency, out = AgencyFactory(), StringIO()

    call_command("import_questions", str(GIFT), "--agency", agency.code, "--dry-run", stdout=out)
    assert Question.objects.count() == 0
    call_command("import_questions", str(GIFT), "--agency", agency.code, stdout=out)

    assert json.loads(out.getvalue().splitlines()[-1]) == {
        "read": 40, "created": 40, "updated": 0, "repaired": 0, "refused": 0,
    }  # fmt: skip
    with pytest.raises(CommandError, match="I-none"):
        call_command("import_questions", str(GIFT), "--agency", "I-none")


def test_banks_are_for_authors_and_hold_their_answers_back_from_others(client):
    bank = BankFactory()
    question(bank)
    shared = BankFactory(is_shared=True)
    address = reverse("assessment:bank", args=[bank.pk])

    def answers(user):
        client.force_login(user)
        return [client.get(reverse("assessment:banks")).status_code, client.get(address).status_code]

    assert answers(member(bank.agency, RoleCode.ORGANISER)) == [200, 200]
    assert answers(member(AgencyFactory(), RoleCode.ORGANISER)) == [200, 404]
    assert answers(member(bank.agency, RoleCode.TRAINEE)) == [403, 404]
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))
    text = client.get(reverse("assessment:banks")).content.decode()
    assert shared.title in text
    assert bank.title not in text


def test_lists_cost_the_same_for_three_rows_as_for_one(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bank = BankFactory()
    question(bank)
    client.force_login(member(bank.agency, RoleCode.EDITOR))
    for address in (reverse("assessment:banks"), reverse("assessment:bank", args=[bank.pk])):
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        for _n in range(2):
            BankFactory(agency=bank.agency)
            question(bank)
        with CaptureQueriesContext(connection) as three:
            client.get(address)
        assert len(one) == len(three)
