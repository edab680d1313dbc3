"""The trainee's way through lessons and quiz around her class; two authors of two sides who write and review it."""

import re
from pathlib import Path

import pytest
from django.utils import timezone

from courses.assessment.enums import AttemptState
from courses.assessment.importers import QuestionImporter
from courses.assessment.models import Attempt, QuestionBank, QuestionVersion
from courses.catalogue.actions import submit_for_review
from courses.catalogue.enums import LessonKind
from courses.catalogue.models import Course, Lesson
from courses.training.enums import EnrolmentState
from shared.credits.models import CreditEntry
from shared.directory.enums import RoleCode
from shared.imports.importers import run_import
from tests.factories.directory import AgencyFactory, member
from tests.factories.learning import CourseFactory, LessonFactory, ModuleFactory, quiz, video_lesson
from tests.factories.training import SessionFactory, seated

pytestmark = pytest.mark.browser
GIFT = Path(__file__).parents[1] / "data" / "evidence-40.gift"


@pytest.fixture
def room(site, settings, tmp_path):
    """A class that begins today, its course with a text, a film and a quiz of five questions, a trainee in it."""
    settings.MEDIA_ROOT = tmp_path
    session = SessionFactory(starts_on=timezone.localdate(), title="证据规则同堂培训班")
    course = CourseFactory(title="知识产权案件的证据", ip_agency=session.ip_host, proc_agency=session.proc_host)
    module = ModuleFactory(course=course, title="课前准备")
    LessonFactory(module=module, title="证据清单", position=1, minutes=20)
    video_lesson(module=module, title="电子数据的固定", position=2, minutes=10)
    test = LessonFactory(module=module, title="结业测验", kind=LessonKind.QUIZ, position=3)
    run_import(QuestionImporter(session.ip_host), GIFT.read_bytes(), GIFT.name)
    quiz(test, bank=QuestionBank.objects.get(), number=5)
    type(session).objects.filter(pk=session.pk).update(course=course)
    trainee = member(session.ip_host, RoleCode.TRAINEE, name="林晓晓")
    seated(session, state=EnrolmentState.CONFIRMED, person=trainee.person)
    return {"session": session, "course": course, "trainee": trainee}


def answer(tab, *, rightly: bool):
    """Answer the question on the page as somebody who has learned it, or not."""
    attempt = Attempt.objects.get(state=AttemptState.OPEN)
    number = int(tab.url.rstrip("/").split("/")[-1])
    version = QuestionVersion.objects.get(pk=attempt.paper[number - 1]["version"])
    right = [n for n, option in enumerate(version.options) if option["fraction"] > 0]
    wrong = [n for n, option in enumerate(version.options) if option["fraction"] <= 0]
    if version.kind == "short":
        tab.locator("[name=given]").fill(version.options[0]["text"] if rightly else "不知道")
    else:
        for place in right if rightly else (wrong or right)[:1]:
            tab.locator(f"[name=given][value='{place}']").check()


def press(tab, name):
    with tab.expect_navigation():
        tab.get_by_role("button", name=name, exact=True).click()


def test_trainee_learns_stops_goes_on_fails_once_and_passes(page, site, sign_in, check_page, new_context, room):
    sign_in(page, room["trainee"])

    # From the start page and the class to the course; what is locked says why.
    page.goto(site + "/my/")
    assert page.get_by_role("link", name="继续学习：知识产权案件的证据").first.is_visible()
    page.goto(site + room["session"].get_absolute_url())
    page.get_by_role("link", name="随班学习").click()
    assert page.get_by_text("须先学完《证据清单》").first.is_visible()
    check_page(page)

    # Two lessons, which she marks herself; the film plays with captions and is not forced on her.
    page.get_by_role("link", name=re.compile("继续.*证据清单")).click()
    check_page(page)
    press(page, "我已读完")
    assert page.locator("video track[kind=captions]").count() == 1
    page.complaints.clear()  # the film of the test is no real one
    press(page, "我已看完")
    check_page(page)

    # The quiz, failed: every answer wrong.
    press(page, "开始测验")
    check_page(page)
    for _n in range(5):
        answer(page, rightly=False)
        press(page, "保存并继续")
    check_page(page)
    press(page, "交卷")
    assert page.get_by_text("尚未通过").first.is_visible()
    check_page(page)

    # Again; the browser is closed after the second answer, which nobody has saved by a button.
    page.get_by_role("link", name="再答一次").click()
    press(page, "换一份试卷再答")
    answer(page, rightly=True)
    press(page, "保存并继续")
    with page.expect_response(lambda r: r.status == 204):
        answer(page, rightly=True)
        page.locator("[name=given]").last.blur()
    page.context.close()

    later = new_context().new_page()
    later.complaints = []
    sign_in(later, room["trainee"])
    later.goto(site + room["course"].get_absolute_url())
    later.get_by_role("link", name=re.compile("继续.*结业测验")).click()
    press(later, "继续答题")
    assert "第 3 题" in later.locator("main").inner_text()
    for _n in range(3):
        answer(later, rightly=True)
        press(later, "保存并继续")
    assert later.get_by_text("全部题目已作答").is_visible()
    press(later, "交卷")
    assert later.get_by_text("得分 100%").is_visible()
    check_page(later)

    # Completed, and in her ledger: 0.5 for twenty minutes, 0.25 for ten, 0.5 for the quiz.
    later.goto(site + room["course"].get_absolute_url())
    assert later.get_by_text("您已学完本课程").is_visible()
    later.goto(site + "/credits/")
    assert later.get_by_text("知识产权案件的证据").first.is_visible()
    assert str(CreditEntry.objects.get().hours) == "1.25"


def test_the_whole_way_needs_no_javascript(page_without_javascript, site, sign_in, room):
    tab = page_without_javascript
    sign_in(tab, room["trainee"])

    tab.goto(site + room["course"].get_absolute_url())
    tab.get_by_role("link", name=re.compile("继续.*证据清单")).click()
    press(tab, "我已读完")
    press(tab, "我已看完")
    press(tab, "开始测验")
    for _n in range(5):
        answer(tab, rightly=True)
        press(tab, "保存并继续")
    press(tab, "交卷")

    assert tab.get_by_text("得分 100%").is_visible()
    assert CreditEntry.objects.count() == 1


def test_one_side_writes_the_other_side_reviews(page, site, sign_in, new_context):
    ip, proc = AgencyFactory(name="示例省知识产权局"), AgencyFactory(proc=True, name="示例省人民检察院")
    author, reviewer = member(ip, RoleCode.ORGANISER), member(proc, RoleCode.ORGANISER)
    course = CourseFactory(title="证据课程", ip_agency=ip, proc_agency=proc, live=False)
    module = ModuleFactory(course=course, title="课前准备", live=False)
    lesson = LessonFactory(module=module, title="证据清单", live=False)
    test = LessonFactory(module=module, title="结业测验", kind=LessonKind.QUIZ, live=False)
    drawn = quiz(test)
    for part in (course, module, lesson, test, drawn):
        part.save_revision(user=author)

    # The author changes a lesson in the editor.
    sign_in(page, author)
    page.goto(f"{site}/editor/snippets/catalogue/lesson/edit/{lesson.pk}/")
    page.locator("#id_title").fill("一份好的证据清单")
    page.wait_for_timeout(300)
    with page.expect_navigation():
        page.locator("button.action-save").first.evaluate("button => button.click()")
    assert Lesson.objects.get(pk=lesson.pk).get_latest_revision_as_object().title == "一份好的证据清单"
    assert page.locator("[name=action-publish]").count() == 0
    page.goto(f"{site}/editor/snippets/catalogue/course/edit/{course.pk}/")
    with page.expect_navigation():
        page.locator("[name=action-submit]").first.evaluate("button => button.click()")
    assert Course.objects.get(pk=course.pk).workflow_in_progress, page.locator("main").inner_text()[:1500]

    # She cannot approve it, the other side can.
    page.goto(f"{site}/editor/snippets/catalogue/course/edit/{course.pk}/")
    assert page.locator("[data-workflow-action-name=approve]").count() == 0
    other = new_context().new_page()
    sign_in(other, reviewer)
    other.goto(site + "/my/")
    assert other.get_by_text("课程审查：证据课程").first.is_visible()
    other.goto(f"{site}/editor/snippets/catalogue/course/edit/{course.pk}/")
    with other.expect_navigation():
        other.locator("[data-workflow-action-name=approve]").first.evaluate("button => button.click()")

    assert Course.objects.get(pk=course.pk).live
    assert Lesson.objects.get(pk=lesson.pk).title == "一份好的证据清单"
    assert Lesson.objects.get(pk=lesson.pk).live


def test_course_under_review_lies_still(page, site, sign_in):
    course = CourseFactory(live=False)
    module = ModuleFactory(course=course, live=False)
    lesson = LessonFactory(module=module, live=False)
    test = LessonFactory(module=module, kind=LessonKind.QUIZ, live=False)
    drawn, author = quiz(test), member(course.ip_agency, RoleCode.EDITOR)
    for part in (course, module, lesson, test, drawn):
        part.save_revision(user=author)
    submit_for_review(course, by=author)

    sign_in(page, author)
    page.goto(f"{site}/editor/snippets/catalogue/lesson/edit/{lesson.pk}/")

    assert page.get_by_text("课程正在审查").first.is_visible()
