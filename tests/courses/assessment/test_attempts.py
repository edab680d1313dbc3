"""A paper drawn, kept, rebuilt, handed in once."""

import pytest

from courses.assessment.actions import draw_paper, hand_in, save_answer, start_attempt
from courses.assessment.enums import AttemptState, Kind
from courses.assessment.models import Attempt, AttemptAnswer, QuestionVersion, QuizDraw
from courses.assessment.queries import paper_of, passed_quizzes
from shared.audit.actions import NotAllowedNow
from shared.directory.enums import RoleCode
from tests.factories.directory import AgencyFactory, member
from tests.factories.learning import BankFactory, LessonFactory, question, quiz, right_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    made = BankFactory()
    for kind in (*[Kind.SINGLE] * 6, *[Kind.MULTIPLE] * 3, Kind.TRUE_FALSE, Kind.SHORT, Kind.ESSAY):
        question(
            made,
            kind,
            category="2026示例" if kind == Kind.SINGLE else "",
            tags=["证据"] if kind == Kind.MULTIPLE else [],
        )
    return made


@pytest.fixture
def user():
    return member(AgencyFactory(), RoleCode.TRAINEE)


def test_same_seed_draws_the_same_paper(bank):
    test = quiz(bank=bank, number=8)

    assert draw_paper(test, 7) == draw_paper(test, 7)
    assert len({str(draw_paper(test, seed)) for seed in range(20)}) > 15


def test_paper_never_asks_twice_and_never_draws_an_essay(bank):
    test = quiz(bank=bank, number=6)
    QuizDraw.objects.create(quiz=test, bank=bank, number=5)

    for seed in range(10):
        versions = [entry["version"] for entry in draw_paper(test, seed)]
        assert len(set(versions)) == 11
        assert not QuestionVersion.objects.filter(pk__in=versions, kind=Kind.ESSAY).exists()


@pytest.mark.parametrize(
    ("line", "kinds", "size"),
    [
        ({"category": "2026示例"}, {Kind.SINGLE}, 6),
        ({"tag": "证据"}, {Kind.MULTIPLE}, 3),
        ({"kind": Kind.SHORT}, {Kind.SHORT}, 1),
        ({"category": "没有"}, set(), 0),
    ],
)
def test_draw_keeps_to_category_tag_and_kind(bank, line, kinds, size):
    draw = QuizDraw.objects.create(quiz=quiz(bank=bank, number=1), bank=bank, number=1, **line)

    assert ({q.current.kind for q in draw.pool()}, draw.pool().count()) == (kinds, size)


def test_unshuffled_quiz_keeps_the_order_of_choices(bank):
    test = quiz(bank=bank, number=3, is_shuffled=False)

    assert all(entry["order"] == sorted(entry["order"]) for entry in draw_paper(test, 3))


def test_short_pool_is_named(bank, user):
    test = quiz(bank=bank, number=12)

    with pytest.raises(NotAllowedNow, match=f"“{bank.title} × 12”的题目不足"):
        start_attempt(test, person=user.person, by=user)
    assert test.faults() == [f"{bank.title} × 12：题库中只有 11 道题。"]


def test_open_paper_is_given_back(bank, user):
    test = quiz(bank=bank, number=3)

    first = start_attempt(test, person=user.person, by=user)

    assert start_attempt(test, person=user.person, by=user) == first


def test_paper_is_rebuilt_after_the_bank_has_changed(bank, user):
    attempt = start_attempt(quiz(bank=bank, number=4), person=user.person, by=user)
    before = [(item.version.text, item.choices) for item in paper_of(attempt)]

    for one in bank.questions.all():
        one.current = QuestionVersion.objects.create(question=one, number=2, kind=Kind.SINGLE, text="改过", options=[])
        one.save()

    assert [(item.version.text, item.choices) for item in paper_of(Attempt.objects.get())] == before


def test_last_answer_counts(user):
    attempt = start_attempt(quiz(number=1), person=user.person, by=user)
    right = right_answers(attempt)[0]

    save_answer(attempt, place=0, given=[], by=user)
    save_answer(attempt, place=0, given=right, by=user)

    assert AttemptAnswer.objects.get().given == right


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        (Kind.SINGLE, [7], "不在本题选项之中"),
        (Kind.SINGLE, [0, 1], "请选择一个答案"),
        (Kind.TRUE_FALSE, [0, 1], "请选择一个答案"),
        (Kind.SHORT, "长" * 501, "最多 500 个字"),
    ],
)
def test_unfitting_answer_is_refused(user, kind, given, sentence):
    bank = BankFactory()
    question(bank, kind)
    attempt = start_attempt(quiz(bank=bank, number=1), person=user.person, by=user)

    with pytest.raises(NotAllowedNow, match=sentence):
        save_answer(attempt, place=0, given=given, by=user)
    with pytest.raises(NotAllowedNow, match="没有这道题"):
        save_answer(attempt, place=1, given=[], by=user)
    assert AttemptAnswer.objects.count() == 0


def passed(test, user, *, right: int):
    """A paper of which `right` questions are answered rightly."""
    attempt = start_attempt(test, person=user.person, by=user)
    for place, given in list(enumerate(right_answers(attempt)))[:right]:
        save_answer(attempt, place=place, given=given, by=user)
    return hand_in(attempt, by=user)


@pytest.mark.parametrize(
    ("right", "score", "is_passed"), [(3, "60.00", True), (2, "40.00", False), (5, "100.00", True)]
)
def test_pass_mark_itself_passes(user, right, score, is_passed):
    test = quiz(number=5, pass_mark=60)

    attempt = passed(test, user, right=right)

    assert (str(attempt.score), attempt.is_passed, attempt.state) == (score, is_passed, AttemptState.SUBMITTED)
    assert passed_quizzes([user.person.pk], [test.pk]) == ({(user.person.pk, test.pk)} if is_passed else set())


def test_pass_mark_is_the_one_of_the_day_it_began(user):
    test = quiz(number=2, pass_mark=50)
    attempt = start_attempt(test, person=user.person, by=user)
    type(test).objects.update(pass_mark=100)

    save_answer(attempt, place=0, given=right_answers(attempt)[0], by=user)

    assert hand_in(attempt, by=user).is_passed


def test_handing_in_twice_changes_nothing(user):
    attempt = passed(quiz(number=2), user, right=2)

    again = hand_in(Attempt.objects.get(), by=user)

    assert (again.score, again.submitted_at) == (attempt.score, attempt.submitted_at)


def test_no_answer_comes_after_handing_in(user):
    attempt = passed(quiz(number=2), user, right=0)

    with pytest.raises(NotAllowedNow, match="已交卷"):
        save_answer(attempt, place=0, given=[], by=user)


def test_attempts_are_counted_and_a_passed_quiz_is_over(user):
    test = quiz(number=2, attempts_allowed=2)
    passed(test, user, right=0)
    passed(test, user, right=0)

    with pytest.raises(NotAllowedNow, match="最多可答 2 次"):
        start_attempt(test, person=user.person, by=user)
    other = quiz(number=2)
    passed(other, user, right=2)
    with pytest.raises(NotAllowedNow, match="已通过本测验"):
        start_attempt(other, person=user.person, by=user)


def test_unpublished_quiz_is_not_begun(user):
    test = quiz(number=2)
    type(test).objects.update(live=False)
    test.refresh_from_db()

    with pytest.raises(NotAllowedNow, match="尚未发布"):
        start_attempt(test, person=user.person, by=user)


def test_quiz_without_lines_cannot_go_to_review():
    test = quiz(LessonFactory(kind="quiz"), number=2)
    test.draws.all().delete()

    assert test.faults() == ["测验至少要有一行抽题设置。"]


def test_another_persons_attempt_is_nobodys_business(user):
    attempt = start_attempt(quiz(number=2), person=user.person, by=user)
    boss = member(AgencyFactory(), RoleCode.ORGANISER)

    assert list(Attempt.objects.visible_to(user)) == [attempt]
    assert list(Attempt.objects.visible_to(boss)) == []
