"""Authors correct one question: a new version each time, papers keep theirs, every refusal is a sentence."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.assessment.actions import change_question, make_attempt, retire_question
from courses.assessment.enums import Kind
from courses.assessment.forms.questions import QuestionForm
from courses.assessment.models import Question, QuestionVersion
from courses.assessment.queries import paper_of
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member
from tests.factories.learning import BankFactory, question, quiz

pytestmark = pytest.mark.django_db
PAGES = ("question", "edit-question")


def author_of(bank, role=RoleCode.ORGANISER):
    return member(bank.agency, role)


def rows(*options, total=6):
    """Answers as the form sends them: (text, share, feedback)."""
    data = {"o-TOTAL_FORMS": str(total), "o-INITIAL_FORMS": "0"}
    for place, (text, fraction, *feedback) in enumerate(options):
        data |= {f"o-{place}-text": text, f"o-{place}-fraction": fraction, f"o-{place}-feedback": "".join(feedback)}
    return data


def facts(**given):
    return {"seen": "0", "name": "Q1", "category": "期限", "tags": "", "text": "几日？", "feedback": "", **given}


RIGHT = rows(("三日", "100", "对。"), ("七日", ""))


def said(form):
    return [str(error) for error in form.non_field_errors()]


def test_new_question_is_written_and_found_in_its_bank(client):
    bank = BankFactory()
    author = author_of(bank)
    client.force_login(author)

    answer = client.post(
        reverse("assessment:new-question", args=[bank.pk]) + "?kind=single",
        facts(tags="期限，移送, 期限", text="几日？\r\n请选择。  ", feedback="三日。") | RIGHT,
    )

    made = Question.objects.get(bank=bank)
    assert answer.url == reverse("assessment:question", args=[made.pk])
    assert (made.name, made.category, made.tags) == ("Q1", "期限", ["期限", "移送"])
    version = made.current
    assert (version.number, version.kind, version.text, version.feedback) == (
        1,
        Kind.SINGLE,
        "几日？\n请选择。",
        "三日。",
    )
    assert version.options == [
        {"text": "三日", "fraction": 100.0, "feedback": "对。"},
        {"text": "七日", "fraction": 0.0, "feedback": ""},
    ]
    assert version.written_by == author
    assert ModelLogEntry.objects.filter(action="assessment.question.write").count() == 1
    assert "Q1" in client.get(reverse("assessment:bank", args=[bank.pk])).content.decode()


def form_of(found):
    """The form of a question, sent back as it was opened."""
    form = QuestionForm(kind=found.current.kind, question=found)
    data = {name: value for name in form.fields if (value := form.get_initial_for_field(form.fields[name], name))}
    for place, row in enumerate(form.rows or []):
        data |= {f"o-{place}-{name}": row.initial.get(name, "") for name in row.fields}
    return data | {"o-TOTAL_FORMS": len(form.rows or []), "o-INITIAL_FORMS": len(form.rows or [])}


@pytest.mark.parametrize("kind", list(Kind))
def test_form_sent_back_unchanged_makes_no_version(client, kind):
    found = question(BankFactory(), kind, tags=["期限"])
    client.force_login(author_of(found.bank))

    answer = client.post(reverse("assessment:edit-question", args=[found.pk]), form_of(found))

    assert answer.status_code == 302
    found.refresh_from_db()
    assert (found.versions.count(), found.current.number, found.tags) == (1, 1, ["期限"])


@pytest.mark.parametrize("kind", list(Kind))
def test_change_of_any_kind_is_a_new_version(client, kind):
    found = question(BankFactory(), kind)
    client.force_login(author_of(found.bank))

    client.post(reverse("assessment:edit-question", args=[found.pk]), form_of(found) | {"text": "改过的题干"})

    found.refresh_from_db()
    before = found.versions.get(number=1)
    assert (found.current.number, found.current.text, before.text) == (2, "改过的题干", "第0题？")
    assert found.current.options == before.options
    assert found.current.marks == before.marks


def test_paper_keeps_its_version_and_the_next_one_has_the_new(client):
    made = quiz(number=3)
    bank = made.draws.get().bank
    trainee = member(bank.agency, RoleCode.TRAINEE)
    attempt = make_attempt(made, person=trainee.person, by=trainee)
    version = QuestionVersion.objects.get(pk=attempt.paper[0]["version"])
    client.force_login(author_of(bank))

    data = form_of(version.question) | {"text": "新题干", "o-0-text": "新答案"}
    assert client.post(reverse("assessment:edit-question", args=[version.question_id]), data).status_code == 302

    kept = paper_of(attempt)[0].version
    assert (kept.pk, kept.text, kept.options) == (version.pk, version.text, version.options)
    other = member(bank.agency, RoleCode.TRAINEE)
    made.draws.update(number=4)
    texts = [item.version.text for item in paper_of(make_attempt(made, person=other.person, by=other))]
    assert "新题干" in texts
    assert version.text not in texts


def test_true_or_false_says_which_is_right(client):
    bank = BankFactory()
    client.force_login(author_of(bank))

    client.post(
        reverse("assessment:new-question", args=[bank.pk]) + "?kind=truefalse",
        facts(right="false", said_true="不对。", said_false=""),
    )

    assert Question.objects.get().current.options == [
        {"text": "true", "fraction": 0.0, "feedback": "不对。"},
        {"text": "false", "fraction": 100.0, "feedback": ""},
    ]


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("single", [("甲", "0"), ("乙", "50")], "没有正确答案。请给正确答案 100；有几个正确答案的，合计为 100。"),
        ("single", [("甲", "100")], "选择题至少要有两个选项。"),
        ("single", [("甲", "100"), ("甲 ", "")], "“甲”出现了两次，请删去一个。"),
        (
            "single",
            [("甲", "100"), ("乙", ""), ("", "", "反馈")],
            "有一行填了得分比例或反馈却没有答案：请填写答案，或清空该行。",
        ),
        ("multiple", [("甲", "50"), ("乙", "30"), ("丙", "-50")], "正确答案的得分比例合计为 80，应当合计为 100。"),
        ("multiple", [("甲", "60"), ("乙", "60")], "正确答案的得分比例合计为 120，应当合计为 100。"),
        ("multiple", [("甲", ""), ("乙", "")], "没有正确答案。请给正确答案 100；有几个正确答案的，合计为 100。"),
        ("short", [], "请至少填写一个接受的答案。"),
        ("short", [("三日", "100"), ("三日", "50")], "“三日”出现了两次，请删去一个。"),
        ("short", [("三日", "99")], "没有正确答案。请给正确答案 100；有几个正确答案的，合计为 100。"),
    ],
)
def test_refusals_are_sentences(kind, options, sentence):
    form = QuestionForm(facts() | rows(*options), kind=kind)

    assert not form.is_valid()
    assert said(form) == [sentence]


@pytest.mark.parametrize(("fraction", "fits"), [("100", True), ("100.01", False), ("-100", True), ("-100.5", False)])
def test_share_lies_between_minus_and_plus_hundred(fraction, fits):
    form = QuestionForm(facts() | rows(("甲", "100"), ("乙", fraction)), kind="single")

    assert form.is_valid() is fits
    assert ("得分比例应在 -100 至 100 之间。" in str(form.rows.errors)) is not fits


def test_name_is_taken_once_in_a_bank(client):
    bank = BankFactory()
    question(bank, name="Q1")
    client.force_login(author_of(bank))

    answer = client.post(reverse("assessment:new-question", args=[bank.pk]), facts() | RIGHT)

    assert answer.status_code == 422
    assert "本题库已有名为“Q1”的试题，请换一个名称。" in answer.content.decode()
    assert Question.objects.count() == 1


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(client):
    found = question(BankFactory())
    client.force_login(author_of(found.bank))
    address = reverse("assessment:edit-question", args=[found.pk])
    old = form_of(found)
    client.post(address, old | {"text": "同事的改动"})

    answer = client.post(address, old | {"text": "我的改动"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "您编辑期间已有第 2 版保存。请先查看该版，再保存您的内容。" in page
    assert "我的改动" in page
    found.refresh_from_db()
    assert (found.versions.count(), found.current.text) == (2, "同事的改动")


def test_preview_shows_the_learners_view_and_saves_nothing(client):
    bank = BankFactory()
    client.force_login(author_of(bank))

    answer = client.post(
        reverse("assessment:new-question", args=[bank.pk]), facts(text="<b>几日？</b>", preview="1") | RIGHT
    )

    page = answer.content.decode()
    assert "学员看到的样子" in page
    assert "&lt;b&gt;几日？&lt;/b&gt;" in page
    assert page.count('id="preview-given_') == 2
    assert Question.objects.count() == 0


def test_retired_question_is_drawn_no_more_and_can_be_taken_up_again(client):
    made = quiz(number=2)
    bank = made.draws.get().bank
    found = bank.questions.first()
    client.force_login(author_of(bank))

    client.post(reverse("assessment:retire", args=[found.pk]))
    assert found not in made.draws.get().pool()
    assert made.draws.get().pool().count() == 2
    client.post(reverse("assessment:restore", args=[found.pk]))

    assert made.draws.get().pool().count() == 3
    assert client.get(reverse("assessment:retire", args=[found.pk])).status_code == 405


def test_published_quiz_never_runs_dry(client):
    made = quiz(number=3)
    found = made.draws.get().bank.questions.first()
    author = author_of(found.bank)
    client.force_login(author)
    retire_question(found.bank.questions.last(), by=author)

    page = client.post(reverse("assessment:retire", args=[found.pk]), follow=True).content.decode()

    found.refresh_from_db()
    assert not found.is_retired
    assert f"要抽取{found.bank.title} × 3，这样只剩 2 题。请先补充试题，或先修改测验。" in page
    as_essay = client.post(
        reverse("assessment:edit-question", args=[found.pk]) + "?kind=essay", facts(seen="1", name=found.name)
    )
    assert (as_essay.status_code, found.versions.count()) == (422, 1)


def test_draft_of_a_quiz_binds_nobody():
    made = quiz(number=3)
    type(made).objects.filter(pk=made.pk).update(live=False)
    bank = made.draws.get().bank

    for found in bank.questions.all():
        retire_question(found, by=author_of(bank))

    assert made.draws.get().pool().count() == 0


@pytest.mark.parametrize(
    ("role", "own", "look", "edit"),
    [
        (RoleCode.ORGANISER, True, 200, 200),
        (RoleCode.EDITOR, True, 200, 200),
        (RoleCode.TRAINING_PLANNER, True, 200, 200),
        (RoleCode.SECTION_HEAD, True, 200, 403),
        (RoleCode.TRAINEE, True, 404, 404),
        (RoleCode.ORGANISER, False, 404, 404),
    ],
)
def test_only_authors_of_the_agency_write(client, role, own, look, edit):
    found = question(BankFactory())
    client.force_login(member(found.bank.agency if own else AgencyFactory(), role))

    assert [client.get(reverse(f"assessment:{p}", args=[found.pk])).status_code for p in PAGES] == [look, edit]
    changes = [
        client.post(reverse("assessment:edit-question", args=[found.pk]), form_of(found)),
        client.post(reverse("assessment:retire", args=[found.pk])),
        client.post(reverse("assessment:restore", args=[found.pk])),
        client.post(reverse("assessment:new-question", args=[found.bank_id]), facts() | RIGHT),
    ]
    assert [c.status_code for c in changes] == [302 if edit == 200 else edit] * 4


def test_shared_bank_is_read_by_other_authors_and_not_written(client):
    found = question(BankFactory(is_shared=True))
    client.force_login(member(AgencyFactory(), RoleCode.EDITOR))

    pages = [client.get(reverse(f"assessment:{page}", args=[found.pk])) for page in PAGES]

    assert [page.status_code for page in pages] == [200, 403]
    assert f"本题库的试题由{found.bank.agency}的作者编辑。" in pages[1].content.decode()
    assert reverse("assessment:edit-question", args=[found.pk]) not in pages[0].content.decode()


def test_unknown_kind_is_not_found(client):
    bank = BankFactory()
    client.force_login(author_of(bank))

    assert client.get(reverse("assessment:new-question", args=[bank.pk]) + "?kind=cloze").status_code == 404


def test_stale_version_is_refused_by_the_action_itself():
    found = question(BankFactory())
    form = QuestionForm(form_of(found), kind=found.current.kind, question=found)
    assert form.is_valid()

    with pytest.raises(NotAllowedNow, match="已有第 1 版保存"):
        change_question(found, written=form.written(), seen=0, by=author_of(found.bank))
