"""The job of an HR officer: see the desk, take a secondment from recommendation to office, see it on the timeline."""

import datetime as dt

import pytest
from django.utils import timezone

from exchanges.secondments.models import Secondment
from tests.factories.secondments import SecondmentFactory, colleague, parties, scan

pytestmark = pytest.mark.browser
PDF = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": scan().read()}


@pytest.fixture
def p(site):
    return parties()


@pytest.fixture
def planned(p):
    """A need towards the home unit, and a term in office beside it."""
    today = timezone.localdate()
    home_person = colleague(p.home, name="吴越")
    SecondmentFactory(
        home_org=p.home,
        host_org=p.host,
        person=home_person,
        starts_on=today - dt.timedelta(days=300),
        ends_on=today + dt.timedelta(days=40),
    )
    return p.secondment(
        "planned", number="SEC-0042", starts_on=today, ends_on=today + dt.timedelta(days=700), position="商业秘密岗"
    )


def press(page, label):
    """The button of the page, by its words."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=label, exact=True).click()


def follow(page, label):
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=label, exact=True).click()


def test_a_secondment_goes_from_the_need_to_the_timeline(page, site, sign_in, check_page, p, planned):
    detail = f"{site}/secondments/SEC-0042/"

    # The home unit's HR officer sees what is due and recommends her colleague.
    sign_in(page, p.hr)
    page.goto(f"{site}/secondments/")
    assert page.get_by_role("heading", level=1).inner_text() == "人才交流 · 浙江省知识产权局"
    check_page(page)
    page.get_by_role("link", name="推荐人员 SEC-0042").click()
    check_page(page)
    follow(page, "推荐人员")
    page.get_by_label("姓名、拼音或专业领域").fill("周晓")
    press(page, "搜索")
    page.get_by_role("radio", name="周晓").check()
    page.get_by_label("派出单位意见").fill("同意推荐。")
    page.get_by_label("推荐表").set_input_files(PDF)
    check_page(page)
    press(page, "推荐人员")
    assert "已推荐" in page.locator("main").inner_text()

    # The host's political department examines.
    sign_in(page, p.host_officer)
    page.goto(detail)
    follow(page, "开展考察")
    check_page(page)
    press(page, "开展考察")

    # The person decides herself, on her own page.
    sign_in(page, p.user)
    page.goto(f"{site}/secondments/")
    assert page.get_by_role("heading", level=1).inner_text() == "我的派出任职"
    check_page(page)
    follow(page, "同意派出")
    press(page, "同意派出")
    assert page.locator("main [role=alert]").is_visible()  # the box is not ticked yet
    check_page(page, status=422)
    page.get_by_role("checkbox").check()
    press(page, "同意派出")
    assert "本人同意" in page.locator("main").inner_text()

    # Host decides, home signs, the person signs the pledge, the letter is issued.
    sign_in(page, p.host_officer)
    page.goto(detail)
    follow(page, "决定聘任")
    page.get_by_label("聘任决定").set_input_files(PDF)
    press(page, "决定聘任")
    sign_in(page, p.home_officer)
    page.goto(detail)
    follow(page, "派出单位签署")
    press(page, "派出单位签署")
    sign_in(page, p.user)
    page.goto(detail)
    follow(page, "签署承诺书")
    assert page.get_by_role("heading", name="保密承诺书").is_visible()
    check_page(page)
    page.get_by_role("checkbox").check()
    press(page, "签署承诺书")
    sign_in(page, p.host_officer)
    page.goto(detail)
    follow(page, "颁发聘书")
    press(page, "颁发聘书")
    assert "聘〔" in page.locator("main").inner_text()
    check_page(page)
    assert Secondment.objects.get(number="SEC-0042").state == "active"

    # It stands on the timeline, and in the table that says the same.
    page.goto(f"{site}/secondments/")
    lane = page.locator(".gantt .row", has_text="周晓").get_by_role("img").first
    assert "在任" in lane.get_attribute("aria-label")
    check_page(page)
    follow(page, "以表格查看")
    assert "SEC-0042" in page.locator("table").last.inner_text()
    check_page(page)


def test_the_posts_and_forms_pass_the_same_look(page, site, sign_in, check_page, p):
    sign_in(page, p.host_officer)
    page.goto(f"{site}/secondments/posts/open/")
    check_page(page)
    page.get_by_label("岗位名称").fill("证据审查岗")
    page.get_by_label("种类").select_option("loan")
    page.get_by_label("接收单位").select_option(str(p.host.pk))
    page.get_by_label("发布日期").fill(timezone.localdate().isoformat())
    page.get_by_label("截止日期").fill((timezone.localdate() + dt.timedelta(days=30)).isoformat())
    press(page, "发布")
    assert page.get_by_role("heading", level=1).inner_text() == "证据审查岗"
    check_page(page)
    for path in ("posts/", "plan/", "due/", "?state=all&q=none"):
        page.goto(f"{site}/secondments/{path}")
        check_page(page)
