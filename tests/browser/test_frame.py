"""The frame of every page: components, language, reading aids, error pages."""

import re

import pytest

from shared.notices.kinds import KINDS, NoticeKind, register
from tests.factories.directory import AgencyFactory, member

pytestmark = pytest.mark.browser


@pytest.fixture
def kind():
    register(NoticeKind("test.called", "提醒", "%(title)s", "请在期限前办理：%(title)s。"))
    yield "test.called"
    del KINDS["test.called"]


@pytest.mark.parametrize("path", ["/styleguide/", "/accessibility/", "/help/"])
def test_public_pages_of_the_frame_keep_nobody_out(page, site, check_page, path):
    page.goto(site + path)

    check_page(page)


def test_reader_switches_language_text_size_and_contrast_without_javascript(page_without_javascript, site):
    page = page_without_javascript
    page.goto(site + "/help/?from=here")

    page.get_by_role("button", name="English").click()

    assert page.url == site + "/help/?from=here"
    assert page.locator("h1").inner_text() == "Help"
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Large text").click()
    page.get_by_role("button", name="High contrast").click()
    assert page.locator("html").get_attribute("class").split() == ["large-text", "high-contrast"]
    page.get_by_role("button", name="Large text").click()
    page.get_by_role("button", name="中文").click()
    assert page.locator("h1").inner_text() == "使用帮助"
    assert page.locator("html").get_attribute("class").split() == ["high-contrast"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("aid", ["large_text", "high_contrast"])
def test_pages_hold_with_reading_aids_on(page, site, check_page, sign_in, language, aid):
    sign_in(page, member(AgencyFactory(name_en="Example Provincial Intellectual Property Administration")))
    page.context.add_cookies(
        [{"name": aid, "value": "1", "url": site}, {"name": "django_language", "value": language, "url": site}]
    )

    for path in ("/my/", "/styleguide/", "/notices/"):
        page.goto(site + path)
        check_page(page)


def test_error_pages_help_and_keep_nobody_out(page, site, check_page):
    page.goto(site + "/nowhere/")

    assert page.locator("h1").inner_text() == "页面没有找到"
    check_page(page, status=404)


def test_member_reads_her_notices(page, site, check_page, sign_in, kind):
    from shared.notices.actions import notify

    user = member(AgencyFactory())
    notify(kind, to=[user], url="/help/", title="确认参加同堂培训班")
    notify(kind, to=[user], title="填写评估")
    sign_in(page, user)
    page.goto(site + "/my/")

    page.get_by_role("link", name="通知 2 条未读").click()

    check_page(page)
    page.get_by_role("link", name="确认参加同堂培训班").click()
    assert page.url == site + "/help/"
    page.goto(site + "/notices/")
    page.get_by_role("button", name=re.compile("标为已读.*填写评估")).click()
    assert page.get_by_text("没有未读通知").is_visible()
    check_page(page)
    page.get_by_role("link", name="查看以往通知").click()
    assert page.locator("article.notice").count() == 2
    page.goto(site + "/notices/settings/")
    check_page(page)
    page.get_by_label("提醒").uncheck()
    page.get_by_role("button", name="保存").click()
    assert page.get_by_text("通知设置已保存。").is_visible()
    assert not page.get_by_label("提醒").is_checked()
